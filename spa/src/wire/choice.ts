// What a person chose of others and of conversations, as pages see it.

/** Whom the reader lets write: `none` is a stranger. */
export type Contact = 'accepted' | 'blocked' | 'none';

/** What a person set of a conversation. It travels to their other devices, and comes back with the words. */
export interface Marks {
  pinned?: boolean;
  archived?: boolean;
  /** Left for later: shown as unread though everything was read. */
  unread?: boolean;
  /** Milliseconds; -1 for always. It may have passed. */
  mutedUntil?: number;
  /** What was compared when the person was verified by hand; at most 128 bytes, opaque here. */
  verified?: string;
}

/** Null takes back. */
export interface MarkChange {
  pinned?: boolean;
  archived?: boolean;
  unread?: boolean;
  mutedUntil?: number | null;
  verified?: string | null;
}

/** What others are told; who does not tell it is not shown it either. */
export interface Privacy {
  /** What was received and read. */
  receipts: boolean;
  typing: boolean;
}
