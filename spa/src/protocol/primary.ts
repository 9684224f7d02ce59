import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';
import { type Bytes, hex, utf8 } from './bytes';
import { type Unverified } from './envelope';
import { canonical, type Members } from './json';
import { type Key, keyOfSeed, parseKey, type Seed, sign, verify } from './key';
import { Refused } from './refused';

// The keys that sign claims and sigchains: an account's Ed25519 key, or a Nostr key. Apart from key.ts,
// because messages need no secp256k1 and should not wait for it.

/** `ed25519:<hex>` or `nostr:npub1…`. Only `parsePrimary` and its like make one. */
export type Primary = Key | NostrKey;

/** `nostr:npub1…` in lower case, of an x coordinate of secp256k1. */
export type NostrKey = string & { readonly brand: 'NostrKey' };

const prefix = 'nostr:';

export function parsePrimary(text: string): Primary {
  return text.startsWith(prefix) ? parseNostr(text.slice(prefix.length)) : parseKey(text);
}

export function isNostr(primary: Primary): primary is NostrKey {
  return primary.startsWith(prefix);
}

/** `npub1…` in lower case, NIP-19. */
export function parseNostr(npub: string): NostrKey {
  let x: Uint8Array | undefined;
  if (/^npub1[0-9a-z]+$/.test(npub)) x = bech32Bytes('npub', npub);
  if (x?.length !== 32) throw new Refused('bad-key', 'A Nostr key is npub1 and bech32 of 32 bytes.');
  try {
    schnorr.utils.lift_x(BigInt(`0x${hex(x)}`));
  } catch {
    throw new Refused('bad-key', 'The Nostr key is no x coordinate of a point of secp256k1.');
  }
  return `${prefix}${npub}` as NostrKey;
}

function bech32Bytes(part: string, text: string): Uint8Array | undefined {
  try {
    const found = bech32.decodeToBytes(text);
    return found.prefix === part ? found.bytes : undefined;
  } catch {
    return undefined;
  }
}

/** The x coordinate, as Nostr's own events have it in hex. */
export function nostrBytes(key: NostrKey): Bytes {
  return new Uint8Array(bech32.decodeToBytes(key.slice(prefix.length)).bytes);
}

/** Whoever can sign for a primary. */
export interface Signer {
  readonly primary: Primary;
  readonly alg: string;
  /** Of a payload in canonical form. */
  sign(payload: Uint8Array): Uint8Array;
}

export function seedSigner(seed: Seed): Signer {
  return { primary: keyOfSeed(seed), alg: 'ed25519-sha512-jcs', sign: (payload) => sign(seed, sha512(payload)) };
}

/** Signs always alike: BIP-340 with 32 zero bytes as auxiliary randomness. */
export function nostrSigner(secret: Bytes): Signer {
  if (!secp256k1.utils.isValidSecretKey(secret)) throw new Refused('bad-key', 'The secret is not between 0 and the order of secp256k1.');
  const npub = bech32.encode('npub', bech32.toWords(schnorr.getPublicKey(secret)));
  return {
    primary: `${prefix}${npub}` as NostrKey,
    alg: 'secp256k1-schnorr-sha256-jcs',
    sign: (payload) => schnorr.sign(sha256(payload), secret, new Uint8Array(32)),
  };
}

/** The envelope in canonical form. */
export function signAs(signer: Signer, tag: string, payload: Members): string {
  const sig = hex(signer.sign(utf8(canonical(payload))));
  return canonical({ kez: tag, payload, signature: { alg: signer.alg, key: signer.primary, sig } });
}

/** Whether `primary` signed it; which key the envelope names was compared before. */
export function checkSigner({ payload, signature }: Unverified, primary: Primary): void {
  const bytes = utf8(canonical(payload));
  const fits = isNostr(primary)
    ? schnorrFits(primary, bytes, signature)
    : // Both are read, for the reason that stands in envelope.ts.
      verify(primary, sha512(bytes), signature) || verify(primary, bytes, signature);
  if (!fits) throw new Refused('bad-signature', 'The signature does not fit the key and the payload.');
}

function schnorrFits(key: NostrKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return schnorr.verify(signature, sha256(bytes), nostrBytes(key));
  } catch {
    return false;
  }
}
