import type { Custody, Engine, NewLock, Problem, Proof, Session as State } from '../wire/engine';

export type Node = Awaited<ReturnType<Engine['node']>>;

/** Who is signed in, and the server this page came from. */
export class Session {
  state = $state.raw<State>({ state: 'opening' });
  node = $state.raw<Node>();
  problem = $state.raw<Problem>();
  /** What opens the app here. */
  custody = $state.raw<Custody>();
  /** How much of stretching a passphrase is done, 0 to 1. */
  effort = $state(0);
  /** Whose store the browser has cleared, as `handle@server`. */
  evicted = $state.raw<string>();
  /** From the link that somebody was sent: `#i=CODE`. A fragment never reaches a server. */
  readonly invite: string;
  readonly engine: Engine;

  constructor(engine: Engine, hash: string) {
    this.engine = engine;
    this.invite = new URLSearchParams(hash.slice(1)).get('i')?.trim() ?? '';
    engine.on('session', (state) => (this.state = state));
    engine.on('custody', (custody) => (this.custody = custody));
    engine.on('effort', (effort) => (this.effort = effort));
  }

  /** Asks the server about itself; again when it could not be reached. */
  async ask(): Promise<void> {
    this.problem = undefined;
    try {
      this.node = await this.engine.node();
    } catch (problem) {
      this.problem = problem as Problem;
    }
  }

  unlock(proof: Proof): Promise<unknown> {
    this.effort = 0;
    return this.engine.unlock(proof);
  }

  async unlockByPasskey(): Promise<void> {
    await this.unlock({ passkey: await this.engine.passkeys.ask() });
  }

  restore(secret: string, lock: NewLock): Promise<unknown> {
    this.effort = 0;
    return this.engine.restore({ secret, lock });
  }

  lock(): Promise<void> {
    return this.engine.lock();
  }

  erase(): Promise<void> {
    return this.engine.erase();
  }
}
