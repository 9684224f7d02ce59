import { describe, expect, it } from 'vitest';
import { compare, grouped, numberOf } from './number';

const [own, theirs, other] = ['1', '5', '3'].map((digit) => digit.repeat(30)) as [string, string, string];
const number = own + theirs;

describe('a safety number', () => {
  it.each([
    [grouped(number).join(' ')],
    [` kez:safety:${number}\n`],
    [`KEZ:SAFETY:${number}`],
    [grouped(number).join('-')],
    [`${number.slice(0, 30)}\n${number.slice(30)}`],
  ])('is read from %j', (typed) => expect(numberOf(typed)).toBe(number));

  it.each(['', number.slice(1), `${number}0`, `kez:link:${number}`, number.replace('1', 'x')])('is not %j', (typed) => expect(numberOf(typed)).toBeUndefined());

  it('is twelve groups of five digits', () => {
    expect(grouped(number)).toHaveLength(12);
    expect(grouped(number).join('')).toBe(number);
  });

  it.each([
    ['the same', number, 'same'],
    ['another one of them', own + other, 'theirs'],
    ['another one of me', other + theirs, 'own'],
    ['that of other people', other + '4'.repeat(30), 'none'],
  ])('%s is told apart', (_, shown, result) => expect(compare(number, shown, own)).toBe(result));
});
