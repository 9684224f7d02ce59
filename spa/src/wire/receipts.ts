import { newID } from '../protocol/id';
import type { Key } from '../protocol/key';
import type { Book } from './book';
import type { Chat } from './chat';
import type { MessageEngine } from './message-engine';
import { Failure } from './problem';
import type { Send } from './outbox';
import { randomBytes } from './vault';

const pace = 2000;
/** Notes are kept this long: nobody would find a receipt for something older. */
const worthwhile = 7 * 86_400_000;

/** Tells peers what arrived and was read: one sealed note per conversation, at most one in two seconds. */
export class Receipts {
  readonly #book: Book;
  readonly #engine: MessageEngine;
  readonly #nodeTime: () => number;
  readonly #due = new Set<Key>();
  readonly #resting = new Map<Key, ReturnType<typeof setTimeout>>();
  #send: Send | undefined;

  constructor(book: Book, engine: MessageEngine, nodeTime: () => number) {
    this.#book = book;
    this.#engine = engine;
    this.#nodeTime = nodeTime;
  }

  /** While connected; what became due meanwhile is found in the records. */
  start(send: Send, signal: AbortSignal): void {
    this.#send = send;
    signal.addEventListener('abort', () => {
      this.#send = undefined;
      for (const timer of this.#resting.values()) clearTimeout(timer);
      this.#resting.clear();
    }, { once: true });
    for (const { peer } of this.#book.all()) this.due(peer);
  }

  due(peer: Key): void {
    this.#due.add(peer);
    if (this.#send && !this.#resting.has(peer)) void this.#tell(peer, this.#send);
  }

  async #tell(peer: Key, send: Send): Promise<void> {
    this.#due.delete(peer);
    this.#rest(peer, pace);
    try {
      const chat = await this.#book.store.chat(peer);
      // A stranger does not learn whether anybody is there.
      const told = chat?.contact === 'accepted' && this.#book.privacy.receipts ? news(chat, this.#nodeTime()) : undefined;
      if (!told) {
        this.#unrest(peer);
        if (this.#due.has(peer)) this.due(peer);
        return;
      }
      const id = newID(randomBytes);
      const envelope = await this.#engine.seal({ type: 'receipt', id, to: peer, sentAt: this.#nodeTime(), members: { body: '', ...told } });
      await send(peer, id, envelope);
      await this.#book.edit(peer, (now) => {
        now.told = told;
        return true;
      });
    } catch (error) {
      const problem = error instanceof Failure ? error.problem : undefined;
      // A peer who refuses mail or whose change nobody looked at gets no receipts either; everything else is tried again.
      if (problem?.code === 'person-changed') return;
      if (problem?.status !== undefined && problem.status < 500 && problem.status !== 429) return;
      this.#due.add(peer);
      if (this.#resting.has(peer)) this.#rest(peer, Math.max(pace, (problem?.retryAfter ?? 0) * 1000));
    }
  }

  #rest(peer: Key, ms: number): void {
    this.#unrest(peer);
    this.#resting.set(peer, setTimeout(() => {
      this.#resting.delete(peer);
      if (this.#due.has(peer)) this.due(peer);
    }, ms));
  }

  #unrest(peer: Key): void {
    clearTimeout(this.#resting.get(peer));
    this.#resting.delete(peer);
  }
}

/** The receipt that would say more than the last one; undefined when there is none. */
export function news(chat: Chat, now: number): Chat['told'] | undefined {
  const { received, read, told } = chat;
  if (!received || now - received.time > worthwhile) return undefined;
  if (told.delivered === received.id && told.read === read?.id) return undefined;
  return { delivered: received.id, ...(read ? { read: read.id } : {}) };
}
