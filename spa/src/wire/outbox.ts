import { type Bytes, fromUTF8, utf8 } from '../protocol/bytes';
import { type ID, isID, newID } from '../protocol/id';
import type { Key } from '../protocol/key';
import { parseTime } from '../protocol/time';
import type { Book } from './book';
import { decided } from './contacts';
import { noticed, type Note, place, unsent, type Waiting } from './chat';
import type { Message, Problem, Reference } from './engine';
import type { MessageEngine } from './message-engine';
import { Failure, refuse } from './problem';
import type { Row } from './store';
import { randomBytes } from './vault';

/** Sends one envelope; rejects with a Failure when the node refused, with anything else when nobody knows. */
export type Send = (to: Key, id: ID, envelope: Bytes) => Promise<{ seq: number; time: string }>;

/** As JSON and padded to a power of two, a longer text would not fit the node's 256 KiB. */
const longest = 120_000;
/** Recipients refuse what was sealed 30 days before it was stored. */
const keeps = 29 * 86_400_000;

/** Own messages on their way: durable before anyone sees them, in order within a conversation, each sent once. */
export class Outbox {
  readonly #book: Book;
  readonly #engine: MessageEngine;
  /** The node's time: our clock may be wrong, and a letter dated by it would be refused. */
  readonly #nodeTime: () => number;
  #wake: () => void = () => undefined;
  /** Whose change has to be looked at first; asked again when somebody wakes the outbox. */
  readonly #held = new Set<Key>();

  constructor(book: Book, engine: MessageEngine, nodeTime: () => number) {
    this.#book = book;
    this.#engine = engine;
    this.#nodeTime = nodeTime;
  }

  async queue(peer: Key, body: string, reply?: Reference): Promise<Message> {
    if (body === '') throw refuse('malformed', 'Nothing to send', 'The message is empty.');
    if (utf8(JSON.stringify(body)).length > longest) {
      throw refuse('too-large', 'Too long', 'The message is too long to be sent at once. Send it in parts.');
    }
    const { store, own } = this.#book;
    return store.exclusive(async () => {
      const id = newID(randomBytes);
      const now = this.#book.now();
      const row: Row = {
        record: await store.messageName(own, id),
        order: await store.tail(now),
        note: {
          id, mine: true, kind: 'text', body, time: now, sentAt: now, state: 'queued',
          ...(reply && isID(reply.id) ? { reply: { id: reply.id, from: reply.mine ? own : peer } } : {}),
        },
      };
      return this.#enqueue(peer, row);
    });
  }

  async retry(peer: Key, id: string): Promise<void> {
    const { store, own } = this.#book;
    await store.exclusive(async () => {
      const row = await store.message(peer, own, id);
      if (row?.note.state !== 'failed') return;
      // Under the same id: what failed was refused, so nothing is stored under it.
      const { problem, ...rest } = row.note;
      const now = this.#book.now();
      await this.#enqueue(peer, { record: row.record, order: await store.tail(now), note: { ...rest, time: now, state: 'queued' } });
    });
  }

  async discard(peer: Key, id: string): Promise<void> {
    const { store, own } = this.#book;
    await store.exclusive(async () => {
      const row = await store.message(peer, own, id);
      if (!row || row.note.state === 'stored') return;
      const chat = await this.#book.chat(peer);
      await this.#book.relast(chat, { gone: row.note });
      await store.write({ chats: [chat], forgotten: [row.record], sent: [row.order], strict: true });
      this.#book.wrote([chat], [{ peer, changed: [], discarded: [id] }]);
    });
  }

  /** Something was queued, here or in another tab. */
  wake(): void {
    this.#held.clear();
    this.#wake();
  }

