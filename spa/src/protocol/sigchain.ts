import { x25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64url, type Bytes, fromBase64url, fromHex, fromUTF8, hex, utf8 } from './bytes';
import { badPayload, expect, rawOf, readHeading, readSubject } from './claim';
import { readEnvelope } from './envelope';
import { type ID, isID } from './id';
import { canonical, type Members } from './json';
import { type Key, parseKey, type Seed, sign, verify } from './key';
import { checkSigner, parsePrimary, type Primary, signAs, type Signer } from './primary';
import { Refused } from './refused';
import type { Subject } from './subject';
import { wholeSeconds } from './time';
import { pack, unpack } from './zstd';

// The events of sigchains, docs/protocol.md section 2. What a chain of them says stands in chain.ts.

const tag = 'sigchain_event';
const type = 'kez.sigchain_event';
const largestEvent = 4096;
const largestChain = 16 * 1024 * 1024;
const bundlePrefix = 'kez:zc1:';

/** Names a chain by its last event; seq 0 and no hash for one that has none. */
export interface Head {
  seq: number;
  /** Hex of SHA-256. */
  hash: string;
}

export const noHead: Head = { seq: 0, hash: '' };

/** What an event does; others than these are kept and without effect. */
export type Deed =
  | { op: 'add' | 'revoke'; subject: Subject }
  | { op: 'device_add'; device: ID; key: Key; /** X25519, hex. */ box?: string }
  | { op: 'device_revoke'; device: ID }
  | { op: 'other'; name: string };

/** One event that was verified by itself: only `openLink` returns one. */
export interface Link {
  primary: Primary;
  seq: number;
  /** Empty for the first. */
  prev: string;
  deed: Deed;
  createdAt: number;
  /** Of the payload in canonical form; names the chain that ends here. */
  hash: string;
  /** The signed envelope in canonical form. */
  raw: string;
}

/** In this order: size · well-formed · tag, type, version · signer is the primary · keys · signature, proof of a device. */
export function openLink(data: Uint8Array | string): Link {
  if ((typeof data === 'string' ? utf8(data) : data).length > largestEvent) throw tooLarge();
  const unverified = readEnvelope(data);
  const { payload } = unverified;
  const createdAt = readHeading(payload);
  if (createdAt < 0) throw badPayload('created_at is before 1970');
  const place = readPlace(payload);
  const shape = readDeed(payload);
  expect(unverified, tag, type);
  const primary = parsePrimary(unverified.key);
  const deed = checkKeys(shape);
  checkSigner(unverified, primary);
  if (deed.op === 'device_add' && !verify(deed.key, provenText(primary, deed.device), fromHex(payload.proof as string) as Bytes)) {
    throw new Refused('bad-signature', 'The proof of the device does not fit its key.');
  }
  const raw = rawOf(unverified);
  if (utf8(raw).length > largestEvent) throw tooLarge();
  return { primary, ...place, deed, createdAt, hash: hex(sha256(utf8(canonical(payload)))), raw };
}

function readPlace(payload: Members): { seq: number; prev: string } {
  const { seq, prev } = payload;
  if (typeof seq !== 'number' || !Number.isInteger(seq) || seq < 1) throw badPayload('seq is not an integer from 1');
  if (seq > 1) return { seq, prev: hexOf(payload, 'prev', 32) };
  if (prev !== undefined) throw badPayload('the first event has no prev');
  return { seq, prev: '' };
}

/** As written: whether the keys are keys is asked later. */
function readDeed(payload: Members): Deed {
  const { op } = payload;
  if (typeof op !== 'string' || !/^[a-z0-9_]{1,64}$/.test(op)) throw badPayload('op is not 1 to 64 of a-z, 0-9 and _');
  if (op === 'add' || op === 'revoke') return { op, subject: readSubject(payload) };
  if (op === 'device_revoke') return { op, device: hexOf(payload, 'device', 16) as ID };
  if (op !== 'device_add') return { op: 'other', name: op };
  const device = hexOf(payload, 'device', 16) as ID;
  if (typeof payload.key !== 'string') throw badPayload('key is not a string');
  const box = payload.box === undefined ? {} : { box: hexOf(payload, 'box', 32) };
  hexOf(payload, 'proof', 64);
  return { op, device, key: payload.key as Key, ...box };
}

