import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hex, utf8 } from './bytes';
import type { Key } from './key';

/**
 * Shows that the holder of the key knows an invite's code, docs/protocol.md section 2. It is signed in
 * place of the code: a registration is public, and the invite may have uses left.
 */
export function inviteProof(code: string, key: Key): string {
  return hex(hmac(sha256, sha256(utf8(code.trim().toLowerCase())), utf8(`kez.invite/v1\n${key}`)));
}
