import { strength } from '../ui/strength';
import type { Engine, NewPasskey, Problem } from '../wire/engine';
import type { Safe } from './safe.svelte';

export type Way = { id: string; name: string };

/** Changing the ways to open the app: what is asked for, step by step. */
export class AppLock {
  /** The dialog that is open. */
  step = $state.raw<'passkey' | 'passphrase' | 'off' | { remove: Way } | { rename: Way }>();
  name = $state('');
  passphrase = $state('');
  short = $state(false);
  busy = $state(false);
  problem = $state.raw<Problem>();
  /** What the last change was, to be said. */
  done = $state.raw<'passkey' | 'passphrase' | 'removed' | 'off'>();
  passkeys = $state(false);
  readonly #safe: Safe;
  readonly #engine: Engine;
  readonly #user: string;

  constructor(safe: Safe, user: string) {
    this.#safe = safe;
    this.#engine = safe.engine;
    this.#user = user;
  }

  async look(): Promise<void> {
    this.passkeys = (await this.#engine.passkeys.possible()).any;
  }

  open(step: NonNullable<AppLock['step']>): void {
    this.problem = this.done = undefined;
    this.passphrase = '';
    this.short = false;
    this.name = typeof step === 'object' && 'rename' in step ? step.rename.name : '';
    this.step = step;
  }

  /** The passkey is made while the click still counts; only then is the old lock asked for. */
  async addPasskey(otherwise: string): Promise<void> {
    await this.#try(async () => {
      const passkey: NewPasskey = await this.#engine.passkeys.make(this.#user, this.name.trim() || otherwise);
      this.step = undefined;
      await this.#change('passkey', (proof) => this.#engine.lockWith({ passkey }, proof), () => this.#engine.passkeys.drop(passkey.credential));
    });
  }

  async setPassphrase(): Promise<void> {
    this.short = strength(this.passphrase) === 'short';
    if (this.short) return;
    const { passphrase } = this;
    await this.#try(async () => {
      this.step = undefined;
      await this.#change('passphrase', (proof) => this.#engine.lockWith({ passphrase }, proof));
    });
    this.passphrase = '';
  }

  async remove({ id }: Way): Promise<void> {
    const credential = this.#safe.custody?.passkeys.find((passkey) => passkey.id === id)?.credential;
    await this.#try(async () => {
      this.step = undefined;
      await this.#change('removed', (proof) => this.#engine.lockWithout(id, proof));
    });
    if (this.done === 'removed' && credential) this.#engine.passkeys.drop(credential);
  }

  async turnOff(): Promise<void> {
    const credentials = this.#safe.custody?.passkeys.map(({ credential }) => credential) ?? [];
    await this.#try(async () => {
      this.step = undefined;
      await this.#change('off', (proof) => this.#engine.lockWith({ off: true }, proof));
    });
    if (this.done === 'off') for (const credential of credentials) this.#engine.passkeys.drop(credential);
  }

  async rename({ id }: Way): Promise<void> {
    await this.#try(async () => {
      await this.#engine.renamePasskey(id, this.name.trim());
      this.step = undefined;
    });
  }

  async #change(what: NonNullable<AppLock['done']>, deed: Parameters<Safe['ask']>[0], otherwise?: () => void): Promise<void> {
    let done = false;
    try {
      done = await this.#safe.ask(deed);
    } finally {
      if (!done) otherwise?.();
    }
    if (done) this.done = what;
  }

  async #try(deed: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    this.busy = true;
    try {
      await deed();
    } catch (problem) {
      this.problem = problem as Problem;
    } finally {
      this.busy = false;
    }
  }
}
