import { describe, expect, it } from 'vitest';
import { fromHex } from './bytes';
import { openEnvelope } from './envelope';
import { inviteProof } from './invite';
import { canonical, type Members, parse } from './json';
import type { Key } from './key';
import { openRegistration, signRegistration } from './registration';
import { vector } from './vectors';

interface Vectors {
  key: { seed_hex: string; primary: Key };
  claim: { envelope: Members; payload_jcs: string };
  registration: { envelope: Members; envelope_raw_jcs_signature_also_accepted: Members; payload_jcs: string };
}
const identity = vector<Vectors>('identity.json');
const seed = fromHex(identity.key.seed_hex) as Uint8Array<ArrayBuffer>;
const { envelope, envelope_raw_jcs_signature_also_accepted, payload_jcs } = identity.registration;
const made = Date.parse('2026-05-25T03:00:00Z');
const text = JSON.stringify(envelope);

function codeOf(data: string, server = 'kez.lat', now?: number): string {
  try {
    openRegistration(data, server, now);
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

function changed(change: (envelope: { kez: unknown; payload: Members; signature: Members }) => void): string {
  const copy = JSON.parse(text);
  change(copy);
  return JSON.stringify(copy);
}

describe('registration', () => {
  it('opens with a signature over the digest or over the raw form', () => {
    for (const form of [envelope, envelope_raw_jcs_signature_also_accepted]) {
      expect(openRegistration(JSON.stringify(form), 'kez.lat', made)).toEqual({
        handle: 'tudisco', key: identity.key.primary, server: 'kez.lat', createdAt: made,
      });
    }
  });

  it('is signed byte for byte as in the vectors', () => {
    expect(parse(signRegistration(seed, 'tudisco', 'kez.lat', made + 999))).toEqual(parse(text));
    expect(canonical(parse(text).payload as Members)).toBe(payload_jcs);
  });

  it('carries the proof of an invitation, and never its code', () => {
    const signed = signRegistration(seed, 'ana', 'kez.lat', made, 'code-of-mine');
    expect(openRegistration(signed, 'kez.lat', made).invite).toBe(inviteProof('code-of-mine', identity.key.primary));
    expect(signed).not.toContain('code-of-mine');
  });

  it.each([
    ['malformed', '{'],
    ['bad-envelope', changed((e) => delete e.payload.handle)],
    ['bad-envelope', changed((e) => (e.payload.version = '1'))],
    ['bad-envelope', changed((e) => (e.payload.created_at = '2026-05-25T03:00:00+00:00'))],
    ['bad-envelope', changed((e) => (e.payload.created_at = '2026-02-31T03:00:00Z'))],
    ['bad-envelope', changed((e) => (e.signature.alg = 'ed25519'))],
    ['bad-envelope', changed((e) => (e.signature.sig = String(e.signature.sig).toUpperCase()))],
    ['bad-type', changed((e) => (e.kez = 'claim'))],
    ['bad-type', changed((e) => (e.payload.type = 'kez.claim'))],
    ['bad-type', changed((e) => (e.payload.version = 2))],
    ['key-mismatch', changed((e) => (e.payload.primary = `ed25519:${'58936604abda112bc94933569c82f8d0cc0ddf92a3f8329f2f448f7f484a594c'}`))],
    ['bad-key', changed((e) => (e.payload.primary = e.signature.key = `ed25519:01${'00'.repeat(31)}`))],
    ['bad-signature', changed((e) => (e.payload.handle = 'somebody'))],
    ['bad-signature', changed((e) => (e.payload.extra = 1))],
  ])('is %s', (code, data) => expect(codeOf(data)).toBe(code));

  it('is refused for another server, for a bad handle, and out of time, in this order', () => {
    expect(codeOf(text, 'example.com', made + 1e9)).toBe('wrong-server');
    expect(codeOf(signRegistration(seed, 'No', 'kez.lat', made), 'kez.lat', made + 1e9)).toBe('bad-handle');
    expect(codeOf(text, 'kez.lat', made + 300_001)).toBe('stale');
    expect(codeOf(text, 'kez.lat', made - 300_001)).toBe('stale');
    expect(codeOf(text, 'kez.lat', made + 300_000)).toBe('accepted');
    expect(codeOf(text)).toBe('accepted');
  });

  it('1.0 is the version 1', () => {
    expect(codeOf(text.replace('"version":1', '"version":1.0'))).toBe('accepted');
  });
});

describe('envelope', () => {
  it('of a claim opens', () => {
    const opened = openEnvelope(JSON.stringify(identity.claim.envelope), 'claim');
    expect(canonical(opened.payload)).toBe(identity.claim.payload_jcs);
    expect(opened.signer).toBe(identity.key.primary);
    expect(() => openEnvelope(JSON.stringify(identity.claim.envelope), 'other')).toThrow(expect.objectContaining({ code: 'bad-type' }));
  });
});
