import { expect, it } from 'vitest';
import { rank, ranked } from './rank';

it.each([
  ['bo', '', 0],
  ['Böttcher', 'bott', 1],
  ['anna bo', 'bo', 2],
  ['jumbo', 'bo', 3],
  ['baroness', 'bns', 4],
  ['bo', 'ob', undefined],
])('%s for “%s”: %s', (name, typed, value) => expect(rank(name, typed)).toBe(value));

it('keeps the order of equals', () => {
  expect(ranked(['zbo', 'bo-2', 'bo-1', 'x'], (name) => name, 'bo')).toEqual(['bo-2', 'bo-1', 'zbo']);
});
