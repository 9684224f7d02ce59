import { sha256 } from '@noble/hashes/sha2.js';
import { hex } from './bytes';

// What is signed for `X-KEZ-Auth`, docs/protocol.md section 3: raw strings, no canonical form.

export function signedPoll(handle: string, since: number, seconds: number): string {
  return `GET\n/v1/inbox/${handle}\nsince=${since}\n${seconds}`;
}

export function signedStream(handle: string, seconds: number): string {
  return `GET\n/v1/inbox/${handle}/stream\n${seconds}`;
}

export function signedProofs(handle: string, seconds: number): string {
  return `PUT\n/v1/profile/${handle}/proofs\n${seconds}`;
}

/** Every call that upstream does not have; `body` is raw, as it is sent. */
export function signedCall(method: string, path: string, seconds: number, body: Uint8Array, server: string): string {
  return `${method}\n${path}\n${seconds}\nsha256=${hex(sha256(body))}\nhost=${server}`;
}