  /** Something of these people changed: whoever is held may be so no more. */
  stirred(people: Iterable<{ peer: Key }>): void {
    for (const { peer } of people) if (this.#held.has(peer)) return this.wake();
  }

  /** Sends what waits, and goes on until the connection is gone. Conversations do not wait for each other. */
  async flush(send: Send, signal: AbortSignal): Promise<void> {
    const busy = new Map<Key, Promise<void>>();
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      for (const peer of await this.#book.store.waitingFor()) {
        if (busy.has(peer) || this.#held.has(peer)) continue;
        const done = this.#drain(peer, send, signal).finally(() => {
          busy.delete(peer);
          this.#wake();
        });
        busy.set(peer, done);
      }
      if (!signal.aborted) await woken;
    }
    await Promise.all(busy.values());
  }

  async #enqueue(peer: Key, row: Row): Promise<Message> {
    const chat = await this.#book.chat(peer);
    if (chat.contact === 'blocked') throw refuse('recipient-blocked', 'Blocked', 'You blocked this person. Unblock them first.');
    // Who is written to may write back; the node holds it the same way.
    if (chat.contact !== 'accepted') decided(chat, 'accepted');
    noticed(chat, row.note, row.order);
    const waiting: Waiting = { order: row.order, peer, id: row.note.id };
    await this.#book.store.write({ chats: [chat], messages: [{ peer, row }], outbox: [waiting], strict: true });
    const message = this.#book.view(chat, row);
    this.#book.wrote([chat], [{ peer, changed: [message], discarded: [] }]);
    this.#wake();
    return message;
  }

  async #drain(peer: Key, send: Send, signal: AbortSignal): Promise<void> {
    for (let tries = 0; !signal.aborted; ) {
      const waiting = await this.#book.store.waiting(peer);
      if (!waiting) return;
      try {
        const envelope = await this.#envelope(waiting);
        if (!envelope) continue;
        await this.#stored(waiting, await send(peer, waiting.id, envelope));
        tries = 0;
      } catch (error) {
        const problem = error instanceof Failure ? error.problem : undefined;
        if (problem?.code === 'person-changed') return void this.#held.add(peer);
        if (problem && isFinal(problem)) await this.#refused(waiting, problem);
        // Everything else is unknown or passes: again, under the same id.
        else await pause(problem?.retryAfter ? problem.retryAfter * 1000 : Math.min(8000, 250 * 2 ** tries++), signal);
      }
    }
  }

  /** Sealed once and kept, because a retry must be the same bytes; undefined when the message went away meanwhile. */
  async #envelope(waiting: Waiting): Promise<Bytes | undefined> {
    if (waiting.envelope !== undefined) {
      await this.#engine.admit(waiting.peer);
      if (this.#nodeTime() - (waiting.sealedAt ?? 0) < keeps) return utf8(waiting.envelope);
      throw refuse('waited-too-long', 'Waited too long', 'The message waited for a connection for more than four weeks. Send it again.');
    }
    const row = await this.#book.store.message(waiting.peer, this.#book.own, waiting.id);
    if (!row) return undefined;
    const sealedAt = this.#nodeTime();
    const { id, peer } = waiting;
    const { body, reply } = row.note;
    const members = { body, ...(reply ? { reply: { id: reply.id, from: reply.from } } : {}) };
    const envelope = await this.#engine.seal({ type: 'text', id, to: peer, sentAt: sealedAt, members });
    return this.#book.store.exclusive(async () => {
      if (!(await this.#book.store.waits(waiting.order))) return undefined;
      await this.#book.store.write({ outbox: [{ ...waiting, sealedAt, envelope: fromUTF8(envelope) }], strict: true });
      return envelope;
    });
  }

  #stored(waiting: Waiting, receipt?: { seq: number; time: string }): Promise<void> {
    return this.#settle(waiting, async (row) => {
      const { problem, ...rest } = row.note;
      const note: Note = { ...rest, state: 'stored' };
      if (!receipt) return { ...row, note };
      const { generation } = await this.#book.store.cursor();
      note.seq = receipt.seq;
      note.time = parseTime(receipt.time) ?? note.time;
      return { ...row, order: place(generation, receipt.seq), note };
    });
  }

  #refused(waiting: Waiting, problem: Problem): Promise<void> {
    // The id is ours and random: an earlier try, whose envelope this browser lost, was stored.
    if (problem.code === 'id-reused') return this.#stored(waiting);
    return this.#settle(waiting, async (row) => ({ ...row, note: { ...row.note, state: 'failed', problem } }));
  }

  async #settle(waiting: Waiting, outcome: (row: Row) => Promise<Row>): Promise<void> {
    const { peer, id, order } = waiting;
    const { store, own } = this.#book;
    await store.exclusive(async () => {
      const row = await store.message(peer, own, id);
      // The own copy may have come before the answer, and a discarded message has no state to change.
      if (!row || row.note.state === 'stored' || row.order < unsent) return store.write({ sent: [order] });
      const moved = await outcome(row);
      const chat = await this.#book.chat(peer);
      await this.#book.relast(chat, { moved });
      noticed(chat, moved.note, moved.order);
      await store.write({ chats: [chat], messages: [{ peer, row: moved }], sent: [order], strict: true });
      this.#book.wrote([chat], [{ peer, changed: [this.#book.view(chat, moved)], discarded: [] }]);
    });
  }
}

/** Whether trying again by itself is pointless: the request is wrong, or the recipient does not want it. */
function isFinal({ status, code }: Problem): boolean {
  if (code === 'waited-too-long') return true;
  return status !== undefined && ((status >= 400 && status < 500 && status !== 408 && status !== 429) || status === 507);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
