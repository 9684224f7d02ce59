import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import Bubble from './Bubble.svelte';
import Composer from './Composer.svelte';
import { conversation, Memory, received } from './fixture';
import { Thread } from './thread.svelte';

let memory: Memory;
let thread: Thread;

beforeEach(() => {
  memory = new Memory();
  thread = new Thread(memory.engine, conversation(), () => true);
});

function show(quote: { message: ReturnType<typeof received> | null | undefined; who: string }, jump = () => undefined, reply = () => undefined) {
  const nothing = () => undefined;
  const row = { key: 'k', message: received(2), unread: false, first: true, last: true };
  render(Bubble, { row, who: 'bo', whole: false, moves: false, quote, jump, reply, toggle: nothing, retry: nothing, discard: nothing });
}

it('sends what it answers, once, and shows it in the strip until then', async () => {
  render(Composer, { thread, name: 'bo' });
  thread.answers = received(1, 'question');
  await screen.findByRole('group', { name: 'Reply to bo' });
  const field = screen.getByRole('textbox');
  for (const value of ['answer', 'more']) {
    await fireEvent.input(field, { target: { value } });
    await fireEvent.keyDown(field, { key: 'Enter' });
  }
  expect(memory.sent.map(({ reply }) => reply)).toEqual([{ id: received(1).id, mine: false }, undefined]);
  expect(screen.queryByRole('group', { name: 'Reply to bo' })).toBeNull();
});

it('leaves the reply on Escape, and by its button', async () => {
  render(Composer, { thread, name: 'bo' });
  thread.answers = received(1);
  await screen.findByRole('group', { name: 'Reply to bo' });
  await fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' });
  expect(thread.answers).toBeUndefined();
  thread.answers = received(1);
  await fireEvent.click(await screen.findByRole('button', { name: 'Do not reply to this message' }));
  expect(thread.answers).toBeUndefined();
});

it('takes the reader to what is quoted', async () => {
  const jump = vi.fn();
  show({ message: received(1, 'question'), who: 'You' }, jump);
  await fireEvent.click(screen.getByRole('button', { name: 'In reply to You: question. Show that message' }));
  expect(jump).toHaveBeenCalledOnce();
});

it('says honestly that the quoted message is not here', () => {
  show({ message: null, who: 'bo' });
  expect(screen.getByRole('article').textContent).toContain('A message that is not on this device');
  expect(screen.queryByRole('button', { name: /In reply/ })).toBeNull();
});

it('answers by a swipe along the reading direction, and not by a short or a broken off one', async () => {
  const reply = vi.fn();
  show({ message: null, who: 'bo' }, undefined, reply);
  const bubble = screen.getByRole('article').querySelector('.bubble') as HTMLElement;
  const finger = (type: string, clientX: number) =>
    fireEvent(bubble, new PointerEvent(type, { pointerId: 1, pointerType: 'touch', isPrimary: true, clientX, bubbles: true }));
  for (const [to, ending] of [[30, 'pointerup'], [90, 'pointercancel'], [90, 'pointerup']] as const) {
    await finger('pointerdown', 0);
    await finger('pointermove', to);
    await finger(ending, to);
  }
  expect(reply).toHaveBeenCalledOnce();
  expect(bubble.style.transform).toBe('');
});

it('reaches a quoted message far above by reading around it', async () => {
  memory.mail = Array.from({ length: 900 }, (_, index) => received(index + 1));
  await thread.open();
  const far = { id: received(3).id, mine: false };
  expect(thread.quoted(far)).toBeUndefined();
  await thread.look(far);
  expect(thread.quoted(far)).toMatchObject({ body: 'message 3' });
  expect(await thread.reach(far)).toBe(far.id);
  expect([thread.history.messages.length, thread.history.older, thread.history.newer, memory.pages]).toEqual([33, false, true, 2]);
  const lost = { id: 'f'.repeat(32), mine: true };
  await thread.look(lost);
  expect(thread.quoted(lost)).toBeNull();
  expect(await thread.reach(lost)).toBeUndefined();
});

it('comes back to what a kept draft answers, and leaves what is gone', async () => {
  memory.mail = Array.from({ length: 90 }, (_, index) => received(index + 1));
  const far = { id: received(3).id, mine: false };
  thread = new Thread(memory.engine, conversation({ draft: 'well', answers: far }), () => true);
  await thread.open();
  expect([thread.draft, thread.answers?.body]).toEqual(['well', 'message 3']);
  thread.recall(conversation({ draft: 'well', answers: { id: 'f'.repeat(32), mine: true } }));
  await vi.waitFor(() => expect(thread.quoted({ id: 'f'.repeat(32), mine: true })).toBeNull());
  expect(thread.answers).toBeUndefined();
  thread.saveDraft();
  expect(memory.drafts).toEqual(['well']);
});
