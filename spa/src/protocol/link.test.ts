import { describe, expect, it } from 'vitest';
import { fromBase64url, base64url, type Bytes } from './bytes';
import type { ID } from './id';
import { keyOfSeed } from './key';
import { codeURI, grouped, newCode, type Offer, openOffer, parseCode, sealOffer, slotOf } from './link';
import { proveDevice } from './sigchain';

const ana = keyOfSeed(new Uint8Array(32).fill(0x42));
const seed = new Uint8Array(32).fill(7);
const device = '00112233445566778899aabbccddeeff' as ID;
const offer: Offer = { device, key: keyOfSeed(seed), box: '09'.padEnd(64, '0'), proof: proveDevice(seed, ana, device), name: 'Kitchen tablet' };
const fixed = (length: number) => Uint8Array.from({ length }, (_, i) => i * 17) as Bytes;

describe('codes', () => {
  it('are read however they are grouped, and lead to one slot', () => {
    const code = newCode(fixed);
    // The same sixteen bytes in Go: client.Code{0x00, 0x11, …, 0xff}.
    expect(code).toBe('aaisem2ekvthpcezvk54zxpo74');
    expect(grouped(code)).toBe('aais em2e kvth pcez vk54 zxpo 74');
    for (const text of [grouped(code), grouped(code).toUpperCase(), codeURI(code), ` ${grouped(code).replaceAll(' ', '-')}\n`]) expect(parseCode(text)).toBe(code);
    expect(slotOf(code)).toMatch(/^[0-9a-f]{32}$/);
    // The last letter holds three bits only.
    for (const text of ['', 'kez:link:', code.slice(1), `${code}a`, `${code.slice(1)}0`, `${code.slice(0, 25)}5`]) expect(() => parseCode(text)).toThrow('26');
  });
});

describe('offers', () => {
  it('open under their code, for their account', async () => {
    const code = newCode((length) => crypto.getRandomValues(new Uint8Array(length)));
    const sealed = await sealOffer(code, ana, offer, fixed);
    expect(await openOffer(code, ana, sealed)).toEqual(offer);
    await expect(openOffer(newCode(fixed), ana, sealed)).rejects.toThrow('another code');
    await expect(openOffer(code, keyOfSeed(seed), sealed)).rejects.toThrow('another account');
    const bytes = fromBase64url(sealed) as Bytes;
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 1;
      await expect(openOffer(code, ana, base64url(changed)), `byte ${at}`).rejects.toThrow('another code');
    }
    for (const text of ['', 'AAAA', '====', `${sealed}A`]) await expect(openOffer(code, ana, text)).rejects.toMatchObject({ code: 'malformed' });
  });

  it.each([
    ['no proof of the key', { proof: '0'.repeat(128) }],
    ['somebody else’s proof', { proof: proveDevice(seed, keyOfSeed(seed), device) }],
    ['a box that is none', { box: 'ff' }],
    ['no id', { device: 'x' as ID }],
  ])('with %s are refused', async (_, change) => {
    const code = newCode(fixed);
    await expect(openOffer(code, ana, await sealOffer(code, ana, { ...offer, ...change }, fixed))).rejects.toMatchObject({ code: 'malformed' });
  });

  it('have names that write over nothing', async () => {
    const code = parseCode('aaisem2ekvthpcezvk54zxpo74');
    const sealed = await sealOffer(code, ana, { ...offer, name: 'a\u202eb\nc' }, fixed);
    expect((await openOffer(code, ana, sealed)).name).toBe('a\ufffdb\ufffdc');
    await expect(sealOffer(code, ana, { ...offer, name: 'x'.repeat(65) }, fixed)).rejects.toThrow('64');
  });
});
