import { boxKey } from '../protocol/box';
import { certified, emptyChain } from '../protocol/chain';
import { newID } from '../protocol/id';
import { type Key, keyOfSeed, parseKey } from '../protocol/key';
import { type Code, codeURI, grouped, newCode, sealOffer, slotOf } from '../protocol/link';
import { proveDevice } from '../protocol/sigchain';
import { follow } from './chains';
import { answered, type Directory } from './directory';
import type { Account, Linking as State, Person } from './engine';
import { Failure, refuse } from './problem';
import { type LinkedKeys, randomBytes } from './vault';

/** The node keeps an offer that long. */
const lifetime = 10 * 60_000;
const pace = 2000;

/** This browser on its way to become a device of an account, docs/protocol.md section 2, "Devices". */
export class Linking {
  readonly account: Account;
  readonly keys: LinkedKeys;
  readonly #directory: Directory;
  readonly #code: Code;
  readonly #until: number;

  private constructor(directory: Directory, account: Account, keys: LinkedKeys, code: Code, until: number) {
    this.#directory = directory;
    this.account = account;
    this.keys = keys;
    this.#code = code;
    this.#until = until;
  }

  /** Keys, a code, and the offer under it. The person's record was checked. */
  static async begin(directory: Directory, { handle, server, primary, registeredAt }: Person, name: string, now: number): Promise<Linking> {
    const keys: LinkedKeys = { device: newID(randomBytes), seed: randomBytes(32), box: randomBytes(32) };
    const code = newCode(randomBytes);
    const account = parseKey(primary);
    const offer = {
      device: keys.device,
      key: keyOfSeed(keys.seed),
      box: boxKey(keys.box),
      proof: proveDevice(keys.seed, account, keys.device),
      name,
    };
    const body = JSON.stringify({ sealed: await sealOffer(code, account, offer, randomBytes) });
    const answer = await directory.ask(`/v1/link/${slotOf(code)}`, { method: 'PUT', body, headers: { 'Content-Type': 'application/json' } });
    if (answer.status !== 201) throw answered(answer);
    return new Linking(directory, { handle, server, primary, registeredAt, linked: true }, keys, code, now + lifetime);
  }

  get state(): State {
    return { state: 'waiting', code: grouped(this.#code), uri: codeURI(this.#code), until: this.#until, account: this.account };
  }

  /** Until the account's sigchain certifies the device as it is; false when somebody ended the waiting. */
  async wait(signal: AbortSignal, now: () => number): Promise<boolean> {
    const account = parseKey(this.account.primary);
    let state = emptyChain;
    while (!signal.aborted) {
      try {
        const seen = await follow(this.#directory, account, state);
        if (seen.trouble) throw refuse('sigchain-changed', 'The server shows another history', seen.trouble.detail);
        state = seen.state;
        if (certifies(state, this.keys)) return !signal.aborted;
      } catch (error) {
        // A lost connection comes back; the code is good as long as it is.
        if (!(error instanceof Failure) || error.problem.code !== 'no-network') throw error;
      }
      if (now() > this.#until) {
        throw refuse('unknown-link', 'The code is too old', 'Nobody entered the code within ten minutes. Make a new one.');
      }
      await pause(pace, signal);
    }
    return false;
  }

  forget(): void {
    this.keys.seed.fill(0);
    this.keys.box.fill(0);
  }
}

function certifies(state: Parameters<typeof certified>[0], keys: LinkedKeys): boolean {
  const found = certified(state).find(({ id }) => id === keys.device);
  if (!found) return false;
  const own: Key = keyOfSeed(keys.seed);
  if (found.key === own && found.box === boxKey(keys.box) && found.revoked === undefined) return true;
  throw refuse('device-taken', 'Not this device', 'The account’s signed history has another device under this name. Make a new code.');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
