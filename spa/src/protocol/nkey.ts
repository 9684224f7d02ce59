import { type Key, keyBytes } from './key';

// NATS writes a user's public key as base32 of prefix byte, key and CRC-16/XMODEM, little-endian.

const prefixUser = 20 << 3;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function nkey(key: Key): string {
  const bytes = new Uint8Array(35);
  bytes[0] = prefixUser;
  bytes.set(keyBytes(key), 1);
  const sum = crc16(bytes.subarray(0, 33));
  bytes[33] = sum & 0xff;
  bytes[34] = sum >> 8;
  return base32(bytes);
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** 35 bytes are 56 characters exactly, so nothing is left over. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return text;
}

/** A server could have other bytes signed in place of a nonce: only this shape is answered. */
export function isNonce(nonce: string): boolean {
  return /^[A-Za-z0-9_-]{15}$/.test(nonce);
}
