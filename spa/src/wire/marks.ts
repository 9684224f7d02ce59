import { newID } from '../protocol/id';
import type { Key } from '../protocol/key';
import { isComparison, type Mark, type MarkName, type Marks, merge, pack } from '../protocol/marks';
import type { Book } from './book';
import { type Chat, marksOf } from './chat';
import type { MarkChange } from './engine';
import type { MessageEngine } from './message-engine';
import type { Send } from './outbox';
import { Failure, refuse } from './problem';
import { randomBytes } from './vault';

export const mostPins = 5;
/** A few changes at once are one note. */
const pause = 400;
const again = 5000;
/** Mail is kept for half a year: what is set must not be forgotten with it. */
const month = 30 * 86_400_000;

/** Keeps what a person sets of conversations, and tells their other devices: a sealed note to oneself. */
export class Marker {
  readonly #book: Book;
  readonly #engine: MessageEngine;
  readonly #nodeTime: () => number;
  #send: Send | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(book: Book, engine: MessageEngine, nodeTime: () => number) {
    this.#book = book;
    this.#engine = engine;
    this.#nodeTime = nodeTime;
  }

  async set(peer: Key, change: MarkChange): Promise<void> {
    const wanted = asMarks(change);
    if (wanted.pinned && this.#pins(peer) >= mostPins) {
      throw refuse('too-many-pins', 'Five chats are pinned', 'You can pin five chats at most. Unpin one of them first.');
    }
    // Pinned is to be seen, and archived is not.
    if (wanted.pinned && this.#has(peer, 'archived')) wanted.archived = false;
    if (wanted.archived && this.#has(peer, 'pinned')) wanted.pinned = false;
    await this.put(peer, wanted);
  }

  /** Of the account itself these are its settings. */
  async put(peer: Key, wanted: { [N in MarkName]?: NonNullable<Marks[N]>['to'] }): Promise<void> {
    const now = this.#nodeTime();
    await this.#book.edit(peer, (chat) => {
      const marks: Marks = { ...chat.marks };
      for (const [name, to] of Object.entries(wanted) as [MarkName, boolean][]) {
        // Later than what it replaces, also where another device's clock was ahead.
        Object.assign(marks, { [name]: { at: Math.max(now, (marks[name]?.at ?? 0) + 1), to } satisfies Mark<boolean> });
      }
      take(chat, marks);
      chat.untold = true;
      return true;
    });
  }

  /** While connected; what was set meanwhile is found in the records. */
  start(send: Send, signal: AbortSignal): void {
    this.#send = send;
    signal.addEventListener('abort', () => {
      this.#send = undefined;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }, { once: true });
    this.due();
  }

  /** Something was set, here or in another tab. */
  due(ms = pause): void {
    if (!this.#send) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#send) void this.#tell(this.#send);
    }, ms);
  }

  async #tell(send: Send): Promise<void> {
    const now = this.#nodeTime();
    const due = Array.from(this.#book.all()).filter((chat) => chat.untold || (isSet(chat.marks) && now - (chat.marked ?? 0) > month));
    const told = new Map(due.map(({ peer, marks = {} }) => [peer, marks]));
    const { own } = this.#book;
    try {
      for (const marks of pack(told)) {
        const id = newID(randomBytes);
        await send(own, id, await this.#engine.seal({ type: 'marks', id, to: own, sentAt: now, members: { body: '', marks } }));
      }
      for (const [peer, marks] of told) {
        await this.#book.edit(peer, (chat) => {
          settle(chat, marks, now);
          return true;
        });
      }
    } catch (error) {
      const problem = error instanceof Failure ? error.problem : undefined;
      this.due(Math.max(again, (problem?.retryAfter ?? 0) * 1000));
    }
  }

  #has(peer: Key, name: 'pinned' | 'archived'): boolean {
    return Array.from(this.#book.all()).some((chat) => chat.peer === peer && chat.marks?.[name]?.to === true);
  }

  #pins(except: Key): number {
    return Array.from(this.#book.all()).filter((chat) => chat.peer !== except && !chat.hidden && marksOf(chat).pinned).length;
  }
}

/** What a note says of a conversation. */
export function heard(chat: Chat, marks: Marks, sentAt: number): void {
  const mine = { ...chat.marks };
  merge(mine, marks);
  take(chat, mine);
  settle(chat, marks, sentAt);
}

function take(chat: Chat, marks: Marks): void {
  chat.marks = marks;
  const compared = marks.verified?.to;
  if (compared) chat.verified = compared;
  else delete chat.verified;
  // A person who was never written to can be verified: that alone is no conversation.
  if (!chat.last && chat.handle === undefined && chat.draft === '' && chat.unreadable === 0) chat.hidden = true;
}

/** Nothing is due any more once a note holds everything that is set. */
function settle(chat: Chat, told: Marks, at: number): void {
  if (merge({ ...told }, chat.marks ?? {})) return;
  delete chat.untold;
  chat.marked = Math.max(chat.marked ?? 0, at);
}

function isSet(marks: Marks = {}): boolean {
  // A setting says something either way.
  return Object.entries(marks).some(([name, { to }]: [string, Mark<unknown>]) => to !== false || name === 'receipts' || name === 'typing');
}

function asMarks({ pinned, archived, unread, mutedUntil, verified }: MarkChange): { [N in MarkName]?: NonNullable<Marks[N]>['to'] } {
  const wrong = refuse('malformed', 'Not a mark', 'This cannot be set of a conversation.');
  if (typeof verified === 'string' && !isComparison(verified)) throw wrong;
  if (typeof mutedUntil === 'number' && mutedUntil !== -1 && !(mutedUntil > 0 && Number.isSafeInteger(mutedUntil) && mutedUntil < 8.64e15)) throw wrong;
  return {
    ...Object.fromEntries(Object.entries({ pinned, archived, unread }).filter(([, to]) => typeof to === 'boolean')),
    ...(mutedUntil === undefined ? {} : { muted: mutedUntil === -1 ? true : (mutedUntil ?? false) }),
    ...(verified === undefined ? {} : { verified: verified ?? false }),
  };
}
