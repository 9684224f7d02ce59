import { Refused } from '../protocol/refused';
import type { Custody as View, NewLock, Proof } from './engine';
import { changeProfile, type Database } from './database';
import { type Lock, makeLock, openDataKey, openLabel, rename } from './locks';
import { refuse } from './problem';
import type { Store } from './store';
import type { FirstProfile, Profile, Vault } from './vault';

/** What is remembered of how the account is kept; sealed. */
interface Facts {
  idle: number;
  checked?: number;
  settled?: boolean;
}

const place = 'custody';
export const standardIdle = 5;
/** Words guessed wrongly until the app has to be unlocked again: checking a copy is no way to find the words. */
const tries = 10;

interface Outside {
  db: Database;
  now(): number;
  /** A page shows how far the passphrase is. */
  effort(share: number): void;
  /** Something changed, here or in another tab. */
  changed(view: View): void;
  /** Tells the other tabs. */
  spread(): void;
}

/** What a locked app may show of its locks. */
export function locksOf(profile: Profile | FirstProfile): View {
  if (profile.version === 1) return { passphrase: true, passkeys: [], off: false };
  const { locks } = profile;
  return {
    passphrase: locks.some(({ kind }) => kind === 'passphrase'),
    passkeys: locks.flatMap((lock) => (lock.kind === 'passkey' ? [{ id: lock.id, credential: lock.credential, prf: lock.prf }] : [])),
    off: isOff(profile),
  };
}

export function isOff(profile: Profile | FirstProfile): boolean {
  return profile.version === 2 && profile.locks.some(({ kind }) => kind === 'off');
}

/** The locks of an open account, and what belongs to them. Every change starts from what lies in the store: another tab may have made one. */
export class Custody {
  readonly #vault: Vault;
  readonly #store: Store;
  readonly #outside: Outside;
  #facts: Facts = { idle: standardIdle };
  #wrong = 0;

  constructor(vault: Vault, store: Store, outside: Outside) {
    this.#vault = vault;
    this.#store = store;
    this.#outside = outside;
  }

  get idle(): number {
    return isOff(this.#vault.profile) ? 0 : this.#facts.idle;
  }

  async load(): Promise<void> {
    this.#facts = (await this.#store.fact<Facts>(place)) ?? { idle: standardIdle };
    this.#outside.changed(await this.view());
  }

  /** Another tab changed something. */
  async reload(profile: Profile): Promise<void> {
    this.#vault.profile = profile;
    await this.load();
  }

  async view(): Promise<View> {
    const { profile, cipher, linked } = this.#vault;
    const { passkeys, ...rest } = locksOf(profile);
    const labels = new Map<string, { name: string; added: number }>();
    for (const lock of profile.locks) if (lock.kind === 'passkey') labels.set(lock.id, await openLabel(lock, cipher));
    const { idle, checked, settled = false } = this.#facts;
    const words = profile.words ? (await this.#vault.recovery()).split(' ').length : 0;
    return {
      ...rest,
      passkeys: passkeys.map((passkey) => ({ ...passkey, label: labels.get(passkey.id) ?? { name: '', added: 0 } })),
      open: { idle, settled, ...(checked !== undefined && { checked }), ...(linked ? {} : { words }) },
    };
  }

  async lockWith(how: NewLock, proof: Proof): Promise<void> {
    const { cipher } = this.#vault;
    const { now, effort } = this.#outside;
    await this.#change(async (locks) => {
      const lock = await makeLock(await openDataKey(locks, proof, effort), how, cipher, now(), effort);
      if (lock.kind === 'off') return [lock];
      const rest = locks.filter(({ kind }) => kind !== 'off' && (kind !== 'passphrase' || lock.kind !== 'passphrase'));
      return lock.kind === 'passphrase' ? [lock, ...rest] : [...rest, lock];
    });
  }

  async lockWithout(id: string, proof: Proof): Promise<void> {
    await this.#change(async (locks) => {
      await openDataKey(locks, proof, this.#outside.effort);
      return locks.filter((lock) => (lock.kind === 'passkey' ? lock.id : lock.kind) !== id);
    });
  }

  async renamePasskey(id: string, name: string): Promise<void> {
    const { cipher } = this.#vault;
    await this.#change((locks) => Promise.all(locks.map((lock) => (lock.kind === 'passkey' && lock.id === id ? rename(lock, name, cipher) : lock))));
  }

  async lockAfter(minutes: number): Promise<void> {
    await this.#keep({ idle: minutes });
  }

  async settle(): Promise<void> {
    await this.#keep({ settled: true });
  }

  async reveal(proof: Proof): Promise<string> {
    await this.prove(proof);
    return this.#vault.recovery();
  }

  /** Refuses whoever cannot open the app anew. */
  async prove(proof: Proof): Promise<void> {
    await openDataKey(this.#vault.profile.locks, proof, this.#outside.effort);
  }

  async checkWords(answer: { words: { at: number; word: string }[] } | { secret: string }): Promise<number[]> {
    if (this.#wrong >= tries) throw refuse('too-many-tries', 'Too many wrong words', 'Lock the app and unlock it again, then check your words.');
    const wrong = 'secret' in answer ? await this.#wrongSecret(answer.secret) : await this.#wrongWords(answer.words);
    if (wrong.length === 0) await this.#keep({ checked: this.#outside.now() });
    else this.#wrong++;
    return wrong;
  }

  /** The person has just shown that they have them: while making the account, or by restoring it. */
  async checked(): Promise<void> {
    await this.#keep({ checked: this.#outside.now() });
  }

  async #wrongWords(given: { at: number; word: string }[]): Promise<number[]> {
    const words = (await this.#vault.recovery()).split(' ');
    return given.filter(({ at, word }) => words[at - 1] === undefined || word.trim().toLowerCase() !== words[at - 1]).map(({ at }) => at);
  }

  async #wrongSecret(secret: string): Promise<number[]> {
    const { seedOfSecret } = await import('../protocol/phrase');
    try {
      return this.#vault.holds(seedOfSecret(secret)) ? [] : [0];
    } catch (error) {
      if (error instanceof Refused) throw refuse('wrong-words', 'Not your words', error.message);
      throw error;
    }
  }

  async #change(decide: (locks: Lock[]) => Promise<Lock[]>): Promise<void> {
    await this.#store.exclusive(async () => {
      const profile = await this.#outside.db.get('profile', 'account');
      if (profile?.version !== 2) throw refuse('no-account', 'No account', 'The account is no longer in this browser.');
      const locks = await decide(profile.locks);
      if (locks.length === 0) throw refuse('last-lock', 'The only way in', 'This is the only way to open the app. Add another one first, or turn the app lock off.');
      this.#vault.profile = { ...profile, locks };
      await changeProfile(this.#outside.db, this.#vault.profile);
    });
    await this.#tell();
  }

  async #keep(facts: Partial<Facts>): Promise<void> {
    await this.#store.exclusive(async () => {
      this.#facts = { ...((await this.#store.fact<Facts>(place)) ?? { idle: standardIdle }), ...facts };
      await this.#store.keep(place, this.#facts);
    });
    await this.#tell();
  }

  async #tell(): Promise<void> {
    this.#outside.changed(await this.view());
    this.#outside.spread();
  }
}
