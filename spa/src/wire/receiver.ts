import type { NatsConnection } from '@nats-io/nats-core';
import type { Key } from '../protocol/key';
import { inbox } from '../protocol/subjects';
import { type Applied, apply, type Item } from './arrivals';
import type { Book } from './book';
import type { Cursor } from './chat';
import type { Events } from './engine';
import { readItem, type Mailbox, type SyncPage } from './mailbox';
import type { MessageEngine } from './message-engine';
import { Failure } from './problem';

const pageSize = 250;
/** The node counts as undelivered what lies behind the last `since` it was shown. */
const show = 30_000;

export interface Ready {
  subscribed(): void;
  caughtUp(): void;
}

/** Brings the book up to date and keeps it so: no gap, no duplicate, in order. */
export class Receiver {
  readonly #book: Book;
  readonly #engine: MessageEngine;
  readonly #received: (applied: Applied) => void;
  /** Of messages that the reader may be told of; `opening` where they are those of the first catch-up. */
  readonly #news: (peers: Set<Key>, opening: boolean) => void;
  readonly #progress: (value: Events['catchup']) => void;
  #opening = true;
  /** Told at the end of a catch-up: what comes later may say that it was read on another device. */
  #untold = new Set<Key>();
  #again = false;
  #wake: () => void = () => undefined;

  constructor(
    book: Book,
    engine: MessageEngine,
    received: (applied: Applied) => void,
    news: (peers: Set<Key>, opening: boolean) => void,
    progress: (value: Events['catchup']) => void,
  ) {
    this.#book = book;
    this.#engine = engine;
    this.#received = received;
    this.#news = news;
    this.#progress = progress;
  }

  /** Everything in the mailbox once more, with this connection or the next. */
  again(): void {
    this.#again = true;
    this.#wake();
  }

  /** Subscribed before the first sync, so that what is pushed meanwhile is held and not lost. */
  async run(nc: NatsConnection, mailbox: Mailbox, signal: AbortSignal, ready: Ready): Promise<void> {
    let held: Item[] = [];
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    nc.subscribe(inbox(this.#book.own), {
      callback: (error, msg) => {
        const item = error ? undefined : readItem(msg);
        if (!item) return;
        held.push(item);
        this.#wake();
      },
    });
    // A flush that the connection's end overtakes never settles.
    await Promise.race([nc.flush(), aborted(signal)]);
    if (signal.aborted) return;
    ready.subscribed();
    let cursor = await this.#catchUp(mailbox, signal);
    ready.caughtUp();
    let shown = cursor.next;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#again) {
        this.#again = false;
        await this.#newLife(cursor);
        cursor = await this.#catchUp(mailbox, signal);
      }
      const fresh = next(held, cursor.next);
      held = [];
      if (fresh.gap || (fresh.items.length === 0 && cursor.next > shown)) {
        cursor = await this.#catchUp(mailbox, signal);
        shown = cursor.next;
      } else if (fresh.items.length > 0) {
        cursor = await this.#apply(fresh.items, { ...cursor, next: (fresh.items.at(-1) as Item).seq });
        this.#tell();
      }
      if (held.length === 0 && !signal.aborted) await first(woken, cursor.next > shown ? show : undefined);
    }
  }

  async #catchUp(mailbox: Mailbox, signal: AbortSignal): Promise<Cursor> {
    let cursor = await this.#book.store.cursor();
    const start = cursor.next;
    let total = 0;
    for (let more = true; more && !signal.aborted; ) {
      const page = await this.#page(mailbox, cursor);
      if (page === 'another-life') {
        cursor = await this.#newLife(cursor);
        continue;
      }
      more = page.more;
      cursor = await this.#apply(page.items, { ...cursor, next: Math.max(cursor.next, page.next), epoch: page.epoch });
      // Short ones pass unnoticed; a restore takes a while.
      if (more && total === 0) total = Math.max(1, (await mailbox.whoami()).seq - start);
      if (total > 0) this.#progress({ done: more ? Math.min(total - 1, cursor.next - start) : total, total });
    }
    this.#tell();
    this.#opening = false;
    return cursor;
  }

  async #page(mailbox: Mailbox, cursor: Cursor): Promise<SyncPage | 'another-life'> {
    try {
      const page = await mailbox.sync(cursor.next, pageSize, cursor.epoch);
      return cursor.epoch !== undefined && page.epoch !== cursor.epoch ? 'another-life' : page;
    } catch (error) {
      if (error instanceof Failure && error.problem.code === 'epoch-changed') return 'another-life';
      throw error;
    }
  }

  /** The node was restored from a copy: its sequences mean something else now, ids still tell what is known. */
  async #newLife(cursor: Cursor): Promise<Cursor> {
    const begun: Cursor = { next: 0, generation: cursor.generation + 1 };
    const { store } = this.#book;
    await store.exclusive(async () => {
      // What did not open will be met again and counted again.
      const chats = (await store.chats()).filter(({ unreadable }) => unreadable > 0);
      for (const chat of chats) chat.unreadable = 0;
      await store.write({ chats, cursor: begun });
      this.#book.wrote(chats);
    });
    return begun;
  }

  async #apply(items: Item[], cursor: Cursor): Promise<Cursor> {
    const applied = await apply(this.#book, this.#engine, items, cursor);
    for (const peer of applied.received) this.#untold.add(peer);
    if (applied.received.size + applied.sent.size > 0) this.#received(applied);
    return cursor;
  }

  #tell(): void {
    if (this.#untold.size > 0) this.#news(this.#untold, this.#opening);
    this.#untold = new Set();
  }
}

/** What of the held pushes comes next; a gap when one names a predecessor that never came. */
export function next(held: Item[], cursor: number): { items: Item[]; gap: boolean } {
  const items: Item[] = [];
  let last = cursor;
  for (const item of held.toSorted((a, b) => a.seq - b.seq)) {
    if (item.seq <= last) continue;
    if (item.prev > last) return { items: [], gap: true };
    items.push(item);
    last = item.seq;
  }
  return { items, gap: false };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function first(woken: Promise<void>, ms?: number): Promise<void> {
  if (ms === undefined) return woken;
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([woken, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
