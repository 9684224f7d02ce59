import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { concat, fromBase64url, fromHex, hex, utf8 } from './bytes';
import { fingerprint, keyBytes, keyFromBytes, keyOfSeed, parseKey, sign, verify } from './key';
import { isNonce, nkey } from './nkey';
import { vector } from './vectors';

const invalid = vector<{ keys: { key: string; why: string }[] }>('invalid.json');
const identity = vector<{
  key: { nats_user_nkey: string; primary: string; seed_hex: string };
  nats_connect: { nonce: string; sig_base64url_nopad: string };
  x_kez_auth: { sig: string; string: string }[];
}>('identity.json');
const seed = fromHex(identity.key.seed_hex) as Uint8Array<ArrayBuffer>;
const key = parseKey(identity.key.primary);

describe('key', () => {
  it.each(invalid.keys)('refuses $why', (row) => {
    expect(() => parseKey(`ed25519:${row.key}`)).toThrow(expect.objectContaining({ code: 'bad-key' }));
  });

  it.each(['', 'ed25519:', identity.key.primary.slice(8), `nostr:${identity.key.primary.slice(8)}`, `${identity.key.primary} `])(
    'refuses %j',
    (text) => {
      expect(() => parseKey(text)).toThrow(expect.objectContaining({ code: 'bad-key' }));
    },
  );

  it('belongs to its seed, and is written as NATS writes it', () => {
    expect(keyOfSeed(seed)).toBe(key);
    expect(fingerprint(key)).toBe('2152f8d1');
    expect(nkey(key)).toBe(identity.key.nats_user_nkey);
  });
});

describe('signature', () => {
  const message = utf8('message');
  const good = sign(seed, message);

  it.each(identity.x_kez_auth)('of $string is as in the vectors', ({ sig, string }) => {
    expect(hex(sign(seed, utf8(string)))).toBe(sig);
    expect(verify(key, utf8(string), fromHex(sig) as Uint8Array)).toBe(true);
  });

  it('of a nonce is as in the vectors', () => {
    const { nonce, sig_base64url_nopad } = identity.nats_connect;
    expect(isNonce(nonce)).toBe(true);
    expect(sign(seed, utf8(nonce))).toEqual(fromBase64url(sig_base64url_nopad));
  });

  it.each(['', 'q2Tn0r3Zt9aBcD', 'q2Tn0r3Zt9aBcDef', 'q2Tn0r3Zt9aBc.e', 'q2Tn0r3Zt9aBcDe\n', 'GET\n/v1/inbox/a'])(
    'is not given for a nonce like %j',
    (nonce) => {
      expect(isNonce(nonce)).toBe(false);
    },
  );

  it('fits neither another message nor any changed bit', () => {
    expect(verify(key, message, good)).toBe(true);
    expect(verify(key, utf8('massage'), good)).toBe(false);
    expect(verify(key, message, good.subarray(0, 63))).toBe(false);
    for (let bit = 0; bit < 512; bit += 7) {
      const bad = good.slice();
      bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verify(key, message, bad)).toBe(false);
    }
  });

  it('with S + L is refused', () => {
    const s = BigInt(`0x${hex(good.slice(32).toReversed())}`) + ed25519.Point.Fn.ORDER;
    const bytes = (fromHex(s.toString(16).padStart(64, '0')) as Uint8Array).toReversed();
    expect(verify(key, message, concat(good.slice(0, 32), bytes))).toBe(false);
  });

  it('that only the cofactor makes good is refused', () => {
    // R moved by a point of order 8: [8] swallows it, the plain equation does not.
    const torsion = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
    const { scalar } = ed25519.utils.getExtendedPublicKey(seed);
    const r = 12345n;
    const R = ed25519.Point.BASE.multiply(r).add(torsion).toBytes();
    const k = BigInt(`0x${hex(sha512(concat(R, keyBytes(key), message)).toReversed())}`);
    const s = (r + k * scalar) % ed25519.Point.Fn.ORDER;
    const forged = concat(R, (fromHex(s.toString(16).padStart(64, '0')) as Uint8Array).toReversed());
    expect(ed25519.verify(forged, message, keyBytes(key), { zip215: false })).toBe(true);
    expect(verify(key, message, forged)).toBe(false);
  });

  it('agrees with the platform', async () => {
    const platform = await crypto.subtle.importKey('raw', keyBytes(key), 'Ed25519', false, ['verify']);
    for (let i = 0; i < 20; i++) {
      const text = utf8(`message ${i}`);
      expect(await crypto.subtle.verify('Ed25519', platform, sign(seed, text), text)).toBe(true);
      expect(keyFromBytes(keyBytes(key))).toBe(key);
    }
  });
});
