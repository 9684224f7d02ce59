import type { Engine, NewLock, NewPasskey, Problem } from '../wire/engine';
import { strength } from '../ui/strength';
import { deviceName } from './devicename';

export type Kind = NewLock extends infer L ? (L extends L ? keyof L : never) : never;

/** How somebody wants the app to open in this browser, until it is done. */
export class LockChoice {
  kind = $state<Kind>('passphrase');
  passphrase = $state('');
  /** The passphrase is shorter than the app takes. */
  short = $state(false);
  /** Whether the browser can do it with a passkey; the offer stands first where the device has one of its own. */
  passkeys = $state.raw(false);
  /** The browser asks for the passkey. */
  asking = $state(false);
  /** Why there is no passkey. */
  problem = $state.raw<Problem>();
  readonly #engine: Engine;
  #chosen = false;
  #made: NewPasskey | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async look(): Promise<void> {
    const { any, builtIn } = await this.#engine.passkeys.possible();
    this.passkeys = any;
    if (builtIn && !this.#chosen) this.kind = 'passkey';
  }

  choose(kind: Kind): void {
    this.#chosen = true;
    this.kind = kind;
    this.problem = undefined;
    this.short = false;
  }

  type(passphrase: string): void {
    this.passphrase = passphrase;
    this.short = false;
  }

  /** The lock for `user`, or nothing while something is missing. A passkey is made once, however often the rest is tried. */
  async take(user: string): Promise<NewLock | undefined> {
    this.problem = undefined;
    if (this.kind === 'off') return { off: true };
    if (this.kind === 'passphrase') {
      this.short = strength(this.passphrase) === 'short';
      return this.short ? undefined : { passphrase: this.passphrase };
    }
    this.asking = true;
    try {
      this.#made ??= await this.#engine.passkeys.make(user, deviceName(navigator.userAgent));
      return { passkey: this.#made };
    } catch (problem) {
      this.problem = problem as Problem;
      return undefined;
    } finally {
      this.asking = false;
    }
  }

  /** It was used, or it never will be: a passkey that opens nothing is not left behind. */
  close(used: boolean): void {
    if (this.#made && !used) this.#engine.passkeys.drop(this.#made.credential);
    this.#made = undefined;
    this.passphrase = '';
  }
}
