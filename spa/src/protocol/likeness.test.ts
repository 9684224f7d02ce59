import { expect, it } from 'vitest';
import { occurrences, plain } from './likeness';

it.each([
  ['Café', 'cafe'],
  ['CAFE\u0301', 'cafe'],
  ['İstanbul', 'istanbul'],
  ['ışık', 'isik'],
  ['Straße', 'strasse'],
  ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
  ['*very* _big_', 'very big'],
  ['ﬁne', 'fine'],
  ['one\n  two', 'one two'],
  ['한글', '한글'.normalize('NFKD')],
  ['مُحَمَّد', 'محمد'],
])('%s is searched as %s', (text, same) => expect(plain(text)).toBe(same));

const cut = (text: string, sought: string) => occurrences(text, plain(sought)).map(([from, to]) => text.slice(from, to));

it.each([
  ['Crème brûlée, creme', 'creme', ['Crème', 'creme']],
  ['cre\u0301me', 'CREME', ['cre\u0301me']],
  ['die Straße', 'strasse', ['Straße']],
  ['a *bold* word', 'bold w', ['bold* w']],
  ['aaaa', 'aa', ['aa', 'aa']],
  ['one\n\n two', 'one two', ['one\n\n two']],
  ['👍🏽 ok 👍🏽', '👍🏽', ['👍🏽', '👍🏽']],
  ['nothing', 'x', []],
  ['anything', ' * ', []],
  ['half of ß', 's', ['ß']],
])('in %s, %s is %j', (text, sought, found) => expect(cut(text, sought.trim())).toEqual(found));

it('finds what the plain text has, wherever that is', () => {
  for (const text of ['İIıi', 'é e\u0301\u0302x', 'ǅ ﬀ', '  a  b ', '\ud83d']) {
    const whole = plain(text);
    for (let from = 0; from < whole.length; from++) {
      const sought = whole.slice(from, from + 2);
      expect(occurrences(text, sought).length, `${text} ${sought}`).toBeGreaterThan(0);
    }
  }
});
