import { argon2id } from '@noble/hashes/argon2.js';
import { type Bytes, hex, utf8 } from '../protocol/bytes';
import { type Cipher, deriveKeys, type Keys, type Sealed } from './cipher';
import type { NewLock, Proof } from './engine';
import { refuse } from './problem';

// The data key lies in the browser only wrapped (AES-KW, RFC 3394), once for each way to open the app.
// Each way gives a wrapping key: a passphrase by Argon2id, a passkey by what its PRF makes and HKDF. With
// the app lock off the wrapping key itself lies beside it, as an object that script cannot export.

/** How hard a passphrase is to guess; `memory` in KiB. */
export interface Derivation {
  salt: Bytes;
  memory: number;
  passes: number;
}

export type PassphraseLock = { kind: 'passphrase'; wrapped: Bytes } & Derivation;

export interface PasskeyLock {
  kind: 'passkey';
  /** 16 hex, this browser's own name for it. */
  id: string;
  /** What the authenticator calls it, and what its PRF is asked about. */
  credential: Bytes;
  prf: Bytes;
  salt: Bytes;
  wrapped: Bytes;
  /** What the person calls it and when it was added, under the data key. */
  label: Sealed;
}

export interface OpenLock {
  kind: 'off';
  key: CryptoKey;
  wrapped: Bytes;
}

export type Lock = PassphraseLock | PasskeyLock | OpenLock;

export interface Label {
  name: string;
  added: number;
}

export type Effort = (share: number) => void;

// RFC 9106 section 4's second choice; where a phone has no such memory, OWASP's floor.
const choices = [
  { memory: 64 * 1024, passes: 3 },
  { memory: 19 * 1024, passes: 2 },
];

// Any algorithm would do: this key only goes in and out of wraps.
const plain = { name: 'AES-GCM', length: 256 } as const;

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** A fresh data key that can be wrapped. It is dropped as soon as the wraps and keys are made. */
export function newDataKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey(plain, true, ['encrypt', 'decrypt']);
}

export async function keysOf(dataKey: CryptoKey): Promise<Keys> {
  const bytes = new Uint8Array(await crypto.subtle.exportKey('raw', dataKey));
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
  bytes.fill(0);
  return deriveKeys(base);
}

export async function makeLock(dataKey: CryptoKey, how: NewLock, cipher: Cipher, now: number, effort: Effort): Promise<Lock> {
  const wrap = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.wrapKey('raw', dataKey, key, 'AES-KW'));
  if ('passphrase' in how) {
    const salt = random(16);
    const [key, choice] = await ofNewPassphrase(how.passphrase, salt, effort);
    return { kind: 'passphrase', salt, ...choice, wrapped: await wrap(key) };
  }
  if ('passkey' in how) {
    const { credential, prf, secret, name } = how.passkey;
    const salt = random(16);
    const id = hex(random(8));
    const label: Label = { name, added: now };
    const wrapped = await wrap(await ofPasskey(secret, salt));
    return { kind: 'passkey', id, credential, prf, salt, wrapped, label: await cipher.seal(labelPlace(id), label) };
  }
  const key = await crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  return { kind: 'off', key, wrapped: await wrap(key) };
}

/** The lock that the proof is for, and the wrapping key that it gives. Whether it is right shows when it unwraps. */
async function wrappingKey(locks: Lock[], proof: Proof, effort: Effort): Promise<{ lock: Lock; key: CryptoKey }> {
  const lock = locks.find((lock) => fits(lock, proof));
  if (!lock) throw wrong(proof);
  if (lock.kind === 'off') return { lock, key: lock.key };
  if (lock.kind === 'passphrase' && 'passphrase' in proof) return { lock, key: await ofPassphrase(proof.passphrase, lock, effort) };
  if (lock.kind === 'passkey' && 'passkey' in proof) return { lock, key: await ofPasskey(proof.passkey.secret, lock.salt) };
  throw wrong(proof);
}

function fits(lock: Lock, proof: Proof): boolean {
  if (lock.kind === 'passkey') return 'passkey' in proof && hex(lock.credential) === hex(proof.passkey.credential);
  return lock.kind === 'passphrase' ? 'passphrase' in proof : 'off' in proof;
}

/** For daily use: the data key itself never becomes bytes that script can read. */
export async function openKeys(locks: Lock[], proof: Proof, effort: Effort): Promise<Keys> {
  const { lock, key } = await wrappingKey(locks, proof, effort);
  const base = await crypto.subtle.unwrapKey('raw', lock.wrapped, key, 'AES-KW', 'HKDF', false, ['deriveKey']).catch(() => {
    throw wrong(proof);
  });
  return deriveKeys(base);
}

