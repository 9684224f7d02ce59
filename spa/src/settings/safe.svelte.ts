import type { Custody, Engine, Problem, Proof } from '../wire/engine';

/** The locks of the account as they are now, and the one place where somebody shows that it is them. */
export class Safe {
  custody = $state.raw<Custody>();
  /** How much of stretching a passphrase is done, 0 to 1. */
  effort = $state(0);
  asking = $state(false);
  busy = $state<'passkey' | 'passphrase'>();
  problem = $state.raw<Problem>();
  readonly engine: Engine;
  readonly #stops: (() => void)[];
  #deed: ((proof: Proof) => Promise<void>) | undefined;
  #done: ((done: boolean) => void) | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
    this.#stops = [engine.on('custody', (custody) => (this.custody = custody)), engine.on('effort', (effort) => (this.effort = effort))];
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.cancel();
  }

  /** Does it once the person has shown that it is them; false when they did not want to. Where nothing locks there is nothing to show. */
  ask(deed: (proof: Proof) => Promise<void>): Promise<boolean> {
    if (this.custody?.off) return deed({ off: true }).then(() => true);
    this.cancel();
    this.#deed = deed;
    this.problem = undefined;
    this.asking = true;
    return new Promise((done) => (this.#done = done));
  }

  /** A wrong passphrase can be typed again; what else is refused is told in the same place. */
  async passphrase(passphrase: string): Promise<void> {
    await this.#run('passphrase', async () => ({ passphrase }));
  }

  async passkey(): Promise<void> {
    await this.#run('passkey', async () => ({ passkey: await this.engine.passkeys.ask() }));
  }

  cancel(): void {
    this.asking = false;
    this.#done?.(false);
    this.#deed = this.#done = undefined;
  }

  async #run(how: 'passkey' | 'passphrase', prove: () => Promise<Proof>): Promise<void> {
    if (this.busy) return;
    this.busy = how;
    this.effort = 0;
    this.problem = undefined;
    try {
      await this.#deed?.(await prove());
      const done = this.#done;
      this.#deed = this.#done = undefined;
      this.asking = false;
      done?.(true);
    } catch (problem) {
      this.problem = problem as Problem;
    } finally {
      this.busy = undefined;
    }
  }
}
