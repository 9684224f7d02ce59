import type { Engine, Events, Problem } from './engine';

// What crosses between a page and its worker, both ways. Everything is structured-clone-safe.

export type Method = Exclude<keyof Engine, 'on' | 'passkeys'>;

export type Call = { [M in Method]: { id: number; method: M; args: Parameters<Engine[M]> } }[Method];

export type Answer = { id: number; value: unknown } | { id: number; problem: Problem };

export type Notice = { [K in keyof Events]: { event: K; value: Events[K] } }[keyof Events];

/** `retired`: the worker forgot its keys and wants to be replaced by a fresh one, which has none to forget. */
export type FromWorker = Answer | Notice | { retired: true };

/**
 * `awake`: the page became visible, so a waiting reconnect should not wait any longer. `touched`: somebody
 * is there. `closed`: the page knows that the app is locked; what it had to hand over came before.
 */
export type ToWorker = Call | { awake: true } | { touched: true } | { closed: true };
