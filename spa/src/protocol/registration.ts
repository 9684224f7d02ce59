import { checkSignature, readEnvelope, signEnvelope } from './envelope';
import { type Handle, parseHandle } from './handle';
import { inviteProof } from './invite';
import type { Members } from './json';
import { type Key, keyOfSeed, type Seed } from './key';
import { Refused } from './refused';
import { parseTime, wholeSeconds } from './time';

const tag = 'handle_registration';
const type = 'kez.chat.handle_registration';
const window = 5 * 60_000;

/** Somebody's own signed word that this key has this handle on this server. */
export interface Registration {
  handle: Handle;
  key: Key;
  server: string;
  createdAt: number;
  invite?: string;
}

/**
 * Checks in the order of docs/protocol.md section 2. `now` is given where the registration must be
 * fresh; one that a directory shows was made long ago.
 */
export function openRegistration(data: Uint8Array | string | Members, server: string, now?: number): Registration {
  const unverified = readEnvelope(data);
  const { payload } = unverified;
  for (const name of ['type', 'handle', 'primary', 'server', 'created_at']) {
    if (typeof payload[name] !== 'string') throw bad(`${name} is not a string`);
  }
  if (typeof payload.version !== 'number') throw bad('version is not a number');
  if (payload.invite !== undefined && typeof payload.invite !== 'string') throw bad('invite is not a string');
  const createdAt = parseTime(payload.created_at as string);
  if (createdAt === undefined) throw bad('created_at is not a time in UTC');
  if (unverified.tag !== tag || payload.type !== type || payload.version !== 1) {
    throw new Refused('bad-type', 'This is not a registration of version 1.');
  }
  if (unverified.key !== payload.primary) {
    throw new Refused('key-mismatch', 'The signing key is not the key being registered.');
  }
  const { signer } = checkSignature(unverified);
  if (payload.server !== server) throw new Refused('wrong-server', `The registration is for ${payload.server}, not ${server}.`);
  const handle = parseHandle(payload.handle as string);
  if (now !== undefined && Math.abs(now - createdAt) > window) {
    throw new Refused('stale', 'The registration was not made within the last five minutes.');
  }
  return { handle, key: signer, server, createdAt, ...(payload.invite === undefined ? {} : { invite: payload.invite }) };
}

/** `invite` is the code as somebody typed it; what is signed is the proof of knowing it. */
export function signRegistration(seed: Seed, handle: string, server: string, now: number, invite?: string): string {
  const primary = keyOfSeed(seed);
  return signEnvelope(seed, tag, {
    type,
    version: 1,
    handle,
    primary,
    server,
    created_at: wholeSeconds(now),
    ...(invite ? { invite: inviteProof(invite, primary) } : {}),
  });
}

function bad(detail: string): Refused {
  return new Refused('bad-envelope', `The registration does not hold what it should: ${detail}.`);
}
