import type { Key } from '../protocol/key';
import { type Chat, type Cursor, type Note, type Order, unsent, type Waiting } from './chat';
import type { Cipher, Sealed } from './cipher';
import type { Database } from './database';

/** A message with its place and the name of its record. */
export interface Row {
  record: string;
  order: Order;
  note: Note;
}

/** What one transaction writes, all or nothing. */
export interface Change {
  chats?: Iterable<Chat>;
  messages?: { peer: Key; row: Row }[];
  outbox?: Waiting[];
  /** Places in the outbox that are done with, and names of messages to forget. */
  sent?: Order[];
  forgotten?: string[];
  cursor?: Cursor;
  /** On disk before this resolves, and not only handed to the system. */
  strict?: boolean;
}

export type Exclusive = <T>(deed: () => Promise<T>) => Promise<T>;

/**
 * The profile's records, sealed and opened on the way. Sealing is asynchronous and a transaction of
 * IndexedDB does not wait for it, so what reads and then writes does so inside `exclusive`, which holds
 * for all tabs.
 */
export class Store {
  readonly exclusive: Exclusive;
  readonly #db: Database;
  readonly #cipher: Cipher;
  readonly #chatNames = new Map<Key, Promise<string>>();

  constructor(db: Database, cipher: Cipher, exclusive: Exclusive) {
    this.#db = db;
    this.#cipher = cipher;
    this.exclusive = exclusive;
  }

