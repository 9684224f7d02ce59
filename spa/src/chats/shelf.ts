import type { Conversation } from '../wire/engine';

// Which conversations stand where in the list. Pure; what is mute depends on the time.

export const filters = ['all', 'unread', 'requests', 'archived'] as const;
export type Filter = (typeof filters)[number];

export function isMuted({ marks: { mutedUntil = 0 } }: Conversation, now: number): boolean {
  return mutedUntil === -1 || mutedUntil > now;
}

export function isUnread({ unread, marks }: Conversation): boolean {
  return unread > 0 || marks.unread === true;
}

/** Whether it counts where unread chats are counted: not what is mute, and nothing of strangers and blocked people. */
export function counts(conversation: Conversation, now: number): boolean {
  return isUnread(conversation) && conversation.contact !== 'blocked' && !conversation.request && !isMuted(conversation, now);
}

/** What a filter shows, in the order of the list, pinned ones first. */
export function shelved(list: readonly Conversation[], filter: Filter): Conversation[] {
  const shown = list.filter((one) => {
    if (filter === 'requests') return one.request;
    if (one.request) return false;
    if (filter === 'archived') return one.marks.archived === true;
    return one.marks.archived !== true && (filter === 'all' || isUnread(one));
  });
  return [...shown.filter(({ marks }) => marks.pinned), ...shown.filter(({ marks }) => !marks.pinned)];
}

/** When the next of them is not mute any more; undefined when none will be. */
export function nextSound(list: readonly Conversation[], now: number): number | undefined {
  const ends = list.flatMap(({ marks: { mutedUntil = 0 } }) => (mutedUntil > now ? [mutedUntil] : []));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** For how long a chat can be made mute, in hours; null is for always. */
export const durations = [1, 8, 168, null] as const;

export function mutedUntil(hours: number | null, now: number): number {
  return hours === null ? -1 : now + hours * 3600_000;
}
