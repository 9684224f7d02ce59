import { plain } from '../protocol/likeness';

/** How well a name fits what is typed: 0 is best, undefined is not at all. */
export function rank(name: string, typed: string): number | undefined {
  const sought = plain(typed.trim());
  const whole = plain(name);
  if (sought === '') return 0;
  const at = whole.indexOf(sought);
  if (at === 0) return 1;
  if (at > 0) return /[\p{L}\p{N}]/u.test(whole.charAt(at - 1)) ? 3 : 2;
  let from = 0;
  for (const letter of sought) {
    const next = whole.indexOf(letter, from);
    if (next < 0) return undefined;
    from = next + letter.length;
  }
  return 4;
}

/** Those that fit, the best first, otherwise in the order in which they came. */
export function ranked<T>(all: readonly T[], nameOf: (one: T) => string, typed: string): T[] {
  return all
    .flatMap((one) => {
      const value = rank(nameOf(one), typed);
      return value === undefined ? [] : [{ one, value }];
    })
    .sort((a, b) => a.value - b.value)
    .map(({ one }) => one);
}
