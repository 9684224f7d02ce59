import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import Composer from './Composer.svelte';
import { conversation, Memory } from './fixture';
import { Thread } from './thread.svelte';

let memory: Memory;
let thread: Thread;

beforeEach(() => {
  memory = new Memory();
  thread = new Thread(memory.engine, conversation({ draft: '' }), () => true);
  render(Composer, { thread, name: 'bo' });
});

const field = () => screen.getByRole('textbox', { name: 'Message to bo' });

it('sends on Enter, empties itself and clears the draft', async () => {
  await fireEvent.input(field(), { target: { value: '  hello\nworld ' } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(memory.sent.map(({ body }) => body)).toEqual(['hello\nworld']);
  expect([thread.draft, (field() as HTMLTextAreaElement).value]).toEqual(['', '']);
});

it('does not send on Shift+Enter, nor while a word is being composed', async () => {
  await fireEvent.input(field(), { target: { value: 'にほん' } });
  await fireEvent.keyDown(field(), { key: 'Enter', shiftKey: true });
  await fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
  await fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
  expect(memory.sent).toEqual([]);
});

it('sends nothing that is empty or too long', async () => {
  const button = screen.getByRole('button', { name: 'Send' });
  expect((button as HTMLButtonElement).disabled).toBe(true);
  await fireEvent.input(field(), { target: { value: ' \n ' } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  await fireEvent.input(field(), { target: { value: 'é'.repeat(32_769) } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(memory.sent).toEqual([]);
  expect(screen.getByRole('alert').textContent).toMatch(/too long/);
  await fireEvent.input(field(), { target: { value: 'é'.repeat(32_768) } });
  await fireEvent.click(button);
  expect(memory.sent).toHaveLength(1);
});
