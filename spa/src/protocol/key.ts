import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, equal, fromHex, hex } from './bytes';
import { Refused } from './refused';

const { Point } = ed25519;

/** `ed25519:<64 hex>`: a canonical encoding of a point that is not of small order. Only `parseKey` makes one. */
export type Key = string & { readonly brand: 'Key' };

/** The 32 secret bytes of an account. Lives in wire/vault.ts only. */
export type Seed = Bytes;

/**
 * Texts that passed the check, which costs a square root and eight doublings: the same few keys come
 * with every message.
 */
const passed = new Set<string>();
const mostPassed = 1000;

export function parseKey(text: string): Key {
  if (passed.has(text)) return text as Key;
  const bytes = text.startsWith('ed25519:') && text.length === 72 ? fromHex(text.slice(8)) : undefined;
  if (!bytes) throw new Refused('bad-key', 'A key is written ed25519: and 64 lower-case hex digits.');
  const key = keyFromBytes(bytes);
  if (passed.size >= mostPassed) passed.clear();
  passed.add(key);
  return key;
}

export function keyFromBytes(bytes: Uint8Array): Key {
  let point;
  try {
    point = Point.fromBytes(bytes, false);
  } catch {
    throw new Refused('bad-key', 'The key is not a canonical point of the curve.');
  }
  // With such a key one fixed signature fits every message.
  if (point.isSmallOrder()) throw new Refused('bad-key', 'The key is of small order.');
  return `ed25519:${hex(bytes)}` as Key;
}

export function keyBytes(key: Key): Bytes {
  return fromHex(key.slice(8)) as Bytes;
}

/** The 64 digits that stand in subjects. */
export function keyHex(key: Key): string {
  return key.slice(8);
}

export function fingerprint(key: Key): string {
  return key.slice(8, 16);
}

export function keyOfSeed(seed: Seed): Key {
  return `ed25519:${hex(ed25519.getPublicKey(seed))}` as Key;
}

export function sign(seed: Seed, message: Uint8Array): Bytes {
  return new Uint8Array(ed25519.sign(message, seed));
}

/**
 * The cofactorless check of RFC 8032 section 5.1.7, as Go and BoringSSL do it, so that no signature is
 * good for one client and bad for another: noble's own multiplies by the cofactor. Comparing encodings
 * refuses a non-canonical R.
 */
export function verify(key: Key, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const bytes = keyBytes(key);
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= Point.Fn.ORDER) return false;
  const k = littleEndian(sha512(concat(r, bytes, message))) % Point.Fn.ORDER;
  const minusA = Point.fromBytes(bytes, false).negate();
  return equal(Point.BASE.multiplyUnsafe(s).add(minusA.multiplyUnsafe(k)).toBytes(), r);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(bytes.toReversed())}`);
}
