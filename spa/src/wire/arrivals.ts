import type { Opened } from '../protocol/box';
import { type ID, isID } from '../protocol/id';
import { isMembers } from '../protocol/json';
import type { Key } from '../protocol/key';
import { unpack } from '../protocol/marks';
import type { Book } from './book';
import { type Chat, type Cursor, noticed, type Note, place, unsent } from './chat';
import type { Message, Problem } from './engine';
import { heard } from './marks';
import type { MessageEngine } from './message-engine';
import { Failure } from './problem';
import type { Row } from './store';
import { tick } from './ticks';

/** One item of the mailbox as the node hands it over, pushed or synced. */
export interface Item {
  seq: number;
  prev: number;
  /** Milliseconds; 0 when the node gave none. */
  time: number;
  kind: 'msg' | 'sent' | 'note';
  note: boolean;
  from?: Key;
  id?: ID;
  body: Uint8Array;
}

/** Notes of these types are for machines; of other unknown ones only real messages are shown. */
const silent = new Set(['typing', 'profile']);

interface Arrival {
  item: Item;
  opened?: Opened;
}

/** What a batch means for the outside. */
export interface Applied {
  /** Conversations in which something was received. */
  received: Set<Key>;
  /** To whom something was sent, on whichever device. */
  sent: Set<Key>;
}

/**
 * Opens items and writes them into the book, together with the cursor that says so: after a crash
 * between the two they would come twice or never.
 */
export async function apply(book: Book, engine: MessageEngine, items: Item[], cursor: Cursor): Promise<Applied> {
  const arrivals = await Promise.all(items.map((item) => open(engine, book.own, item)));
  return book.store.exclusive(async () => {
    const batch = new Batch(book, cursor.generation);
    for (const arrival of arrivals) await batch.add(arrival);
    await batch.write(cursor);
    return { received: batch.received, sent: batch.sent };
  });
}

async function open(engine: MessageEngine, own: Key, item: Item): Promise<Arrival> {
  try {
    const opened = await engine.open(item.body, {
      ...(item.time ? { time: item.time } : {}),
      ...(item.from === undefined ? {} : { from: item.from }),
      ...(item.id === undefined ? {} : { id: item.id }),
    });
    // A copy is what I sent, everything else was sent to me: a stranger may post my own letter to me.
    const fits = item.kind === 'sent' ? opened.from === own : opened.to === own;
    return fits ? { item, opened } : { item };
  } catch (error) {
    // Whether its device may write could not be asked: it is not unreadable, it comes again with the next connection.
    if (error instanceof Failure && passes(error.problem)) throw error;
    return { item };
  }
}

function passes({ status }: Problem): boolean {
  return status === undefined || status >= 500 || status === 429;
}

/** A letter can answer one of the two people in the conversation; what names anybody else answers nothing. */
function replyOf({ reply }: Opened['letter'], peer: Key, own: Key): Pick<Note, 'reply'> {
  if (!isMembers(reply)) return {};
  const { id, from } = reply;
  if (typeof id !== 'string' || !isID(id) || (from !== peer && from !== own)) return {};
  return { reply: { id, from: from === own ? own : peer } };
}

class Batch {
  readonly received = new Set<Key>();
  readonly sent = new Set<Key>();
  readonly #book: Book;
  readonly #generation: number;
  readonly #chats = new Map<Key, Chat>();
  readonly #rows = new Map<string, { peer: Key; row: Row }>();
  readonly #touched = new Map<string, { peer: Key; row: Row }>();
  readonly #sent: number[] = [];

  constructor(book: Book, generation: number) {
    this.#book = book;
    this.#generation = generation;
  }

