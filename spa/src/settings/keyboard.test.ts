import { beforeEach, expect, it } from 'vitest';
import { Keyboard } from './keyboard.svelte';

beforeEach(() => localStorage.clear());

it('lets single letters act until told otherwise, and remembers that', () => {
  const keyboard = new Keyboard(localStorage);
  expect(keyboard.letters).toBe(true);
  keyboard.choose(false);
  expect(new Keyboard(localStorage).letters).toBe(false);
  keyboard.choose(true);
  expect(new Keyboard(localStorage).letters).toBe(true);
});

it('works where nothing can be remembered', () => {
  const keyboard = new Keyboard(undefined);
  keyboard.choose(false);
  expect(keyboard.letters).toBe(false);
});
