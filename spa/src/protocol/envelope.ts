import { sha512 } from '@noble/hashes/sha2.js';
import { fromHex, hex, utf8 } from './bytes';
import { canonical, isMembers, type Members, parse } from './json';
import { type Key, keyOfSeed, parseKey, type Seed, sign, verify } from './key';
import { Refused } from './refused';

const alg = 'ed25519-sha512-jcs';
const nostrAlg = 'secp256k1-schnorr-sha256-jcs';
const largest = 64 * 1024;

/** A signed statement whose signature was checked: only `openEnvelope` returns one. */
export interface Envelope {
  tag: string;
  payload: Members;
  signer: Key;
}

/** Pieces of an envelope before anything was verified. */
export interface Unverified {
  tag: string;
  payload: Members;
  key: string;
  alg: string;
  /** As written, and its bytes. */
  sig: string;
  signature: Uint8Array;
}

/** Shape only: the caller goes through the other checks in the order of its own format. */
export function readEnvelope(data: Uint8Array | string | Members): Unverified {
  const members = typeof data === 'string' || data instanceof Uint8Array ? parse(bounded(data)) : data;
  const { kez, payload, signature } = members;
  // Only the payload is signed: whatever else stands there, anybody could have added.
  if (Object.keys(members).length > 3) throw bad('there is an unknown member');
  if (typeof kez !== 'string') throw bad('kez is not a string');
  if (!isMembers(payload)) throw bad('payload is not an object');
  if (!isMembers(signature)) throw bad('signature is not an object');
  if (Object.keys(signature).length > 3) throw bad('signature has an unknown member');
  if (typeof signature.key !== 'string') throw bad('signature.key is not a string');
  if (signature.alg !== alg && signature.alg !== nostrAlg) throw bad(`signature.alg is neither ${alg} nor ${nostrAlg}`);
  // What is no kind of key at all is told apart later, as a bad key.
  if (signature.key.startsWith(signature.alg === alg ? 'nostr:' : 'ed25519:')) throw bad('signature.alg is not one of this kind of key');
  const sig = typeof signature.sig === 'string' && signature.sig.length === 128 ? fromHex(signature.sig) : undefined;
  if (!sig) throw bad('signature.sig is not 128 lower-case hex digits');
  return { tag: kez, payload, key: signature.key, alg: signature.alg, sig: hex(sig), signature: sig };
}

export function openEnvelope(data: Uint8Array | string | Members, tag: string): Envelope {
  const unverified = readEnvelope(data);
  if (unverified.tag !== tag) throw new Refused('bad-type', `The envelope is not a ${tag}.`);
  return checkSignature(unverified);
}

export function checkSignature({ tag, payload, key, signature }: Unverified): Envelope {
  const signer = parseKey(key);
  const bytes = utf8(canonical(payload));
  // Upstream's exact choice could not be confirmed, so the raw form is read too; the digest is written.
  if (!verify(signer, sha512(bytes), signature) && !verify(signer, bytes, signature)) {
    throw new Refused('bad-signature', 'The signature does not fit the key and the payload.');
  }
  return { tag, payload, signer };
}

export function signEnvelope(seed: Seed, tag: string, payload: Members): string {
  const sig = hex(sign(seed, sha512(utf8(canonical(payload)))));
  return canonical({ kez: tag, payload, signature: { alg, key: keyOfSeed(seed), sig } });
}

function bounded(data: Uint8Array | string): Uint8Array | string {
  if ((typeof data === 'string' ? utf8(data) : data).length > largest) throw new Refused('too-large', 'The envelope is larger than 64 KiB.');
  return data;
}

function bad(detail: string): Refused {
  return new Refused('bad-envelope', `The envelope does not hold what it should: ${detail}.`);
}
