import type { Engine, Problem, Session as State } from '../wire/engine';

export type Node = Awaited<ReturnType<Engine['node']>>;

/** Who is signed in, and the server this page came from. */
export class Session {
  state = $state.raw<State>({ state: 'opening' });
  node = $state.raw<Node>();
  problem = $state.raw<Problem>();
  /** From the link that somebody was sent: `#i=CODE`. A fragment never reaches a server. */
  readonly invite: string;
  readonly #engine: Engine;

  constructor(engine: Engine, hash: string) {
    this.#engine = engine;
    this.invite = new URLSearchParams(hash.slice(1)).get('i')?.trim() ?? '';
    engine.on('session', (state) => (this.state = state));
  }

  /** Asks the server about itself; again when it could not be reached. */
  async ask(): Promise<void> {
    this.problem = undefined;
    try {
      this.node = await this.#engine.node();
    } catch (problem) {
      this.problem = problem as Problem;
    }
  }

  unlock(passphrase: string): Promise<unknown> {
    return this.#engine.unlock({ passphrase });
  }

  restore(secret: string, passphrase: string): Promise<unknown> {
    return this.#engine.restore({ secret, lock: { passphrase } });
  }

  lock(): Promise<void> {
    return this.#engine.lock();
  }

  erase(): Promise<void> {
    return this.#engine.erase();
  }
}
