import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { base64url, type Bytes, concat, fromBase64url, fromHex, hex, utf8 } from './bytes';
import { type ID, isID, type Random } from './id';
import { canonical, isMembers, type Members, parse, type Value } from './json';
import { type Key, keyBytes, keyOfSeed, parseKey, type Seed, sign, verify } from './key';
import { Refused } from './refused';
import { milliseconds, parseTime } from './time';

// Box v1, docs/protocol.md section 6.

const info = utf8('kez.box/v1');
const context = utf8('kez.box/v1\n');
const nonce = new Uint8Array(12);
const mostKeys = 66;
const largest = 256 * 1024;
const oldest = 30 * 86_400_000;
const newest = 5 * 60_000;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** What is signed and sealed; further members depend on the type. */
export interface Letter extends Members {
  type: string;
  id: string;
  from: string;
  to: string;
  sent_at: string;
}

/** A letter that passed every rule of opening. */
export interface Opened {
  type: string;
  id: ID;
  from: Key;
  to: Key;
  sentAt: number;
  /** The linked device that signed it; absent when the account itself did. */
  device?: ID;
  letter: Letter;
}

/** What the node says about an envelope, where it says it. */
export interface Given {
  from?: Key;
  id?: ID;
  /** Milliseconds of Kez-Time. */
  time?: number;
  /**
   * The key of a device that the sigchain of its account certifies and has not revoked by a time, which
   * is Infinity where the node said none: a revoked device then signs nothing. Without the function no
   * device's letters are opened; what it rejects with is passed on.
   */
  device?: (account: Key, device: ID, time: number) => Promise<Key | undefined>;
}

export type BoxReason =
  | 'not-a-box'
  | 'no-key-for-me'
  | 'bad-key-wrap'
  | 'bad-ciphertext'
  | 'bad-padding'
  | 'bad-letter'
  | 'not-mine'
  | 'wrong-device'
  | 'bad-signature'
  | 'wrong-sender'
  | 'wrong-id'
  | 'untimely';

/** Why an envelope did not open. Repeats of (from, id) are the store's to notice: it has seen the others. */
export class Unopened extends Error {
  readonly reason: BoxReason;

  constructor(reason: BoxReason) {
    super(reason);
    this.name = 'Unopened';
    this.reason = reason;
  }
}

/** What an account opens with; derived once, because every derivation costs a hash or a curve. */
export interface Opener {
  own: Key;
  /** As the box names whose key it is: the account, or a device of it. */
  name: Key;
  x25519: CryptoKey;
}

export async function opener(seed: Seed): Promise<Opener> {
  const half = sha512(seed).slice(0, 32);
  const secret = await suite.kem.importKey('raw', half.buffer, false);
  half.fill(0);
  const own = keyOfSeed(seed);
  return { own, name: own, x25519: secret };
}

/** What boxes are sealed to, for a secret of X25519; hex. */
export function boxKey(secret: Bytes): string {
  return hex(x25519.getPublicKey(secret));
}

/** Opens for a device of the account, with nothing but the device's own X25519 key. */
export async function deviceOpener(own: Key, device: Key, secret: Bytes): Promise<Opener> {
  return { own, name: device, x25519: await suite.kem.importKey('raw', secret.slice().buffer, false) };
}

/** Who writes: an account with its seed, or one of its linked devices with its own. */
export interface Author {
  account: Key;
  seed: Seed;
  device?: ID;
}

/** A device that a box is sealed to as well: its key, and its X25519 key in hex. */
export interface BoxOf {
  key: Key;
  box: string;
}

export interface Draft {
  type: string;
  id: ID;
  to: Key;
  sentAt: number;
  members: Members;
}

/** Seals to the recipient, the sender and the devices of both; all randomness is the argument. */
export async function seal(draft: Draft, author: Author | Seed, random: Random, devices: BoxOf[] = []): Promise<Bytes> {
  const by = author instanceof Uint8Array ? { account: keyOfSeed(author), seed: author } : author;
  const { type, id, to } = draft;
  const { sig: _, device: __, ...members } = draft.members;
  const frame = { type, id, from: by.account, to, sent_at: milliseconds(draft.sentAt) };
  const letter: Members = { ...members, ...frame, ...(by.device === undefined ? {} : { device: by.device }) };
  letter.sig = hex(sign(by.seed, concat(context, utf8(canonical(letter)))));
  const contentKey = random(32);
  const keys: Value[] = [];
  for (const [key, montgomery] of recipients(to, by.account, devices)) {
    keys.push({ to: key, ...(await wrap(contentKey, key, montgomery, random(32))) });
  }
  const head: Members = { kez: 'box', v: 1, keys };
  const ct = await gcm('encrypt', contentKey, pad(utf8(canonical(letter))), utf8(canonical(head)));
  return utf8(canonical({ ...head, ct: base64url(ct) }));
}

/** The accounts first: whatever devices there are, there is always a key for them. */
function recipients(to: Key, from: Key, devices: BoxOf[]): Map<Key, Bytes> {
  const all = new Map([to, from].map((key) => [key, new Uint8Array(ed25519.utils.toMontgomery(keyBytes(key)))]));
  for (const { key, box } of devices) {
    if (all.size < mostKeys && !all.has(key)) all.set(key, fromHex(box) as Bytes);
  }
  return all;
}

