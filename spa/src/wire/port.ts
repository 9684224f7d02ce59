import type { Bytes } from '../protocol/bytes';
import type { Engine, Events, NoticeChoice, Problem } from './engine';
import type { Subscription } from './wakes';

// What crosses between a page and its worker, both ways. Everything is structured-clone-safe.

/** Of the engine, what only a page can do. */
type OfThePage = 'on' | 'passkeys' | 'notices' | 'setNotices' | 'pushSays' | 'show' | 'unshow';

/** What a worker does: the rest of the engine, and what bell.ts needs. */
export interface Work extends Omit<Engine, OfThePage> {
  noticeChoice(): Promise<NoticeChoice>;
  chooseNotices(choice: NoticeChoice): Promise<void>;
  /** Whose chat a notice is about, as its tag says. */
  noticed(tag: string): Promise<string | undefined>;
  vapidKey(): Promise<Bytes>;
  wake(subscription: Subscription): Promise<void>;
  unwake(endpoint: string): Promise<void>;
}

export type Method = keyof Work;

export type Call = { [M in Method]: { id: number; method: M; args: Parameters<Work[M]> } }[Method];

export type Answer = { id: number; value: unknown } | { id: number; problem: Problem };

export type Notice = { [K in keyof Events]: { event: K; value: Events[K] } }[keyof Events];

/** `retired`: the worker forgot its keys and wants to be replaced by a fresh one, which has none to forget. */
export type FromWorker = Answer | Notice | { retired: true };

/**
 * `awake`: the page became visible, so a waiting reconnect should not wait any longer. `touched`: somebody
 * is there. `closed`: the page knows that the app is locked; what it had to hand over came before.
 */
export type ToWorker = Call | { awake: true } | { touched: true } | { closed: true };

/** A value that cannot cross, such as a reactive proxy, is a fault of the page; without an answer it would wait for ever. */
export function post(to: { postMessage(message: unknown): void }, message: ToWorker): Problem | undefined {
  try {
    to.postMessage(message);
    return undefined;
  } catch (error) {
    return { code: 'internal', title: 'Not handed over', detail: error instanceof Error ? error.message : String(error) };
  }
}
