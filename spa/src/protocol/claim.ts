import { canonical, type Members } from './json';
import { readEnvelope, type Unverified } from './envelope';
import { checkSigner, parsePrimary, type Primary, signAs, type Signer } from './primary';
import { Refused } from './refused';
import { parseSubject, type Subject } from './subject';
import { parseTime, wholeSeconds } from './time';

const tag = 'claim';
const type = 'kez.claim';

/** The word of a primary that a subject is the same person. Only `openClaim` and `verifyClaim` return one. */
export interface Claim {
  subject: Subject;
  primary: Primary;
  createdAt: number;
  /** The signed envelope in canonical form. */
  raw: string;
}

/** What a claim says, of which nothing is proved. */
export interface UnverifiedClaim extends Claim {
  readonly unverified: Unverified;
}

/** In this order: well-formed · tag, type, version · signer is the primary · key. `verifyClaim` asks the rest. */
export function readClaim(data: Uint8Array | string | Members): UnverifiedClaim {
  const unverified = readEnvelope(data);
  const { payload } = unverified;
  const createdAt = readHeading(payload);
  const subject = readSubject(payload);
  expect(unverified, tag, type);
  return { subject, primary: parsePrimary(unverified.key), createdAt, raw: rawOf(unverified), unverified };
}

export function verifyClaim({ unverified, ...claim }: UnverifiedClaim): Claim {
  checkSigner(unverified, claim.primary);
  return claim;
}

export function openClaim(data: Uint8Array | string | Members): Claim {
  return verifyClaim(readClaim(data));
}

/** The envelope in canonical form. */
export function signClaim(signer: Signer, subject: Subject, now: number): string {
  return signAs(signer, tag, { type, version: 1, subject, primary: signer.primary, created_at: wholeSeconds(now) });
}

/** What claims and events of sigchains have alike, as far as their shape; milliseconds of `created_at`. */
export function readHeading(payload: Members): number {
  for (const name of ['type', 'primary', 'created_at']) {
    if (typeof payload[name] !== 'string') throw badPayload(`${name} is not a string`);
  }
  if (typeof payload.version !== 'number') throw badPayload('version is not a number');
  const createdAt = parseTime(payload.created_at as string);
  if (createdAt === undefined) throw badPayload('created_at is not a time in UTC');
  return createdAt;
}

export function readSubject(payload: Members): Subject {
  if (typeof payload.subject !== 'string') throw badPayload('subject is not a string');
  try {
    return parseSubject(payload.subject);
  } catch (error) {
    if (error instanceof Refused) throw badPayload(error.message);
    throw error;
  }
}

/** Version 1 of a kind of statement, about the key that the envelope names. */
export function expect({ tag, payload, key }: Unverified, wanted: string, type: string): void {
  if (tag !== wanted || payload.type !== type || payload.version !== 1) throw new Refused('bad-type', `This is not a ${wanted} of version 1.`);
  if (key !== payload.primary) throw new Refused('key-mismatch', 'The signing key is not the primary.');
}

/** The envelope in canonical form. */
export function rawOf({ tag, payload, key, alg, sig }: Unverified): string {
  return canonical({ kez: tag, payload, signature: { alg, key, sig } });
}

export function badPayload(detail: string): Refused {
  return new Refused('bad-envelope', `The statement does not hold what it should: ${detail}.`);
}
