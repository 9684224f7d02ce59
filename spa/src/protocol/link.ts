import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64url, type Bytes, concat, fromBase64url, fromHex, hex, utf8 } from './bytes';
import { type ID, isID, type Random } from './id';
import { canonical, type Members, parse } from './json';
import { type Key, parseKey } from './key';
import { Refused } from './refused';
import { isProof } from './sigchain';

// What a new device and one that has the seed pass to each other, docs/protocol.md section 2, "Devices".

const letters = 'abcdefghijklmnopqrstuvwxyz234567';
const uri = 'kez:link:';
const words = 26;
const longestName = 64;

/** 26 characters of base32, as `parseCode` and `newCode` write them. Whoever has it can read the offer, and write another. */
export type Code = string & { readonly brand: 'Code' };

export function newCode(random: Random): Code {
  return base32(random(16)) as Code;
}

/** In any grouping and case, and as the picture has it. */
export function parseCode(text: string): Code {
  const word = text.replace(/\s/g, '').toLowerCase().replace(uri, '').replaceAll('-', '');
  const raw = /^[a-z2-7]{26}$/.test(word) ? fromBase32(word) : undefined;
  if (!raw || base32(raw) !== word) throw new Refused('malformed', `The code of a new device is ${words} letters and digits.`);
  return word as Code;
}

/** In groups of four, for people. */
export function grouped(code: Code): string {
  return (code.match(/.{1,4}/g) as string[]).join(' ');
}

/** For a picture that another device reads. */
export function codeURI(code: Code): string {
  return uri + code;
}

/** Where the offer waits. */
export function slotOf(code: Code): ID {
  return hex(derived(code, 'kez.link/id', 16)) as ID;
}

/** A device that asks to be certified; keys and proof hold, the name was only said. */
export interface Offer {
  device: ID;
  key: Key;
  /** X25519, hex. */
  box: string;
  proof: string;
  name: string;
}

export async function sealOffer(code: Code, primary: Key, offer: Offer, random: Random): Promise<string> {
  if (utf8(offer.name).length > longestName) throw new Refused('malformed', `The name of a device has at most ${longestName} bytes.`);
  const { device, key, box, proof, name } = offer;
  const iv = random(12);
  const plain = utf8(canonical({ primary, device, key, box, proof, name }));
  return base64url(concat(iv, new Uint8Array(await crypto.subtle.encrypt(params(code, iv), await sealing(code, 'encrypt'), plain))));
}

/** That it was sealed under the code, for the account, by whoever holds the device's key. */
export async function openOffer(code: Code, primary: Key, sealed: string): Promise<Offer> {
  const data = fromBase64url(sealed);
  if (!data || data.length < 12) throw bad('it is not sealed');
  let plain: Bytes;
  try {
    const iv = data.slice(0, 12);
    plain = new Uint8Array(await crypto.subtle.decrypt(params(code, iv), await sealing(code, 'decrypt'), data.slice(12)));
  } catch {
    throw bad('it was sealed under another code');
  }
  return readOffer(parse(plain), primary);
}

function readOffer(form: Members, account: Key): Offer {
  const { primary, device, key, box, proof, name } = form;
  if (primary !== account) throw bad('it is for another account');
  const shaped =
    typeof device === 'string' && isID(device) && typeof key === 'string' && typeof proof === 'string' &&
    typeof box === 'string' && box.length === 64 && fromHex(box) !== undefined && typeof name === 'string' && utf8(name).length <= longestName;
  if (!shaped) throw bad('its members are not as they should be');
  const parsed = parseKey(key);
  if (!isProof(proof, parsed, account, device)) throw bad('it does not prove the device’s key');
  // A name must not write over what is shown around it.
  return { device, key: parsed, box, proof, name: name.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '\ufffd') };
}

function params(code: Code, iv: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(slotOf(code)) };
}

function sealing(code: Code, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', derived(code, 'kez.link/key', 32), 'AES-GCM', false, [use]);
}

function derived(code: Code, info: string, length: number): Bytes {
  return new Uint8Array(hkdf(sha256, fromBase32(code), undefined, utf8(info), length));
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >> (bits - 5)) & 31];
    held &= 0xff;
  }
  return bits > 0 ? text + letters[(held << (5 - bits)) & 31] : text;
}

/** Of 26 letters the first 128 bits. */
function fromBase32(text: string): Bytes {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = ((held << 5) | letters.indexOf(letter)) & 0xfff;
    if ((bits += 5) >= 8) bytes.push((held >> (bits -= 8)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function bad(detail: string): Refused {
  return new Refused('malformed', `This is no offer of a new device: ${detail}.`);
}
