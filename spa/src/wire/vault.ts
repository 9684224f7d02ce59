import { argon2id } from '@noble/hashes/argon2.js';
import { signedCall, signedProofs } from '../protocol/auth';
import { type Bytes, fromHex, hex, utf8 } from '../protocol/bytes';
import { type Author, type BoxOf, deviceOpener, type Draft, type Given, open, opener, type Opened, type Opener, seal } from '../protocol/box';
import { type ID, isID, type Random } from '../protocol/id';
import { type Key, keyOfSeed, parseKey, type Seed, sign } from '../protocol/key';
import { isNonce } from '../protocol/nkey';
import { signRegistration } from '../protocol/registration';
import type { Draft as Event, Head, Link } from '../protocol/sigchain';
import type { Subject } from '../protocol/subject';
import { Cipher, importKeys, type Keys, type Sealed } from './cipher';
import type { Account } from './engine';
import { refuse } from './problem';

interface Derivation {
  salt: Bytes;
  /** KiB */
  memory: number;
  passes: number;
}

/** All that lies unencrypted in the browser: who the account is, and locked keys. */
export interface Profile {
  version: 1;
  account: Account;
  /** 32 hex: this browser among the account's devices. As a linked device it stands in the sigchain under this id. */
  device: string;
  derivation: Derivation;
  /** The data key under the passphrase. */
  wrapped: Sealed;
  /** Seed and words under the data key. */
  seed?: Sealed;
  words?: Sealed;
  /** Instead of a seed: the keys of a linked device, under the data key. */
  linked?: Sealed;
}

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

// RFC 9106 section 4's second choice; where a phone has no such memory, OWASP's floor.
const choices = [
  { memory: 64 * 1024, passes: 3 },
  { memory: 19 * 1024, passes: 2 },
];

export const randomBytes: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Holds the seed, or a linked device's keys, while unlocked: it signs and opens, and nobody reads them. */
export class Vault {
  readonly profile: Profile;
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

  /** New locks around a seed, for a profile still to be stored. */
  static async make(account: Account, seed: Seed, passphrase: string, words?: string): Promise<Vault> {
    const { cipher, ...locks } = await newLocks(passphrase);
    const profile: Profile = {
      version: 1,
      account,
      device: hex(randomBytes(16)),
      ...locks,
      seed: await cipher.seal('profile/seed', hex(seed)),
      ...(words === undefined ? {} : { words: await cipher.seal('profile/words', words) }),
    };
    return new Vault(profile, cipher, await ofSeed(seed));
  }

  /** New locks around the keys of a linked device. */
  static async link(account: Account, keys: LinkedKeys, passphrase: string): Promise<Vault> {
    const { cipher, ...locks } = await newLocks(passphrase);
    const linked = await cipher.seal('profile/linked', { seed: hex(keys.seed), box: hex(keys.box) });
    return new Vault({ version: 1, account, device: keys.device, ...locks, linked }, cipher, await ofDevice(parseKey(account.primary), keys));
  }

  static async unlock(profile: Profile, passphrase: string): Promise<Vault> {
    const { salt, memory, passes } = profile.derivation;
    const key = await wrappingKey(argon2id(secret(passphrase), salt, { t: passes, m: memory, p: 1, dkLen: 32 }));
    let dataKey: Bytes;
    try {
      const params = { name: 'AES-GCM', iv: profile.wrapped.iv, additionalData: utf8('profile/data-key') };
      dataKey = new Uint8Array(await crypto.subtle.decrypt(params, key, profile.wrapped.data));
    } catch {
      throw refuse('wrong-passphrase', 'Wrong passphrase', 'This passphrase does not open the app. Try again, or restore from your recovery phrase.');
    }
    const keys = await importKeys(dataKey);
    dataKey.fill(0);
    return Vault.adopt(profile, keys);
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

async function newLocks(passphrase: string): Promise<{ cipher: Cipher; wrapped: Sealed; derivation: Derivation }> {
  const dataKey = randomBytes(32);
  const cipher = new Cipher(await importKeys(dataKey));
  const locks = await wrap(dataKey, passphrase);
  dataKey.fill(0);
  return { cipher, ...locks };
}

/** The one signature that is made before there is a vault. */
export function registration(seed: Seed, handle: string, server: string, now: number, invite?: string): string {
  return signRegistration(seed, handle, server, now, invite);
}

/** One passphrase, however the keyboard composed its accents. */
function secret(passphrase: string): Bytes {
  return utf8(passphrase.normalize('NFKC'));
}

async function wrap(dataKey: Bytes, passphrase: string): Promise<{ wrapped: Sealed; derivation: Derivation }> {
  const salt = randomBytes(16);
  const [derived, choice] = derive(secret(passphrase), salt);
  const iv = randomBytes(12);
  const params = { name: 'AES-GCM', iv, additionalData: utf8('profile/data-key') };
  const data = new Uint8Array(await crypto.subtle.encrypt(params, await wrappingKey(derived), dataKey));
  return { wrapped: { iv, data }, derivation: { salt, ...choice } };
}

function derive(passphrase: Bytes, salt: Bytes): [Uint8Array, { memory: number; passes: number }] {
  for (const choice of choices) {
    try {
      return [argon2id(passphrase, salt, { t: choice.passes, m: choice.memory, p: 1, dkLen: 32 }), choice];
    } catch (error) {
      // A RangeError is the platform saying that there is no such memory.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw refuse('internal', 'Too little memory', 'This device has too little free memory to lock the app. Close other pages and try again.');
}

function wrappingKey(derived: Uint8Array): Promise<CryptoKey> {
  const bytes = new Uint8Array(derived);
  derived.fill(0);
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
