import type { Chain, Engine, LinkedDevice, Problem } from '../wire/engine';

/** What somebody's signed history says, as it grows. */
export class Sigchain {
  readonly primary: string;
  chain = $state.raw<Chain>();
  problem = $state.raw<Problem>();
  asking = $state(false);
  readonly #engine: Engine;
  readonly #stop: () => void;

  readonly devices: LinkedDevice[] = $derived((this.chain?.devices ?? []).filter(({ revoked }) => revoked === undefined));
  readonly removed: LinkedDevice[] = $derived((this.chain?.devices ?? []).filter(({ revoked }) => revoked !== undefined));

  constructor(engine: Engine, primary: string) {
    this.#engine = engine;
    this.primary = primary;
    this.#stop = engine.on('chain', (chain) => this.take(chain));
  }

  close(): void {
    this.#stop();
  }

  take(chain: Chain): void {
    if (chain.primary === this.primary) this.chain = chain;
  }

  /** What was seen before comes at once, then what the server says today. */
  async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.problem = undefined;
    try {
      if (!this.chain) this.take(await this.#engine.chain(this.primary));
      this.take(await this.#engine.chain(this.primary, true));
    } catch (problem) {
      this.problem = problem as Problem;
    } finally {
      this.asking = false;
    }
  }
}

/** A device's name among people: the first eight digits of its id. */
export function short(id: string): string {
  return id.slice(0, 8);
}
