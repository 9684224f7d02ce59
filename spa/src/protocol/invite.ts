import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hex, utf8 } from './bytes';
import type { Key } from './key';

/**
 * Shows that the holder of a key knows an invite's code. It stands in the registration in place of the
 * code: registrations are public, and an invite may have uses left. People type codes, so case and the
 * space around them do not matter.
 */
export function inviteProof(code: string, key: Key): string {
  const hash = sha256(utf8(code.trim().toLowerCase()));
  return hex(hmac(sha256, hash, utf8(`kez.invite/v1\n${key}`)));
}
