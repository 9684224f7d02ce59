import { describe, expect, it } from 'vitest';
import { fromHex, hex } from './bytes';
import { keyOfSeed } from './key';
import { newPhrase, seedOfPhrase, seedOfSecret } from './phrase';
import { vector } from './vectors';

const { phrases } = vector<{ phrases: { words: string; seed_hex: string; public_hex: string }[] }>('identity.json');
const [, twelve] = phrases as [(typeof phrases)[0], (typeof phrases)[0]];

describe('phrase', () => {
  it.each(phrases)('$words', ({ words, seed_hex, public_hex }) => {
    const seed = seedOfPhrase(words);
    expect(hex(seed)).toBe(seed_hex);
    expect(keyOfSeed(seed)).toBe(`ed25519:${public_hex}`);
    expect(hex(seedOfSecret(seed_hex))).toBe(seed_hex);
  });

  it('may be typed loosely', () => {
    expect(hex(seedOfSecret(`  ${twelve.words.toUpperCase().replaceAll(' ', ' \n ')} `))).toBe(twelve.seed_hex);
    expect(hex(seedOfSecret(` ${twelve.seed_hex.toUpperCase()}\n`))).toBe(twelve.seed_hex);
  });

  it.each([
    ['', '12 or 24 words, not 0'],
    ['abandon about', '12 or 24 words, not 2'],
    [twelve.words.replace('about', 'abut'), 'Word 12, “abut”'],
    [twelve.words.replace('about', 'abandon'), 'do not fit together'],
    ['00'.repeat(31), '12 or 24 words, not 1'],
  ])('refuses %j', (text, detail) => {
    expect(() => seedOfSecret(text)).toThrow(detail);
  });

  it('is new for new randomness, and 12 words', () => {
    const words = newPhrase(() => fromHex('00'.repeat(16)) as Uint8Array<ArrayBuffer>);
    expect(words).toBe(twelve.words);
    expect(newPhrase((n) => crypto.getRandomValues(new Uint8Array(n))).split(' ')).toHaveLength(12);
  });
});
