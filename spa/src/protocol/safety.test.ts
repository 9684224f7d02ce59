import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes';
import { replay } from './chain';
import type { Key } from './key';
import { type Print, safetyNumber, safetyPrint } from './safety';
import { readLines } from './sigchain';
import { vector } from './vectors';

// identity/testdata/safety.json: what Go says of each account, TypeScript says too.

const vectors = vector<{
  prints: { why: string; primary: Key; lines: string; print: Print }[];
  numbers: { prints: [Print, Print]; number: string }[];
}>('safety.json');

describe('safety numbers', () => {
  it.each(vectors.prints)('$why', ({ primary, lines, print }) => {
    expect(safetyPrint(primary, replay(lines === '' ? [] : readLines(utf8(lines))))).toBe(print);
  });

  it.each(vectors.numbers)('$number', ({ prints: [one, other], number }) => {
    expect(safetyNumber(one, other)).toBe(number);
    expect(safetyNumber(other, one)).toBe(number);
  });
});
