import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { seal } from './box';
import { type Bytes, fromHex, utf8 } from './bytes';
import type { ID, Random } from './id';
import { canonical, type Members, parse, type Value } from './json';
import { type Key, keyOfSeed } from './key';
import { type Entry, type Mark, type Marks, merge, mostBytes, pack, unpack } from './marks';
import { milliseconds, parseTime } from './time';
import { vector } from './vectors';

type Pairs = Record<string, [string, boolean | string]>;
interface Vectors {
  own: Key;
  sent_at: string;
  letters: { what: string; marks: Value; reads: Value }[];
  merges: { what: string; one: Pairs; other: Pairs; both: Pairs }[];
}

const vectors = vector<Vectors>('marks.json');
const sentAt = parseTime(vectors.sent_at) as number;

/** As they stand in a letter. */
function shown(entries: Entry[]): Members[] {
  return entries.map(([peer, marks]) => ({ peer, ...pairs(marks) }));
}

function pairs(marks: Marks): Pairs {
  return Object.fromEntries(
    Object.entries(marks).map(([name, { at, to }]: [string, Mark<boolean | number | string>]) => [name, [milliseconds(at), typeof to === 'number' ? milliseconds(to) : to]]),
  );
}

function marksOf(all: Pairs): Marks {
  return Object.fromEntries(
    Object.entries(all).map(([name, [at, to]]) => [name, { at: parseTime(at), to: name === 'muted' && typeof to === 'string' ? parseTime(to) : to }]),
  );
}

describe('a letter of marks', () => {
  it.each(vectors.letters)('$what', ({ marks, reads }) => {
    expect(canonical(shown(unpack(marks, vectors.own, sentAt)) as Value)).toBe(canonical(reads));
  });

  it('says what was packed, in as many letters as notes have room for', () => {
    const all: Entry[] = Array.from({ length: 40 }, (_, i) => [
      keyOfSeed(new Uint8Array(32).fill(i + 100)),
      { pinned: { at: sentAt, to: i % 2 === 0 }, muted: { at: sentAt, to: sentAt + i }, verified: { at: sentAt, to: 'x'.repeat(128) } },
    ]);
    const letters = pack(all).map((marks) => parse(utf8(canonical({ marks }))).marks as Value[]);
    expect(letters.length).toBeGreaterThan(4);
    for (const marks of letters) expect(utf8(canonical(marks)).length).toBeLessThanOrEqual(mostBytes + 2);
    expect(shown(letters.flatMap((marks) => unpack(marks, vectors.own, sentAt)))).toEqual(shown(all));
  });

  it('is a note however many devices there are', async () => {
    const seed = new Uint8Array(32).fill(9);
    const own = keyOfSeed(seed);
    const marks = pack(Array.from({ length: 5 }, (_, i): Entry => [keyOfSeed(new Uint8Array(32).fill(i + 1)), { verified: { at: sentAt, to: 'x'.repeat(100) } }]))[0] ?? [];
    const devices = Array.from({ length: 65 }, (_, i) => ({ key: keyOfSeed(new Uint8Array(32).fill(i + 100)), box: '09'.padEnd(64, '0') }));
    const id = '000000000000000000000000000000bb' as ID;
    const sealed = await seal({ type: 'marks', id, to: own, sentAt, members: { body: '', marks } }, { account: own, seed, device: id }, (n) => new Uint8Array(n).fill(7), devices);
    expect(sealed.length).toBeLessThanOrEqual(16 * 1024);
  });

  it('opens for Go', async () => {
    const seed = fromHex(vector<{ recipient: { seed_hex: string } }>('box.json').recipient.seed_hex) as Bytes;
    let count = 0;
    const random: Random = (length) => new Uint8Array(sha256(utf8(`marks ${count++}`)).slice(0, length));
    const id = '000000000000000000000000000000cc' as ID;
    const { marks = null } = vectors.letters[0] ?? {};
    const sealed = await seal({ type: 'marks', id, to: vectors.own, sentAt, members: { body: '', marks } }, seed, random);
    const note = 'TEST KEYS ONLY. The first letter of marks.json, sealed by spa/src/protocol/marks.test.ts with the recipient of box.json and fixed randomness.';
    await expect(`${JSON.stringify({ note, envelope: parse(sealed) }, null, 1)}\n`).toMatchFileSnapshot('../../../identity/testdata/box-marks-ts.json');
  });
});

describe('marks of two devices', () => {
  it.each(vectors.merges)('come to the same: $what', ({ one, other, both }) => {
    for (const [into, from] of [[one, other], [other, one]] as const) {
      const marks = marksOf(into);
      merge(marks, marksOf(from));
      expect(pairs(marks)).toEqual(both);
      expect(merge(marks, marksOf(both))).toBe(false);
    }
  });
});
