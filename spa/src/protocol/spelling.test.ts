import { expect, it } from 'vitest';
import { faults } from './spelling';

const good = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

it('finds nothing in words and keys that can be tried', () => {
  for (const secret of [good, `  ${good.toUpperCase().replaceAll(' ', '\n')} `, 'ab'.repeat(32)]) expect(faults(secret)).toEqual([]);
});

it.each([
  ['winer', 'winner'],
  ['wniner', 'winner'],
  ['sausagee', 'sausage'],
  ['yelow', 'yellow'],
  ['useless', 'useful'],
  ['qqqqqqqq', undefined],
])('says for %s that %s was meant', (word, near) => {
  const words = good.split(' ');
  words[4] = word;
  expect(faults(words.join(' '))).toEqual([{ kind: 'unknown', at: 5, word, ...(near && { near }) }]);
});

it('says which words are wrong before it says how many there are', () => {
  expect(faults('legal winnr thank')).toEqual([{ kind: 'unknown', at: 2, word: 'winnr', near: 'winner' }, { kind: 'count', count: 3 }]);
  expect(faults('')).toEqual([{ kind: 'count', count: 0 }]);
});

it('tells words that do not belong together, and keys that are cut', () => {
  expect(faults(good.replace('yellow', 'year'))).toEqual([{ kind: 'checksum' }]);
  expect(faults('ab'.repeat(31))).toEqual([{ kind: 'digits', count: 62 }]);
});
