import { expect, it } from 'vitest';
import { folded } from './fold';

it('leaves ordinary text alone', () => {
  expect(folded('hello')).toBeUndefined();
  expect(folded('a'.repeat(3000))).toBeUndefined();
  expect(folded('line\n'.repeat(39))).toBeUndefined();
});

it('folds what is long or tall', () => {
  expect(folded('word '.repeat(2000))).toMatch(/^(word )+word…$/);
  expect(folded('word '.repeat(2000))?.length).toBeLessThanOrEqual(1201);
  expect(folded('line\n'.repeat(100))).toBe(`${'line\n'.repeat(15)}line…`);
});

it('cuts no character in two', () => {
  for (let offset = 0; offset < 4; offset++) {
    const cut = folded('a'.repeat(offset) + '😀'.repeat(2000)) ?? '';
    expect(cut.isWellFormed()).toBe(true);
    expect(cut).toMatch(/^a*(😀)+…$/u);
  }
});
