import type { Bytes } from '../protocol/bytes';
import { newID } from '../protocol/id';
import type { Key } from '../protocol/key';
import type { Book } from './book';
import type { Events } from './engine';
import type { MessageEngine } from './message-engine';
import { randomBytes } from './vault';

/** How often it is said that somebody types, and how long that is believed. */
const pace = 4000;
export const lasts = 6000;
/** What was sealed longer before it was passed on is no news. */
const fresh = 15_000;
/** Opening costs a curve: who says it all the time is not listened to all the time. */
const heed = 1000;

/** A live message as the node passes it on: stored nowhere, and gone when nobody is there. */
export interface Call {
  from: Key;
  /** Milliseconds. */
  time: number;
  body: Uint8Array;
}

export type Say = (to: Key, envelope: Bytes) => void;

export interface Ear {
  typing(typing: Events['typing']): void;
  /** Another device of the account decided something about a person. */
  contacts(): void;
}

/** Says and hears what is worth nothing later: that somebody types, that contacts changed on another device. */
export class Live {
  readonly #book: Book;
  readonly #engine: MessageEngine;
  readonly #nodeTime: () => number;
  readonly #ear: Ear;
  readonly #said = new Map<Key, number>();
  readonly #heeded = new Map<Key, number>();
  /** Own calls come back to every connection of the account. */
  readonly #own = new Set<string>();
  #say: Say | undefined;

  constructor(book: Book, engine: MessageEngine, nodeTime: () => number, ear: Ear) {
    this.#book = book;
    this.#engine = engine;
    this.#nodeTime = nodeTime;
    this.#ear = ear;
  }

  start(say: Say, signal: AbortSignal): void {
    this.#say = say;
    signal.addEventListener('abort', () => (this.#say = undefined), { once: true });
  }

  /** Only to somebody who was accepted: a stranger does not learn that anybody is there. */
  async typing(peer: Key): Promise<void> {
    const now = this.#book.now();
    if (!this.#book.privacy.typing || this.#book.known(peer)?.contact !== 'accepted') return;
    if (now - (this.#said.get(peer) ?? -Infinity) < pace) return;
    this.#said.set(peer, now);
    await this.#call(peer, 'typing');
  }

  async contacts(): Promise<void> {
    await this.#call(this.#book.own, 'contacts');
  }

  async hear({ from, time, body }: Call): Promise<void> {
    const { own } = this.#book;
    const mine = from === own;
    if (!mine && (!this.#book.privacy.typing || this.#book.known(from)?.contact !== 'accepted')) return;
    const now = this.#book.now();
    if (!mine && now - (this.#heeded.get(from) ?? -Infinity) < heed) return;
    this.#heeded.set(from, now);
    const opened = await this.#engine.open(body, { from, time }).catch(() => undefined);
    if (opened?.to !== own || Math.abs(time - opened.sentAt) > fresh) return;
    if (mine && opened.type === 'contacts' && !this.#own.delete(opened.id)) this.#ear.contacts();
    if (!mine && opened.type === 'typing') this.#ear.typing({ peer: from, until: now + lasts });
  }

  async #call(to: Key, type: 'typing' | 'contacts'): Promise<void> {
    if (!this.#say) return;
    const id = newID(randomBytes);
    try {
      const envelope = await this.#engine.seal({ type, id, to, sentAt: this.#nodeTime(), members: { body: '' } });
      if (to === this.#book.own) this.#own.add(id);
      this.#say?.(to, envelope);
    } catch {
      // A person who changed is written to by nobody; nothing else is worth a second try.
    }
  }
}