function checkKeys(deed: Deed): Deed {
  if (deed.op !== 'device_add') return deed;
  parseKey(deed.key);
  if (deed.box !== undefined) checkBox(deed.box);
  return deed;
}

/** Nothing can be sealed to a point of small order: RFC 7748 section 6.1 gives zeros with it, whatever the secret. */
function checkBox(box: string): void {
  try {
    x25519.getSharedSecret(new Uint8Array(32).fill(1), fromHex(box) as Bytes);
  } catch {
    throw new Refused('bad-key', 'The box key is of small order.');
  }
}

function hexOf(payload: Members, name: string, bytes: number): string {
  const text = payload[name];
  if (typeof text !== 'string' || text.length !== 2 * bytes || !fromHex(text)) {
    throw badPayload(`${name} is not ${2 * bytes} lower-case hex digits`);
  }
  return text;
}

/** What a device signs to be certified. */
function provenText(primary: Primary, device: ID): Bytes {
  return utf8(`kez.device/v1\n${primary}\n${device}`);
}

/** That whoever holds the device's key wants to be a device of this primary; hex. */
export function proveDevice(seed: Seed, primary: Primary, device: ID): string {
  return hex(sign(seed, provenText(primary, device)));
}

export function isProof(proof: string, key: Key, primary: Primary, device: ID): boolean {
  const signature = proof.length === 128 ? fromHex(proof) : undefined;
  return signature !== undefined && isID(device) && verify(key, provenText(primary, device), signature);
}

/** What an event shall do. */
export type Draft = Exclude<Deed, { op: 'device_add' }> | { op: 'device_add'; device: ID; key: Key; box?: string; proof: string };

/** The event that follows `head`, opened; what `openLink` would not take is not made. */
export function signLink(signer: Signer, head: Head, draft: Draft, now: number): Link {
  const { op, ...members } = draft.op === 'other' ? { op: draft.name } : draft;
  const payload: Members = {
    ...(members as Members),
    type,
    version: 1,
    primary: signer.primary,
    seq: head.seq + 1,
    op,
    created_at: wholeSeconds(now),
    ...(head.seq > 0 ? { prev: head.hash } : {}),
  };
  return openLink(signAs(signer, tag, payload));
}

/** Each envelope in canonical form and a line feed. */
export function writeLines(links: Link[]): string {
  return links.map(({ raw }) => `${raw}\n`).join('');
}

/** Opens each line, and asks nothing from line to line. No bytes are no links. */
export function readLines(data: Uint8Array): Link[] {
  if (data.length > largestChain) throw new Refused('too-large', 'A chain has at most 16 MiB.');
  const links = [];
  for (let at = 0; at < data.length; ) {
    const feed = data.indexOf(0x0a, at);
    const end = feed < 0 ? data.length : feed;
    links.push(openLink(data.subarray(at, end)));
    at = end + 1;
  }
  return links;
}

export function bundle(links: Link[]): string {
  const data = utf8(writeLines(links));
  if (data.length > largestChain) throw new Refused('too-large', 'A chain has at most 16 MiB.');
  return bundlePrefix + base64url(pack(data));
}

export function readBundle(text: string): Link[] {
  const trimmed = text.trim();
  const packed =
    trimmed.startsWith(bundlePrefix) && trimmed.length <= 2 * largestChain
      ? fromBase64url(trimmed.slice(bundlePrefix.length).replace(/={1,2}$/, ''))
      : undefined;
  if (!packed) throw new Refused('malformed', 'The text is not kez:zc1: and base64url.');
  return readLines(unpack(packed, largestChain, 'The chain'));
}

/** JSON Lines or a bundle. */
export function readChain(data: Uint8Array): Link[] {
  const head = new TextDecoder().decode(data.subarray(0, 64)).trimStart();
  return head.startsWith(bundlePrefix) ? readBundle(fromUTF8(data)) : readLines(data);
}

function tooLarge(): Refused {
  return new Refused('too-large', `An event has at most ${largestEvent} bytes.`);
}