  async add({ item, opened }: Arrival): Promise<void> {
    if (!opened) return this.#unopened(item);
    const peer = opened.from === this.#book.own ? opened.to : opened.from;
    const { type, letter } = opened;
    if (type === 'receipt') return this.#receipt(peer, opened, item.time || opened.sentAt);
    if (type === 'marks') return this.#marks(opened);
    if (silent.has(type) || (item.note && type !== 'text')) return;
    if (type === 'text' && typeof letter.body !== 'string') return this.#unopened(item);
    const body = type === 'text' ? String(letter.body) : '';
    const reply = type === 'text' ? replyOf(letter, peer, this.#book.own) : {};
    await this.#message(peer, opened, item, { kind: type === 'text' ? 'text' : 'newer', body, ...reply });
  }

  async write(cursor: Cursor): Promise<void> {
    const messages = [...this.#rows.values()];
    await this.#book.store.write({ chats: this.#chats.values(), messages, sent: this.#sent, cursor });
    const news = new Map<Key, Message[]>();
    for (const { peer, row } of [...this.#touched.values()].sort((a, b) => a.row.order - b.row.order)) {
      const chat = this.#chats.get(peer);
      if (chat) news.set(peer, [...(news.get(peer) ?? []), this.#book.view(chat, row)]);
    }
    this.#book.wrote(
      [...this.#chats.values()],
      [...news].map(([peer, changed]) => ({ peer, changed, discarded: [] })),
    );
  }

  async #chat(peer: Key, time: number): Promise<Chat> {
    let chat = this.#chats.get(peer);
    if (!chat) {
      chat = await this.#book.chat(peer);
      if (!chat.last && !chat.handle) chat.time = Math.min(chat.time, time);
      this.#chats.set(peer, chat);
    }
    return chat;
  }

  async #unopened({ kind, from, time }: Item): Promise<void> {
    if (kind === 'sent' || from === undefined || from === this.#book.own) return;
    (await this.#chat(from, time)).unreadable++;
  }

  async #find(peer: Key, from: Key, id: string): Promise<Row | undefined> {
    const record = await this.#book.store.messageName(from, id);
    const pending = this.#rows.get(record);
    if (pending) return pending.peer === peer ? pending.row : undefined;
    return this.#book.store.message(peer, from, id);
  }

  async #message(peer: Key, { from, id, sentAt }: Opened, item: Item, what: Pick<Note, 'kind' | 'body' | 'reply'>): Promise<void> {
    const mine = from === this.#book.own;
    const known = await this.#find(peer, from, id);
    if (known) return mine ? this.#confirmed(peer, known, item) : undefined;
    const chat = await this.#chat(peer, item.time);
    const order = place(this.#generation, item.seq);
    const note: Note = { id, mine, ...what, time: item.time || sentAt, sentAt, seq: item.seq, state: 'stored' };
    if (this.#isCleared(chat, order, note.time)) return;
    this.#put(peer, { record: await this.#book.store.messageName(from, id), order, note });
    noticed(chat, note, order);
    if (mine) {
      // Whoever answers has read what came before, on whichever device.
      if (chat.received && order > chat.received.order) this.#readTo(chat, chat.received);
      if (chat.contact !== 'accepted') this.sent.add(peer);
    } else {
      if (order > (chat.received?.order ?? 0)) chat.received = { order, id, time: note.time };
      // It is kept, for it was written before the block, and told to nobody.
      if (chat.contact === 'blocked') return chat.received && this.#readTo(chat, chat.received);
      if (order > (chat.read?.order ?? 0)) chat.unread++;
      this.received.add(peer);
    }
  }

  /** Whether it was deleted here. */
  #isCleared({ cleared }: Chat, order: number, time: number): boolean {
    if (!cleared) return false;
    return cleared.order < place(this.#generation, 0) ? time <= cleared.time : order <= cleared.order;
  }

  /** The copy of a message that this browser sent: proof that it is stored, also when the answer was lost. */
  async #confirmed(peer: Key, known: Row, item: Item): Promise<void> {
    if (known.note.state === 'stored' && known.note.seq === item.seq) return;
    if (known.order >= unsent) this.#sent.push(known.order);
    else if (known.note.state === 'stored' && known.order < place(this.#generation, 0)) return;
    const { problem, ...rest } = known.note;
    const moved: Row = {
      record: known.record,
      order: place(this.#generation, item.seq),
      note: { ...rest, state: 'stored', seq: item.seq, time: item.time },
    };
    const chat = await this.#chat(peer, item.time);
    this.#put(peer, moved);
    await this.#book.relast(chat, { moved });
    noticed(chat, moved.note, moved.order);
  }

  async #receipt(peer: Key, { from, letter }: Opened, at: number): Promise<void> {
    const { delivered, read } = letter;
    const mark = async (of: Key, id: unknown) => (typeof id === 'string' && isID(id) ? this.#find(peer, of, id) : undefined);
    if (from === this.#book.own) {
      // Another device of mine, or an earlier life of this one, told the peer.
      const seen = await mark(peer, read);
      const got = await mark(peer, delivered);
      if (!seen && !got) return;
      const chat = await this.#chat(peer, 0);
      if (got) chat.told.delivered = got.note.id;
      if (seen) {
        chat.told.read = seen.note.id;
        await this.#readUpTo(chat, seen);
      }
      return;
    }
    const got = await mark(this.#book.own, delivered);
    const seen = await mark(this.#book.own, read);
    if (!got && !seen) return;
    const chat = await this.#chat(peer, 0);
    const before = Math.min(chat.peerDelivered, chat.peerRead);
    const sure = (row: Row | undefined) => (row && row.order < unsent ? row.order : 0);
    tick(chat, { order: sure(seen), at, read: true });
    tick(chat, { order: sure(got), at, read: false });
    await this.#reached(chat, before);
  }

  /** Own messages whose ticks changed; more than a few screens back nobody looks, and a page reads anew. */
  async #reached(chat: Chat, before: number): Promise<void> {
    const rows = await this.#book.store.range(chat.peer, { before: chat.peerDelivered + 1 }, 200);
    for (const row of rows) {
      if (row.note.mine && row.order > before && !this.#rows.has(row.record)) this.#touched.set(row.record, { peer: chat.peer, row });
    }
  }

  /** Another device of mine, or an earlier life of this one: nobody else's marks mean anything. */
  async #marks({ from, to, sentAt, letter }: Opened): Promise<void> {
    if (from !== this.#book.own || to !== this.#book.own) return;
    for (const [peer, marks] of unpack(letter.marks, this.#book.own, sentAt)) heard(await this.#chat(peer, sentAt), marks, sentAt);
  }

  #readTo(chat: Chat, { order, id }: { order: number; id: ID }): void {
    chat.read = { order, id };
    chat.unread = 0;
  }

  async #readUpTo(chat: Chat, seen: Row): Promise<void> {
    if (seen.order <= (chat.read?.order ?? 0)) return;
    this.#readTo(chat, { order: seen.order, id: seen.note.id });
    const stored = await this.#book.store.range(chat.peer, { after: seen.order }, 1000);
    const pending = [...this.#rows.values()].filter(({ peer, row }) => peer === chat.peer && row.order > seen.order).map(({ row }) => row);
    chat.unread = new Set([...stored, ...pending].filter(({ note }) => !note.mine).map(({ record }) => record)).size;
  }

  #put(peer: Key, row: Row): void {
    this.#rows.set(row.record, { peer, row });
    this.#touched.set(row.record, { peer, row });
  }
}