  async chats(): Promise<Chat[]> {
    const rows = await this.#db.getAll('chats');
    return Promise.all(rows.map((row) => this.#cipher.open<Chat>(`chats/${row.chat}`, row.sealed)));
  }

  async chat(peer: Key): Promise<Chat | undefined> {
    const name = await this.#chatName(peer);
    const row = await this.#db.get('chats', name);
    return row && this.#cipher.open<Chat>(`chats/${name}`, row.sealed);
  }

  /** The message that `from` sent under this id in the conversation with `peer`. */
  async message(peer: Key, from: Key, id: string): Promise<Row | undefined> {
    const row = await this.#db.get('messages', await this.messageName(from, id));
    return row?.chat === (await this.#chatName(peer)) ? this.#row(row) : undefined;
  }

  /** Messages after or before a place, exclusive, at most `count`, oldest first. */
  async range(peer: Key, at: { after: Order } | { before: Order }, count: number): Promise<Row[]> {
    const chat = await this.#chatName(peer);
    const index = this.#db.transaction('messages').store.index('order');
    if ('after' in at) {
      const rows = await index.getAll(IDBKeyRange.bound([chat, at.after], [chat, Infinity], true), count);
      return Promise.all(rows.map((row) => this.#row(row)));
    }
    // To the first one in two steps and then all at once: a cursor over all of them asks for each row anew.
    let first = await index.openKeyCursor(IDBKeyRange.bound([chat, 0], [chat, at.before], false, true), 'prev');
    if (first && count > 1) first = await first.advance(count - 1);
    const rows = await index.getAll(IDBKeyRange.bound(first?.key ?? [chat, 0], [chat, at.before], false, true));
    return Promise.all(rows.map((row) => this.#row(row)));
  }

  /** How many messages a conversation has. */
  async count(peer: Key): Promise<number> {
    const chat = await this.#chatName(peer);
    return this.#db.countFromIndex('messages', 'order', IDBKeyRange.bound([chat, 0], [chat, Infinity]));
  }

  async cursor(): Promise<Cursor> {
    const sealed = await this.#db.get('facts', 'cursor');
    return sealed ? this.#cipher.open<Cursor>('facts/cursor', sealed) : { next: 0, generation: 0 };
  }

  /** Something that is kept under a name of its own, which tells nothing. */
  async fact<T>(what: string): Promise<T | undefined> {
    const name = await this.#cipher.name(what);
    const sealed = await this.#db.get('facts', name);
    return sealed && this.#cipher.open<T>(`facts/${name}`, sealed);
  }

  async keep(what: string, value: unknown): Promise<void> {
    const name = await this.#cipher.name(what);
    await this.#db.put('facts', await this.#cipher.seal(`facts/${name}`, value), name);
  }

  /** Whose conversations have something waiting, the longest waiting first. */
  async waitingFor(): Promise<Key[]> {
    const rows = await this.#db.getAll('outbox');
    const first = rows.filter((row, i) => rows.findIndex(({ chat }) => chat === row.chat) === i);
    return Promise.all(first.map(async (row) => (await this.#waiting(row)).peer));
  }

  /** What must be sent next to this peer. */
  async waiting(peer: Key): Promise<Waiting | undefined> {
    const chat = await this.#chatName(peer);
    let cursor = await this.#db.transaction('outbox').store.openCursor();
    while (cursor && cursor.value.chat !== chat) cursor = await cursor.continue();
    return cursor ? this.#waiting(cursor.value) : undefined;
  }

  async waits(order: Order): Promise<boolean> {
    return (await this.#db.count('outbox', order)) > 0;
  }

  /** A place behind everything that waits, whichever tab wrote it. Inside `exclusive` only. */
  async tail(now: number): Promise<Order> {
    const last = await this.#db.transaction('outbox').store.openKeyCursor(null, 'prev');
    return Math.max(unsent + now * 1000, (last?.key ?? 0) + 1);
  }

  /** A name for something outside of the store, which tells nothing either. */
  nameOf(what: string): Promise<string> {
    return this.#cipher.name(what);
  }

  /** Own and received messages never share a record: the sender is part of the name. */
  messageName(from: Key, id: string): Promise<string> {
    return this.#cipher.name(`message ${from} ${id}`);
  }

  async write(change: Change): Promise<void> {
    const chats = await Promise.all([...(change.chats ?? [])].map(async (chat) => {
      const name = await this.#chatName(chat.peer);
      return { chat: name, sealed: await this.#cipher.seal(`chats/${name}`, chat) };
    }));
    const messages = await Promise.all((change.messages ?? []).map(async ({ peer, row: { record, order, note } }) => {
      return { message: record, chat: await this.#chatName(peer), order, sealed: await this.#cipher.seal(`messages/${record}`, note) };
    }));
    const outbox = await Promise.all((change.outbox ?? []).map(async (waiting) => {
      const sealed = await this.#cipher.seal(`outbox/${waiting.order}`, waiting);
      return { order: waiting.order, chat: await this.#chatName(waiting.peer), sealed };
    }));
    const cursor = change.cursor && (await this.#cipher.seal('facts/cursor', change.cursor));
    const tx = this.#db.transaction(['chats', 'messages', 'outbox', 'facts'], 'readwrite', {
      durability: change.strict ? 'strict' : 'relaxed',
    });
    await Promise.all([
      ...(change.forgotten ?? []).map((name) => tx.objectStore('messages').delete(name)),
      ...(change.sent ?? []).map((order) => tx.objectStore('outbox').delete(order)),
      ...chats.map((row) => tx.objectStore('chats').put(row)),
      ...messages.map((row) => tx.objectStore('messages').put(row)),
      ...outbox.map((row) => tx.objectStore('outbox').put(row)),
      ...(cursor ? [tx.objectStore('facts').put(cursor, 'cursor')] : []),
      tx.done,
    ]);
  }

  /** Forgets all messages of a conversation and what waits in it; the record is what remains. */
  async empty(chat: Chat): Promise<void> {
    const name = await this.#chatName(chat.peer);
    const sealed = await this.#cipher.seal(`chats/${name}`, chat);
    const tx = this.#db.transaction(['chats', 'messages', 'outbox'], 'readwrite', { durability: 'strict' });
    const [messages, waiting] = await Promise.all([
      tx.objectStore('messages').index('order').getAllKeys(IDBKeyRange.bound([name, 0], [name, Infinity])),
      tx.objectStore('outbox').getAll(),
    ]);
    await Promise.all([
      ...messages.map((key) => tx.objectStore('messages').delete(key)),
      ...waiting.filter((row) => row.chat === name).map(({ order }) => tx.objectStore('outbox').delete(order)),
      tx.objectStore('chats').put({ chat: name, sealed }),
      tx.done,
    ]);
  }

  async #row(row: { message: string; order: Order; sealed: Sealed }): Promise<Row> {
    return { record: row.message, order: row.order, note: await this.#cipher.open<Note>(`messages/${row.message}`, row.sealed) };
  }

  #waiting(row: { order: Order; sealed: Sealed }): Promise<Waiting> {
    return this.#cipher.open<Waiting>(`outbox/${row.order}`, row.sealed);
  }

  #chatName(peer: Key): Promise<string> {
    const name = this.#chatNames.get(peer) ?? this.#cipher.name(`chat ${peer}`);
    this.#chatNames.set(peer, name);
    return name;
  }
}
