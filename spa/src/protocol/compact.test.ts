import { describe, expect, it } from 'vitest';
import { base64url, fromBase64url } from './bytes';
import { decodeCompact, encodeCompact } from './compact';

describe('compact form', () => {
  it.each([0, 1, 255, 256, 65_536])('holds %i bytes and gives them back', (length) => {
    const text = 'x'.repeat(length);
    expect(decodeCompact(encodeCompact(text))).toBe(text);
    expect(encodeCompact(text)).not.toContain('=');
  });

  it('gives back whatever it packs, and is shorter where few letters are common', () => {
    let state = 11;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let round = 0; round < 500; round++) {
      const letters = 1 + next(120);
      let text = '';
      // Some letters are much more common than others, as far as a code of one bit.
      for (let i = next(1200); i > 0; i--) text += String.fromCharCode(next(1 + next(1 + next(letters))));
      expect(decodeCompact(encodeCompact(text))).toBe(text);
    }
    // Counts like Fibonacci's make the deepest tree.
    let deep = '';
    for (let i = 0, a = 1, b = 1; i < 14; i++, [a, b] = [b, a + b]) deep += String.fromCharCode(65 + i).repeat(a);
    expect(decodeCompact(encodeCompact(deep))).toBe(deep);
    expect(decodeCompact(encodeCompact('müller '.repeat(40)))).toBe('müller '.repeat(40));
    expect(encodeCompact('0123456789abcdef'.repeat(32)).length).toBeLessThan(450);
  });

  it.each([
    ['with the size in the header', 'KLUv_WD5AE0BABQCeyJrZXoiOiJjbGFpbSIsInRleHQiOiJhYmNkZWZnaCJ9AQBXV68T'],
    ['streamed, with a checksum', 'KLUv_QRYTQEAFAJ7ImtleiI6ImNsYWltIiwidGV4dCI6ImFiY2RlZmdoIn0BAFdPLU6j0PwL'],
  ])('reads what a compressor wrote %s, padded or not', (_, packed) => {
    const json = `{"kez":"claim","text":"${'abcdefgh'.repeat(60)}"}`;
    expect(decodeCompact(`kez:z1:${packed}`)).toBe(json);
    expect(decodeCompact(`kez:z1:${packed.replace(/=+$/, '')}`)).toBe(json);
  });

  it.each(['', 'kez:z1:', 'kez:z2:AAAA', 'kez:z1:!!!!', 'kez:z1:AAAA', encodeCompact('hello').slice(0, -4)])('refuses %j', (text) => {
    expect(() => decodeCompact(text)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('refuses more than 64 KiB, said or not said in the header', () => {
    expect(() => encodeCompact('x'.repeat(65_537))).toThrow(expect.objectContaining({ code: 'too-large' }));
    // 1000 run-length blocks of 128 KiB in 4 kB.
    const bomb = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    for (let i = 0; i < 1000; i++) bomb.push(0x02, 0x00, 0x10, 0x41);
    expect(() => decodeCompact(`kez:z1:${base64url(Uint8Array.from(bomb))}`)).toThrow(expect.objectContaining({ code: 'too-large' }));
    const greedy = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0);
    expect(() => decodeCompact(`kez:z1:${base64url(greedy)}`)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  it('never fails in another way, whatever the bytes', () => {
    const frame = fromBase64url(encodeCompact('{"kez":"claim"}').slice(7)) as Uint8Array;
    for (let i = 0; i < frame.length; i++) {
      for (const flip of [1, 0x10, 0x80]) {
        const bad = frame.slice();
        bad[i] = (bad[i] as number) ^ flip;
        try {
          decodeCompact(`kez:z1:${base64url(bad)}`);
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^(malformed|too-large)$/));
        }
      }
    }
  });
});
