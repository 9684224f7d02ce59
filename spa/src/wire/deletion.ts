import type { Key } from '../protocol/key';
import type { Book } from './book';
import { type Chat, newChat, unsent } from './chat';

/**
 * Deletes a conversation from this browser: its messages, what waits to be sent in it, and what was set of it.
 * What stays is whom it was with and what was decided of them; what was deleted does not come again.
 */
export async function deleteChat(book: Book, peer: Key, nodeTime: number): Promise<void> {
  const { store } = book;
  await store.exclusive(async () => {
    const chat = await store.chat(peer);
    if (!chat) return;
    const [newest] = await store.range(peer, { before: unsent }, 1);
    const emptied = emptiedOf(chat, nodeTime);
    if (newest) emptied.cleared = { order: newest.order, time: newest.note.time };
    await store.empty(emptied);
    book.wrote([emptied]);
  });
}

function emptiedOf(chat: Chat, now: number): Chat {
  const { last, unread, unreadable, draft, marks = {}, ...kept } = chat;
  const emptied: Chat = { ...newChat(chat.peer, chat.server, chat.time), ...kept, hidden: true };
  const placed = (['pinned', 'archived', 'unread'] as const).filter((name) => marks[name]?.to);
  emptied.marks = { ...marks, ...Object.fromEntries(placed.map((name) => [name, { at: Math.max(now, (marks[name]?.at ?? 0) + 1), to: false }])) };
  if (placed.length > 0) emptied.untold = true;
  return emptied;
}
