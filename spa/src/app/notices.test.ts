import { expect, it } from 'vitest';
import { shown } from './notices.svelte';

const who = { peer: `ed25519:${'ab'.repeat(32)}`, handle: 'ana', server: 'kez.lat' };

it.each([
  [{ content: 'text', chats: 1, who, unread: 1, body: 'hello' }, 'ana', 'hello', '/chats/ana'],
  [{ content: 'text', chats: 1, who, unread: 3, body: 'and this' }, 'ana (3)', 'and this', '/chats/ana'],
  [{ content: 'name', chats: 1, who, unread: 1 }, 'ana', 'New message', '/chats/ana'],
  [{ content: 'name', chats: 1, who, unread: 2 }, 'ana (2)', '2 new messages', '/chats/ana'],
  [{ content: 'nothing', chats: 1 }, 'kez-chat', 'New message', '/chats'],
  [{ content: 'nothing', chats: 4 }, 'kez-chat', 'New messages in 4 chats', '/chats'],
] as const)('%o', (notice, title, body, path) => {
  expect(shown({ tag: 'chat-1', ...notice }, 'kez.lat')).toEqual({ tag: 'chat-1', title, body, path });
});

it('names whoever has no name yet by their key, and finds them by it', () => {
  const { handle, ...nameless } = who;
  expect(handle).toBe('ana');
  expect(shown({ tag: 'chat-1', content: 'name', chats: 1, who: nameless }, 'kez.lat')).toMatchObject({ title: 'abab abab', path: `/chats/${who.peer}` });
});