/** For a moment only, to wrap it once more. */
export async function openDataKey(locks: Lock[], proof: Proof, effort: Effort): Promise<CryptoKey> {
  const { lock, key } = await wrappingKey(locks, proof, effort);
  return crypto.subtle.unwrapKey('raw', lock.wrapped, key, 'AES-KW', plain, true, ['encrypt', 'decrypt']).catch(() => {
    throw wrong(proof);
  });
}

export function openLabel(lock: PasskeyLock, cipher: Cipher): Promise<Label> {
  return cipher.open<Label>(labelPlace(lock.id), lock.label);
}

export async function rename(lock: PasskeyLock, name: string, cipher: Cipher): Promise<PasskeyLock> {
  const { added } = await openLabel(lock, cipher);
  return { ...lock, label: await cipher.seal(labelPlace(lock.id), { name, added } satisfies Label) };
}

/** Profiles of the first version: one passphrase, the data key under AES-GCM. The same passphrase opens what comes out. */
export async function migrate(derivation: Derivation, wrapped: Sealed, proof: Proof, effort: Effort): Promise<{ locks: Lock[]; keys: Keys }> {
  if (!('passphrase' in proof)) throw wrong(proof);
  const derived = derive(proof.passphrase, derivation, effort);
  const old = await crypto.subtle.importKey('raw', derived, 'AES-GCM', false, ['decrypt']);
  const key = await importWrapping(derived);
  const params = { name: 'AES-GCM', iv: wrapped.iv, additionalData: utf8('profile/data-key') };
  const bytes = await crypto.subtle.decrypt(params, old, wrapped.data).then((data) => new Uint8Array(data), () => {
    throw wrong(proof);
  });
  const dataKey = await crypto.subtle.importKey('raw', bytes, plain, true, ['encrypt', 'decrypt']);
  bytes.fill(0);
  const { salt, memory, passes } = derivation;
  const lock: Lock = { kind: 'passphrase', salt, memory, passes, wrapped: new Uint8Array(await crypto.subtle.wrapKey('raw', dataKey, key, 'AES-KW')) };
  return { locks: [lock], keys: await keysOf(dataKey) };
}

function labelPlace(id: string): string {
  return `profile/passkey/${id}`;
}

function wrong(proof: Proof) {
  if ('passphrase' in proof) {
    return refuse('wrong-passphrase', 'Wrong passphrase', 'This passphrase does not open the app. Try again, or restore from your recovery phrase.');
  }
  if ('passkey' in proof) {
    return refuse('wrong-passkey', 'Another passkey', 'This passkey does not open the app here. It may have been removed in the settings.');
  }
  return refuse('locked', 'The app lock is on', 'Show that it is you first, with your passkey or your passphrase.');
}

async function ofPasskey(secret: Bytes, salt: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const params = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('kez.lock/v1 passkey') };
  return crypto.subtle.deriveKey(params, base, { name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
}

async function ofPassphrase(passphrase: string, derivation: Derivation, effort: Effort): Promise<CryptoKey> {
  const derived = derive(passphrase, derivation, effort);
  const key = await importWrapping(derived);
  derived.fill(0);
  return key;
}

async function ofNewPassphrase(passphrase: string, salt: Bytes, effort: Effort): Promise<[CryptoKey, { memory: number; passes: number }]> {
  for (const choice of choices) {
    try {
      return [await ofPassphrase(passphrase, { salt, ...choice }, effort), choice];
    } catch (error) {
      // A RangeError is the platform saying that there is no such memory.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw refuse('memory', 'Too little memory', 'This device has too little free memory to lock the app. Close other pages and try again.');
}

/** One passphrase, however the keyboard composed its accents. */
function derive(passphrase: string, { salt, memory, passes }: Derivation, effort: Effort): Bytes {
  return argon2id(utf8(passphrase.normalize('NFKC')), salt, { t: passes, m: memory, p: 1, dkLen: 32, onProgress: steps(effort) }) as Bytes;
}

function importWrapping(derived: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', derived, 'AES-KW', false, ['wrapKey', 'unwrapKey']);
}

/** A bar on a screen moves in steps of a twentieth; more would only cost. */
function steps(effort: Effort): Effort {
  let told = -1;
  return (share) => {
    const step = Math.floor(share * 20);
    if (step === told) return;
    told = step;
    effort(share);
  };
}