async function wrap(contentKey: Bytes, to: Key, montgomery: Bytes, ekm: Bytes): Promise<{ enc: string; ek: string }> {
  const recipientPublicKey = await suite.kem.importKey('raw', montgomery.buffer, true);
  const sender = await suite.createSenderContext({ recipientPublicKey, info, ekm: ekm.buffer });
  const ek = await sender.seal(contentKey, utf8(to));
  return { enc: base64url(new Uint8Array(sender.enc)), ek: base64url(new Uint8Array(ek)) };
}

export async function open(data: Uint8Array, me: Opener, given: Given): Promise<Opened> {
  const box = readBox(data);
  const contentKey = await unwrap(box.keys, me);
  const { ct, ...head } = box.members;
  let padded: Bytes;
  try {
    padded = await gcm('decrypt', contentKey, box.ct, utf8(canonical(head)));
  } catch {
    throw new Unopened('bad-ciphertext');
  }
  const opened = readLetter(unpad(padded));
  if (opened.to !== me.own && opened.from !== me.own) throw new Unopened('not-mine');
  const signer = opened.device === undefined ? opened.from : await given.device?.(opened.from, opened.device, given.time ?? Infinity);
  if (signer === undefined) throw new Unopened('wrong-device');
  if (!(await signed(opened, signer))) throw new Unopened('bad-signature');
  if (given.from !== undefined && given.from !== opened.from) throw new Unopened('wrong-sender');
  if (given.id !== undefined && given.id !== opened.id) throw new Unopened('wrong-id');
  if (given.time !== undefined) {
    const late = opened.sentAt - given.time;
    if (late > newest || late < -oldest) throw new Unopened('untimely');
  }
  return opened;
}

interface Box {
  members: Members;
  keys: { to: string; enc: Bytes; ek: Bytes }[];
  ct: Bytes;
}

function readBox(data: Uint8Array): Box {
  if (data.length > largest) throw new Unopened('not-a-box');
  let members: Members;
  try {
    members = parse(data);
  } catch {
    throw new Unopened('not-a-box');
  }
  const ct = typeof members.ct === 'string' ? fromBase64url(members.ct) : undefined;
  const list = members.keys;
  if (members.kez !== 'box' || members.v !== 1 || !ct || !Array.isArray(list) || list.length < 1 || list.length > mostKeys) {
    throw new Unopened('not-a-box');
  }
  const keys = list.map((entry) => {
    const { to, enc, ek } = isMembers(entry) ? entry : ({} as Members);
    const encBytes = typeof enc === 'string' ? fromBase64url(enc) : undefined;
    const ekBytes = typeof ek === 'string' ? fromBase64url(ek) : undefined;
    if (typeof to !== 'string' || encBytes?.length !== 32 || ekBytes?.length !== 48) throw new Unopened('not-a-box');
    return { to, enc: encBytes, ek: ekBytes };
  });
  // Which of two keys is meant would depend on the reader.
  if (new Set(keys.map(({ to }) => to)).size < keys.length) throw new Unopened('not-a-box');
  return { members, keys, ct };
}

async function unwrap(keys: Box['keys'], me: Opener): Promise<Bytes> {
  const mine = keys.find((key) => key.to === me.name);
  if (!mine) throw new Unopened('no-key-for-me');
  try {
    const params = { recipientKey: me.x25519, enc: mine.enc.buffer, info };
    return new Uint8Array(await suite.open(params, mine.ek, utf8(mine.to)));
  } catch {
    throw new Unopened('bad-key-wrap');
  }
}

function readLetter(plain: Bytes): Opened {
  let letter: Members;
  try {
    letter = parse(plain);
  } catch {
    throw new Unopened('bad-letter');
  }
  const { type, id, from, to, sent_at, device } = letter;
  const sentAt = typeof sent_at === 'string' ? parseTime(sent_at) : undefined;
  if (typeof type !== 'string' || typeof id !== 'string' || !isID(id) || sentAt === undefined) throw new Unopened('bad-letter');
  if (typeof from !== 'string' || typeof to !== 'string') throw new Unopened('bad-letter');
  if (device !== undefined && (typeof device !== 'string' || !isID(device))) throw new Unopened('bad-letter');
  const by = device === undefined ? {} : { device };
  try {
    return { type, id, from: parseKey(from), to: parseKey(to), sentAt, ...by, letter: letter as Letter };
  } catch (error) {
    if (error instanceof Refused) throw new Unopened('bad-letter');
    throw error;
  }
}

async function signed({ letter }: Opened, signer: Key): Promise<boolean> {
  const { sig, ...rest } = letter;
  const signature = typeof sig === 'string' && sig.length === 128 ? fromHex(sig) : undefined;
  if (!signature) return false;
  const message = concat(context, utf8(canonical(rest)));
  try {
    // Ten times as fast as ours where the platform has it, and the key passed the strict check already.
    const key = await crypto.subtle.importKey('raw', keyBytes(signer), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch {
    return verify(signer, message, signature);
  }
}

async function gcm(deed: 'encrypt' | 'decrypt', key: Bytes, data: Bytes, additionalData: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, [deed]);
  return new Uint8Array(await crypto.subtle[deed]({ name: 'AES-GCM', iv: nonce, additionalData }, imported, data));
}

/** The length of a message shows only as the next 256·2ⁿ bytes. */
function pad(plain: Bytes): Bytes {
  let length = 256;
  while (length < plain.length + 1) length *= 2;
  const padded = new Uint8Array(length);
  padded.set(plain);
  padded[plain.length] = 0x80;
  return padded;
}

function unpad(padded: Bytes): Bytes {
  const fits = padded.length >= 256 && Number.isInteger(Math.log2(padded.length));
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (!fits || padded[end] !== 0x80) throw new Unopened('bad-padding');
  return padded.subarray(0, end);
}
