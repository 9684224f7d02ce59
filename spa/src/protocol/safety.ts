import { sha512 } from '@noble/hashes/sha2.js';
import { concat, fromHex, utf8 } from './bytes';
import { certified, type ChainState } from './chain';
import { type Key, keyHex } from './key';

// docs/protocol.md section 2, "Safety numbers": what two people compare to know that each sees the other's keys.

const rounds = 5200;
const chunks = 6;
const prefix = 'kez:safety:';

/** 30 digits: the half of a safety number that stands for one account. */
export type Print = string & { readonly brand: 'Print' };

/** Of the primary and the devices that the chain does not revoke. */
export function safetyPrint(primary: Key, state: ChainState): Print {
  const lines = devicesOf(state).map((line) => `${line}\n`);
  const key = fromHex(keyHex(primary)) as Uint8Array;
  let sum: Uint8Array = sha512(utf8(`kez.safety/v1\n${primary}\n${lines.join('')}`));
  for (let round = 0; round < rounds; round++) sum = sha512(concat(sum, key));
  return Array.from({ length: chunks }, (_, at) => digits(sum.subarray(5 * at, 5 * at + 5))).join('') as Print;
}

/** Each device of a chain as it goes into a print, in the order of their ids. */
export function devicesOf(state: ChainState): string[] {
  return certified(state)
    .filter(({ revoked }) => revoked === undefined)
    .map(({ id, key, box }) => `${id} ${key} ${box ?? '-'}`)
    .sort();
}

/** 60 digits, the same on both sides. */
export function safetyNumber(one: Print, other: Print): string {
  return one < other ? one + other : other + one;
}

/** What the QR code of a number says. */
export function safetyURI(number: string): string {
  return prefix + number;
}

function digits(bytes: Uint8Array): string {
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return String(value % 100_000).padStart(5, '0');
}
