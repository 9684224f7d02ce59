import { render } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Chats } from './chats.svelte';
import { bo, conversation, Memory, own, received } from './fixture';

let memory: Memory;
let chats: Chats;
const said: string[] = [];
const cried: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  said.length = cried.length = 0;
  memory = new Memory();
  chats = new Chats(memory.engine, {
    home: 'localhost',
    letters: () => true,
    visible: () => true,
    say: (sentence) => said.push(sentence),
    alert: (sentence) => cried.push(sentence),
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
