import { signedCall, signedProofs } from '../protocol/auth';
import { type Bytes, fromHex, hex, utf8 } from '../protocol/bytes';
import { type Author, type BoxOf, deviceOpener, type Draft, type Given, open, opener, type Opened, type Opener, seal } from '../protocol/box';
import { type ID, isID, type Random } from '../protocol/id';
import { type Key, keyOfSeed, parseKey, type Seed, sign } from '../protocol/key';
import { isNonce } from '../protocol/nkey';
import { signRegistration } from '../protocol/registration';
import type { Draft as Event, Head, Link } from '../protocol/sigchain';
import type { Subject } from '../protocol/subject';
import { Cipher, type Keys, type Sealed } from './cipher';
import type { Account, NewLock, Proof } from './engine';
import { type Derivation, type Effort, keysOf, type Lock, makeLock, migrate, newDataKey, openKeys } from './locks';
import { refuse } from './problem';

/** All that lies unencrypted in the browser: who the account is, and locked keys. */
export interface Profile {
  version: 2;
  account: Account;
  /** 32 hex: this browser among the account's devices. As a linked device it stands in the sigchain under this id. */
  device: string;
  /** The data key, under each way to open the app. Never empty. */
  locks: Lock[];
  /** Seed and words under the data key, each with a nonce of its own. */
  seed?: Sealed;
  words?: Sealed;
  /** Instead of a seed: the keys of a linked device, under the data key. */
  linked?: Sealed;
}

/** As it was stored when a passphrase was the only way. Becomes the other one when it is unlocked. */
export type FirstProfile = Omit<Profile, 'version' | 'locks'> & { version: 1; derivation: Derivation; wrapped: Sealed };

/** A linked device's own keys: the Ed25519 seed signs, the X25519 secret opens boxes. */
export interface LinkedKeys {
  device: ID;
  seed: Seed;
  box: Bytes;
}

interface Secrets {
  author: Author;
  opener: Opener;
}

export const randomBytes: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Holds the seed, or a linked device's keys, while unlocked: it signs and opens, and nobody reads them. */
export class Vault {
  /** Who keeps the locks puts a changed one here. */
  profile: Profile;
  readonly own: Key;
  /** What logs in and signs calls: the account's key, or the linked device's. */
  readonly key: Key;
  readonly cipher: Cipher;
  readonly #author: Author;
  readonly #opener: Opener;

  private constructor(profile: Profile, cipher: Cipher, { author, opener }: Secrets) {
    this.profile = profile;
    this.cipher = cipher;
    this.own = opener.own;
    this.key = opener.name;
    this.#author = author;
    this.#opener = opener;
  }

  /** Whether it works for an account whose seed is elsewhere. */
  get linked(): boolean {
    return this.#author.device !== undefined;
  }

  /** A new lock around a seed, for a profile still to be stored. */
  static async make(account: Account, seed: Seed, how: NewLock, now: number, effort: Effort, words?: string): Promise<Vault> {
    const { cipher, locks } = await newLocks(how, now, effort);
    const profile: Profile = {
      version: 2,
      account,
      device: hex(randomBytes(16)),
      locks,
      seed: await cipher.seal('profile/seed', hex(seed)),
      ...(words === undefined ? {} : { words: await cipher.seal('profile/words', words) }),
    };
    return new Vault(profile, cipher, await ofSeed(seed));
  }

  /** A new lock around the keys of a linked device. */
  static async link(account: Account, keys: LinkedKeys, how: NewLock, now: number, effort: Effort): Promise<Vault> {
    const { cipher, locks } = await newLocks(how, now, effort);
    const linked = await cipher.seal('profile/linked', { seed: hex(keys.seed), box: hex(keys.box) });
    return new Vault({ version: 2, account, device: keys.device, locks, linked }, cipher, await ofDevice(parseKey(account.primary), keys));
  }

  /** `profile` of the vault differs from the given one when that was of the first version. */
  static async unlock(given: Profile | FirstProfile, proof: Proof, effort: Effort): Promise<Vault> {
    if (given.version === 2) return Vault.adopt(given, await openKeys(given.locks, proof, effort));
    const { derivation, wrapped, ...rest } = given;
    const { locks, keys } = await migrate(derivation, wrapped, proof, effort);
    return Vault.adopt({ ...rest, version: 2, locks }, keys);
  }

