import { render } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Chats } from './chats.svelte';
import { bo, conversation, Memory, own, received } from './fixture';

let memory: Memory;
let chats: Chats;
const said: string[] = [];
const cried: string[] = [];
let toasts: { sentence: string; run: (() => void) | undefined }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  said.length = cried.length = 0;
  toasts = [];
  memory = new Memory();
  chats = new Chats(memory.engine, {
    home: 'localhost',
    letters: () => true,
    visible: () => true,
    say: (sentence) => said.push(sentence),
    alert: (sentence) => cried.push(sentence),
    toast: (sentence, action) => toasts.push({ sentence, run: action?.run }),
    now: Date.now,
  });
});
afterEach(() => {
  chats.close();
  vi.useRealTimers();
});

it('counts unread chats, not messages', () => {
  memory.tell('conversations', [conversation({ unread: 7 }), conversation({ peer: 'ed25519:33', unread: 1 }), conversation({ peer: 'ed25519:44' })]);
  expect(chats.unread).toBe(2);
});

it('tells news once, however it came, and nothing that was there at the start', () => {
  memory.tell('conversations', [conversation({ last: received(5) })]);
  memory.news(received(5), received(4));
  memory.news(received(6));
  memory.news(received(6));
  vi.advanceTimersByTime(1500);
  expect(said).toEqual(['1 new message from bo']);
});

it('tells nothing of strangers, blocked people and mute chats', () => {
  for (const more of [{ request: true, contact: 'none' as const }, { contact: 'blocked' as const }, { marks: { mutedUntil: -1 } }]) {
    memory.tell('conversations', [conversation(more)]);
    memory.news(received(1));
    memory.news(received(2));
  }
  vi.advanceTimersByTime(1500);
  expect([said, cried, toasts]).toEqual([[], [], []]);
});

it('counts a chat again when it is mute no more', () => {
  memory.tell('conversations', [conversation({ unread: 1, marks: { mutedUntil: Date.now() + 3600_000 } })]);
  expect(chats.unread).toBe(0);
  vi.advanceTimersByTime(3_599_999);
  expect(chats.unread).toBe(0);
  vi.advanceTimersByTime(1);
  expect(chats.unread).toBe(1);
});

it('shows who types until it is over or a message comes', () => {
  memory.tell('conversations', [conversation()]);
  const until = Date.now() + 6000;
  memory.tell('typing', { peer: bo, until });
  expect(chats.types(bo)).toBe(true);
  vi.advanceTimersByTime(5999);
  expect(chats.types(bo)).toBe(true);
  vi.advanceTimersByTime(1);
  expect(chats.types(bo)).toBe(false);
  memory.tell('typing', { peer: bo, until: until * 2 });
  memory.news(received(1));
  expect(chats.types(bo)).toBe(false);
});

it('archives with a way back, to the pins where it was pinned', async () => {
  await chats.archive(conversation());
  await chats.archive(conversation({ marks: { pinned: true } }));
  for (const { run } of toasts) run?.();
  expect(memory.marked).toEqual([{ archived: true }, { archived: true }, { archived: false }, { pinned: true }]);
});

it('says why something could not be set', async () => {
  memory.refusal = { code: 'too-many-pins', title: '', detail: 'Five are pinned.' };
  await chats.mark(bo, { pinned: true });
  expect(toasts).toMatchObject([{ sentence: 'Five are pinned.' }]);
});

it('shows all chats again once the last request is answered', () => {
  memory.tell('conversations', [conversation({ request: true, contact: 'none' })]);
  chats.filter = 'requests';
  memory.tell('conversations', [conversation()]);
  expect([chats.filter, chats.shown.length]).toEqual(['all', 1]);
});

it('forgets the thread of a chat that was deleted', async () => {
  memory.tell('conversations', [conversation()]);
  const thread = chats.thread(conversation());
  memory.tell('conversations', []);
  expect(chats.thread(conversation())).not.toBe(thread);
});

it('reads out what arrives in the chat that is being read', async () => {
  memory.tell('conversations', [conversation()]);
  const thread = chats.thread(conversation());
  chats.open = bo;
  await thread.open();
  memory.news(received(1, 'hello'));
  vi.advanceTimersByTime(1500);
  expect(said).toEqual(['bo: hello']);
});

it('stays silent during a long catch-up', () => {
  memory.tell('conversations', []);
  memory.tell('catchup', { done: 0, total: 10 });
  memory.news(received(1));
  memory.tell('catchup', { done: 10, total: 10 });
  vi.advanceTimersByTime(1500);
  expect([said, chats.catchup]).toEqual([[], undefined]);
});

it('cries out when an own message failed', () => {
  memory.tell('conversations', [conversation()]);
  memory.news(own('1', 'hello', { state: 'failed' }));
  expect(cried).toEqual(['A message to bo was not sent.']);
});

it('keeps one thread for each peer, and its draft when it closes', () => {
  const thread = chats.thread(conversation({ draft: 'half a' }));
  expect(chats.thread(conversation())).toBe(thread);
  thread.write('half a sentence');
  chats.close();
  expect(memory.drafts).toEqual(['half a sentence']);
});

it('shows what arrives in a thread that was left and opened again', async () => {
  memory.tell('conversations', [conversation()]);
  const first: ReturnType<Chats['thread']>[] = [];
  const view = render((() => void first.push(chats.thread(conversation()))) as never);
  await first[0]?.open();
  expect(first[0]?.rows).toEqual([]);
  view.unmount();
  memory.news(received(1, 'hello'));
  expect(chats.thread(conversation()).rows).not.toEqual([]);
});
