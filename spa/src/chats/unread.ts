import type { Conversation } from '../wire/engine';

type Marked = Pick<Conversation, 'unread' | 'marks'>;

export function isMuted({ marks: { mutedUntil = 0 } }: Pick<Conversation, 'marks'>, now: number): boolean {
  return mutedUntil === -1 || mutedUntil > now;
}

/** Whether a chat is one of those that badge and title count: something is unread, and its reader wants to know. */
export function counts(chat: Marked, now: number): boolean {
  return (chat.unread > 0 || chat.marks.unread === true) && !isMuted(chat, now);
}
