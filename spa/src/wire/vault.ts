import { argon2id } from '@noble/hashes/argon2.js';
import { type Bytes, fromHex, hex, utf8 } from '../protocol/bytes';
import { type Draft, type Given, open, opener, type Opened, type Opener, seal } from '../protocol/box';
import type { Random } from '../protocol/id';
import { type Key, keyOfSeed, parseKey, type Seed, sign } from '../protocol/key';
import { isNonce } from '../protocol/nkey';
import { signRegistration } from '../protocol/registration';
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
  /** 32 hex: this browser among the account's devices. */
  device: string;
  derivation: Derivation;
  /** The data key under the passphrase. */
  wrapped: Sealed;
  /** Seed and words under the data key. */
  seed: Sealed;
  words?: Sealed;
}

// RFC 9106 section 4's second choice; where a phone has no such memory, OWASP's floor.
const choices = [
  { memory: 64 * 1024, passes: 3 },
  { memory: 19 * 1024, passes: 2 },
];

export const randomBytes: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Holds the seed while unlocked: it signs and opens, and nobody reads it. */
export class Vault {
  readonly profile: Profile;
  readonly own: Key;
  readonly cipher: Cipher;
  readonly #seed: Seed;
  readonly #opener: Opener;

  private constructor(profile: Profile, cipher: Cipher, seed: Seed, box: Opener) {
    this.profile = profile;
    this.cipher = cipher;
    this.own = box.own;
    this.#seed = seed;
    this.#opener = box;
  }

  /** New locks around a seed, for a profile still to be stored. */
  static async make(account: Account, seed: Seed, passphrase: string, words?: string): Promise<Vault> {
    const dataKey = randomBytes(32);
    const cipher = new Cipher(await importKeys(dataKey));
    const { wrapped, derivation } = await wrap(dataKey, passphrase);
    dataKey.fill(0);
    const profile: Profile = {
      version: 1,
      account,
      device: hex(randomBytes(16)),
      derivation,
      wrapped,
      seed: await cipher.seal('profile/seed', hex(seed)),
      ...(words === undefined ? {} : { words: await cipher.seal('profile/words', words) }),
    };
    return new Vault(profile, cipher, seed, await opener(seed));
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
    const seed = fromHex(await cipher.open<string>('profile/seed', profile.seed));
    if (!seed || keyOfSeed(seed) !== parseKey(profile.account.primary)) throw new Error('the seed is not the account’s');
    return new Vault(profile, cipher, seed, await opener(seed));
  }

  /** Answers the server's nonce, and signs nothing that is not one. */
  answer(nonce: string): Bytes {
    if (!isNonce(nonce)) throw new Error('the server’s nonce has the wrong shape');
    return sign(this.#seed, utf8(nonce));
  }

  seal(draft: Draft): Promise<Bytes> {
    return seal(draft, this.#seed, randomBytes);
  }

  open(data: Uint8Array, given: Given): Promise<Opened> {
    return open(data, this.#opener, given);
  }

  forget(): void {
    this.#seed.fill(0);
  }
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
