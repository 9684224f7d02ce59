// Safety numbers as people bring them: typed, pasted or scanned. Pure.

/** The 60 digits in what somebody typed or a camera read; undefined when there are none. */
export function numberOf(typed: string): string | undefined {
  const digits = typed.trim().replace(/^kez:safety:/i, '').replace(/[\s.,\-–]+/g, '');
  return /^\d{60}$/.test(digits) ? digits : undefined;
}

/** Twelve groups of five. */
export function grouped(number: string): string[] {
  return number.match(/.{5}/g) ?? [];
}

/** Whose half is the one that differs; `none`: it is the number of other people. */
export type Comparison = 'same' | 'theirs' | 'own' | 'none';

/** Each number is of two halves, the smaller first: what they see of me, and what they are. */
export function compare(number: string, shown: string, own: string): Comparison {
  if (number === shown) return 'same';
  const halves = (of: string) => [of.slice(0, 30), of.slice(30)];
  const theirs = halves(number).find((half) => half !== own) ?? own;
  if (halves(shown).includes(own)) return 'theirs';
  return halves(shown).includes(theirs) ? 'own' : 'none';
}
