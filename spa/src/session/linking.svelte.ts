import type { Engine, Linking as State, NewLock, Problem } from '../wire/engine';

/** This browser on its way to become a device of an account that lives elsewhere. */
export class Linking {
  state = $state.raw<State>({ state: 'none' });
  /** The code is being made. */
  busy = $state(false);
  problem = $state.raw<Problem>();
  readonly #engine: Engine;
  readonly #stop: () => void;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#stop = engine.on('linking', (state) => (this.state = state));
  }

  /** Nobody waits any longer; the code that was shown is worth nothing then. */
  close(): void {
    this.#stop();
    if (this.state.state === 'waiting') void this.#engine.linkCancel().catch(() => undefined);
  }

  async start(address: string, name: string, lock: NewLock): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      this.state = await this.#engine.linkStart({ address, name, lock });
    } catch (problem) {
      this.problem = problem as Problem;
      this.state = { state: 'none' };
    } finally {
      this.busy = false;
    }
  }

  async cancel(): Promise<void> {
    try {
      await this.#engine.linkCancel();
    } catch (problem) {
      this.problem = problem as Problem;
    }
    this.state = { state: 'none' };
  }
}

/** `9:07` of so many milliseconds; nothing is left of what is over. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