  /** With keys that another tab of this browser handed over. */
  static async adopt(profile: Profile, keys: Keys): Promise<Vault> {
    const cipher = new Cipher(keys);
    const own = parseKey(profile.account.primary);
    if (profile.linked) {
      const { seed, box } = await cipher.open<{ seed: string; box: string }>('profile/linked', profile.linked);
      if (!isID(profile.device)) throw new Error('the device has no id');
      return new Vault(profile, cipher, await ofDevice(own, { device: profile.device, seed: fromHex(seed) as Bytes, box: fromHex(box) as Bytes }));
    }
    const seed = profile.seed && fromHex(await cipher.open<string>('profile/seed', profile.seed));
    if (!seed || keyOfSeed(seed) !== own) throw new Error('the seed is not the account’s');
    return new Vault(profile, cipher, await ofSeed(seed));
  }

  /** What brings the account back elsewhere: its words, or its key as 64 hex where no words are known. A linked device has neither. */
  async recovery(): Promise<string> {
    const { words } = this.profile;
    return words ? this.cipher.open<string>('profile/words', words) : hex(this.#needSeed());
  }

  /** Whether this is the seed of the account. */
  holds(seed: Seed): boolean {
    return keyOfSeed(seed) === this.own;
  }

  /** Answers the server's nonce, and signs nothing that is not one. */
  answer(nonce: string): Bytes {
    if (!isNonce(nonce)) throw new Error('the server’s nonce has the wrong shape');
    return sign(this.#author.seed, utf8(nonce));
  }

  /** `X-KEZ-Auth` of a call, docs/protocol.md section 3. `now` is the node's time. */
  signCall(method: string, path: string, body: Bytes, now: number): string {
    const seconds = Math.floor(now / 1000);
    return this.#auth(signedCall(method, path, seconds, body, this.profile.account.server), seconds);
  }

  /** The one call that devices cannot sign. */
  signProofs(now: number): string {
    this.#needSeed();
    const seconds = Math.floor(now / 1000);
    return this.#auth(signedProofs(this.profile.account.handle, seconds), seconds);
  }

  /** The event of the own sigchain that follows `head`. */
  async signEvent(head: Head, event: Event, now: number): Promise<Link> {
    const [{ signLink }, { seedSigner }] = await Promise.all([import('../protocol/sigchain'), import('../protocol/primary')]);
    return signLink(seedSigner(this.#needSeed()), head, event, now);
  }

  async signClaim(subject: Subject, now: number): Promise<string> {
    const [{ signClaim }, { seedSigner }] = await Promise.all([import('../protocol/claim'), import('../protocol/primary')]);
    return signClaim(seedSigner(this.#needSeed()), subject, now);
  }

  seal(draft: Draft, devices: BoxOf[] = []): Promise<Bytes> {
    return seal(draft, this.#author, randomBytes, devices);
  }

  open(data: Uint8Array, given: Given): Promise<Opened> {
    return open(data, this.#opener, given);
  }

  forget(): void {
    this.#author.seed.fill(0);
  }

  #auth(text: string, seconds: number): string {
    return `${seconds}:${hex(sign(this.#author.seed, utf8(text)))}`;
  }

  #needSeed(): Seed {
    if (this.linked) throw refuse('no-seed', 'Not on this device', 'This is a linked device. Use a device on which you entered your recovery phrase.');
    return this.#author.seed;
  }
}

async function ofSeed(seed: Seed): Promise<Secrets> {
  return { author: { account: keyOfSeed(seed), seed }, opener: await opener(seed) };
}

async function ofDevice(account: Key, { device, seed, box }: LinkedKeys): Promise<Secrets> {
  return { author: { account, device, seed }, opener: await deviceOpener(account, keyOfSeed(seed), box) };
}

async function newLocks(how: NewLock, now: number, effort: Effort): Promise<{ cipher: Cipher; locks: Lock[] }> {
  const dataKey = await newDataKey();
  const cipher = new Cipher(await keysOf(dataKey));
  return { cipher, locks: [await makeLock(dataKey, how, cipher, now, effort)] };
}

/** The one signature that is made before there is a vault. */
export function registration(seed: Seed, handle: string, server: string, now: number, invite?: string): string {
  return signRegistration(seed, handle, server, now, invite);
}
