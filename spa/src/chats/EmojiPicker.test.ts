import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import Composer from './Composer.svelte';
import { conversation, Memory, received } from './fixture';
import { Thread } from './thread.svelte';

let memory: Memory;
let thread: Thread;

beforeEach(async () => {
  memory = new Memory();
  memory.emoji = ['🎉'];
  thread = new Thread(memory.engine, conversation({ draft: 'ab' }), () => true);
  render(Composer, { thread, name: 'bo' });
  await fireEvent.click(screen.getByRole('button', { name: 'Emoji' }));
  await screen.findByRole('dialog', { name: 'Emoji' }, { timeout: 20_000 });
});

const composer = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message to bo' });
const search = () => screen.getByRole('textbox', { name: 'Search emoji' });
const focused = () => document.activeElement?.getAttribute('aria-label');

it('puts the emoji where the caret is, and the caret behind it', async () => {
  composer().setSelectionRange(1, 1);
  await fireEvent.input(search(), { target: { value: 'fire' } });
  await fireEvent.keyDown(search(), { key: 'Enter' });
  expect(thread.draft).toBe('a🔥b');
  await waitFor(() => expect(composer().selectionStart).toBe(3));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(composer());
  expect(memory.emoji).toEqual(['🔥', '🎉']);
});

it('stays for several with Shift, and takes the place of what is selected', async () => {
  composer().setSelectionRange(0, 2);
  await fireEvent.input(search(), { target: { value: 'fire' } });
  await fireEvent.keyDown(search(), { key: 'Enter', shiftKey: true });
  await waitFor(() => expect(composer().selectionStart).toBe(2));
  await fireEvent.keyDown(search(), { key: 'Enter', shiftKey: true });
  expect(thread.draft).toBe('🔥🔥');
  expect(screen.getByRole('dialog')).toBeTruthy();
});

it('is walked by arrow keys, from the ones used lately on', async () => {
  await fireEvent.keyDown(search(), { key: 'ArrowDown' });
  await waitFor(() => expect(focused()).toBe('party popper'));
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' });
  await waitFor(() => expect(focused()).toBe('grinning face'));
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowRight' });
  await waitFor(() => expect(focused()).toBe('grinning face with big eyes'));
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowUp' });
  await waitFor(() => expect(focused()).toBe('party popper'));
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowUp' });
  expect(document.activeElement).toBe(search());
});

it('has a few hundred elements at most, whatever it offers', () => {
  expect(screen.getByRole('dialog').querySelectorAll('*').length).toBeLessThan(400);
  expect(Number(screen.getByRole('grid').getAttribute('aria-rowcount'))).toBeGreaterThan(200);
});

it('closes on Escape in the composer, before the reply is left', async () => {
  thread.answers = received(1);
  await fireEvent.keyDown(composer(), { key: 'Escape' });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(thread.answers).toBeDefined();
  await fireEvent.keyDown(composer(), { key: 'Escape' });
  expect(thread.answers).toBeUndefined();
});

it('closes on Escape and on a press elsewhere', async () => {
  await fireEvent.keyDown(search(), { key: 'Escape' });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(composer());
  await fireEvent.click(screen.getByRole('button', { name: 'Emoji' }));
  await screen.findByRole('dialog', { name: 'Emoji' }, { timeout: 20_000 });
  await fireEvent.pointerDown(document.body);
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('says when nothing is found', async () => {
  await fireEvent.input(search(), { target: { value: 'xyzzy' } });
  expect(screen.getByRole('status').textContent).toBe('No emoji found');
});
