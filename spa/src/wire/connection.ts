import { AuthorizationError, type Authenticator, type NatsConnection, UserAuthenticationExpiredError, wsconnect } from '@nats-io/nats-core';
import type { Connection as State, Problem } from './engine';

const first = 250;
const longest = 8000;
const longestRefused = 30_000;
/** A connection that lived shorter is no success: a node that drops us at once must not be hammered. */
const lasted = 5000;
/** So many refusals of an account that the directory knows are no accident. */
const enough = 3;

export interface Line {
  url: string;
  authenticator: Authenticator;
  name: string;
  inboxPrefix: string;
}

export interface Surroundings {
  online(): boolean;
  now(): number;
  /** 0 … 1 */
  random(): number;
  changed(state: State): void;
  /** NATS does not say why it refused: asks somebody who does. Undefined when nothing speaks against the account. */
  why(): Promise<Problem | undefined>;
}

/** Uses one connection until `signal` says that it is gone; `live` says that it works. */
export type Serve = (nc: NatsConnection, signal: AbortSignal, live: () => void) => Promise<void>;

/** Keeps one connection alive for ever: full jitter from a quarter of a second to eight, at once when awoken. */
export class Connector {
  readonly #line: Line;
  readonly #around: Surroundings;
  #wake: () => void = () => undefined;
  #probe: () => void = () => undefined;
  #state: State = { state: 'offline' };

  constructor(line: Line, around: Surroundings) {
    this.#line = line;
    this.#around = around;
  }

  get state(): State {
    return this.#state;
  }

  /** The network came back or somebody looks: do not wait any longer, and see whether the line still lives. */
  wake(): void {
    this.#wake();
    this.#probe();
  }

  async run(serve: Serve, signal: AbortSignal): Promise<void> {
    let tries = 0;
    let refusals = 0;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      this.#lost();
      const begun = this.#around.now();
      try {
        await this.#once(serve, signal, () => {
          refusals = 0;
          this.#set({ state: 'live' });
        });
      } catch (error) {
        if (error instanceof AuthorizationError) await this.#refused(++refusals);
      }
      if (signal.aborted) break;
      this.#lost();
      if (this.#around.now() - begun > lasted) tries = 0;
      const most = this.#state.state === 'refused' ? longestRefused : longest;
      await this.#wait(this.#around.random() * Math.min(most, first * 2 ** Math.min(tries++, 16)));
    }
    this.#set({ state: 'offline' });
  }

  async #once(serve: Serve, signal: AbortSignal, live: () => void): Promise<void> {
    const nc = await wsconnect({
      servers: this.#line.url,
      authenticator: this.#line.authenticator,
      name: this.#line.name,
      inboxPrefix: this.#line.inboxPrefix,
      // This loop reconnects, so that state, wishes of the page and refusals are in one place.
      reconnect: false,
      ignoreAuthErrorAbort: true,
      ignoreClusterUpdates: true,
      timeout: 10_000,
      pingInterval: 20_000,
      maxPingOut: 2,
      noAsyncTraces: true,
    });
    const gone = new AbortController();
    const closed = nc.closed().then((error) => {
      gone.abort();
      return error;
    });
    const stop = () => void nc.close();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    this.#probe = () => probe(nc);
    const serving = serve(nc, gone.signal, live);
    try {
      await Promise.race([closed, serving]);
    } finally {
      signal.removeEventListener('abort', stop);
      await nc.close();
      // Nothing of this connection may go on beside the next one.
      await Promise.allSettled([closed, serving]);
    }
    const error = await closed;
    // The grant's end is no refusal: the next login gets a new one.
    if (error instanceof AuthorizationError && !(error instanceof UserAuthenticationExpiredError)) throw error;
  }

  async #refused(refusals: number): Promise<void> {
    const problem = await this.#around.why();
    if (problem) return this.#set({ state: 'refused', problem });
    if (refusals < enough) return;
    this.#set({
      state: 'refused',
      problem: {
        code: 'forbidden',
        title: 'The server refuses this connection',
        detail: 'The account exists, but the server does not let this browser in. It may have too many connections open: close other tabs and devices.',
      },
    });
  }

  /** A refusal stays until something else is known. */
  #lost(): void {
    if (!this.#around.online()) return this.#set({ state: 'offline' });
    if (this.#state.state === 'live' || this.#state.state === 'offline') this.#set({ state: 'connecting', since: this.#around.now() });
  }

  #set(state: State): void {
    if (state.state === this.#state.state && state.state !== 'refused') return;
    this.#state = state;
    this.#around.changed(state);
  }

  async #wait(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}

/** Closes a line that does not answer: after sleep a socket can look open for a minute. */
function probe(nc: NatsConnection): void {
  const timer = setTimeout(() => void nc.close(), 5000);
  void nc.flush().then(() => clearTimeout(timer), () => undefined);
}
