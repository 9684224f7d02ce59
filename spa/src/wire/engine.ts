// The engine as a page sees it. Vault, connection, store and message engine live behind this
// interface in one worker per tab; a page never sees the seed, NATS or IndexedDB. Every method
// rejects with a Problem and with nothing else.

/** A refusal with a code of docs/protocol.md section 7, or one of the local codes below. */
export interface Problem {
  /** Protocol codes, and `wrong-passphrase`, `wrong-words`, `no-network`, `storage-full`, `other-account`, `yourself` (added: one's own address), `internal`. */
  code: string;
  title: string;
  /** A whole sentence that says what happened and what to do. */
  detail: string;
  status?: number;
  /** Seconds to wait, where the node said so. */
  retryAfter?: number;
}

export type Connection =
  | { state: 'offline' }
  | { state: 'connecting'; since: number }
  | { state: 'live' }
  | { state: 'refused'; problem: Problem };

export interface Account {
  handle: string;
  server: string;
  /** `ed25519:<64 hex>` */
  primary: string;
  /** RFC 3339 */
  registeredAt: string;
}

export type Session =
  /** Not read yet: the first paint waits for this one only. */
  | { state: 'opening' }
  /** Plain HTTP that is not localhost: WebCrypto is missing, nothing can work. */
  | { state: 'insecure' }
  | { state: 'none' }
  | { state: 'locked'; account: Account }
  /** Added: the browser gives no storage (some private windows), or it is damaged; `erase` is the way out. */
  | { state: 'broken'; problem: Problem }
  | { state: 'open'; account: Account };

/** A registered person, whose signed registration the engine has checked against the key. */
export interface Person {
  primary: string;
  handle: string;
  server: string;
  registeredAt: string;
}

/** Why a handle cannot be had; `free` when it can. */
export type Availability = { free: true } | { free: false; problem: Problem };

/** clock, one tick, two ticks, two filled ticks, red mark. */
export type MessageState = 'queued' | 'stored' | 'delivered' | 'read' | 'failed';

export interface Message {
  /** Kez-Id, 32 hex. Unique within a conversation together with `mine`. */
  id: string;
  /** The other person's primary key: conversations are keyed by it, never by a handle. */
  peer: string;
  mine: boolean;
  /** `newer` is a type this version does not know: show "newer message, update to read it". */
  kind: 'text' | 'newer';
  body: string;
  /** Milliseconds since 1970: the node's time once stored, the sender's until then. */
  time: number;
  /** Sequence in the mailbox, once stored. */
  seq?: number;
  /** Only of own messages; a received one is always `stored`. */
  state: MessageState;
  problem?: Problem;
}

export interface Conversation {
  peer: string;
  /** Absent until the directory answered: then show the fingerprint. */
  handle?: string;
  server: string;
  /** Newest message, absent in a conversation that was only started. */
  last?: Message;
  /** Milliseconds of the newest activity; the list is ordered by it, newest first. */
  time: number;
  unread: number;
  draft: string;
  /** Envelopes from this peer that did not open: shown as one quiet line, never as messages. */
  unreadable: number;
}

export interface Page {
  /** In order of the conversation: oldest first, own unsent ones last. */
  messages: Message[];
  older: boolean;
  newer: boolean;
  /** The first message not read when the conversation was opened: the "new messages" line goes above it. */
  firstUnread?: string;
}

export interface Events {
  session: Session;
  connection: Connection;
  /** The whole list again, ordered; small enough to replace. */
  conversations: Conversation[];
  /** New or changed messages of one conversation, and the ids of discarded ones. */
  messages: { peer: string; changed: Message[]; discarded: string[] };
  /** How far a restore or a long catch-up is; done === total ends it. */
  catchup: { done: number; total: number };
  /** Added: a newer version of the app waits ("Update ready"); `apply` switches to it and reloads the page. */
  update: { apply: () => void };
}

export interface Engine {
  /** Calls back at once with the current value where there is one; returns the way to stop. */
  on<K extends keyof Events>(event: K, handler: (value: Events[K]) => void): () => void;

  /** The node this page came from: its domain, mode of registration, time, versions. */
  node(): Promise<{ server: string; version: string; registration: 'open' | 'invite' | 'closed'; ui: string; build: string; /** The app was served from a directory, not from the program. */ unofficial: boolean }>;

  /** 12 fresh words; nothing is stored before `create`. */
  words(): Promise<string>;
  available(handle: string): Promise<Availability>;
  /** Registers and stores. A lost answer is safe to repeat with the same words. */
  create(request: { handle: string; words: string; passphrase: string; invite?: string }): Promise<Account>;
  /** 12 or 24 words or 64 hex; chats come back from the account's own copies. */
  restore(request: { secret: string; passphrase: string }): Promise<Account>;
  unlock(passphrase: string): Promise<Account>;
  lock(): Promise<void>;
  /** Forgets everything in this browser: store, keys, caches. The account itself lives on. */
  erase(): Promise<void>;

  /** `handle`, `handle@server` or `ed25519:<hex>`; refuses one's own. */
  lookup(address: string): Promise<Person>;
  /** Makes the conversation if there is none; idempotent. */
  start(person: Person): Promise<void>;

  /** The messages around one of them, or the newest ones. */
  page(peer: string, at: { newest: true; count: number } | { before: string; count: number } | { after: string; count: number }): Promise<Page>;
  /** In the outbox, durably, when it resolves; the message event comes in the same tick. */
  send(peer: string, body: string): Promise<Message>;
  retry(peer: string, id: string): Promise<void>;
  discard(peer: string, id: string): Promise<void>;
  /** Everything up to now is read: the page calls it when the conversation is open, visible and at its end. */
  read(peer: string): Promise<void>;
  draft(peer: string, text: string): Promise<void>;
}
