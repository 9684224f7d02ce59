/** The shortest passphrase the app takes. */
export const shortest = 8;

export type Strength = 'short' | 'weak' | 'fair' | 'strong';

/**
 * A hint, not a proof: bits per character by the kinds of characters, counted over distinct neighbours so
 * that "aaaaaaaa" and "abcabcabc" earn nothing. Argon2id makes each guess cost about a second on top.
 */
export function strength(passphrase: string): Strength {
  const characters = [...passphrase];
  if (characters.length < shortest) return 'short';
  const bits = variety(characters) * density(passphrase);
  if (bits < 30) return 'weak';
  return bits < 50 ? 'fair' : 'strong';
}

/** How many different pairs of neighbours there are; steps of the alphabet or the number row do not count. */
function variety(characters: string[]): number {
  const pairs = new Set<string>();
  characters.forEach((character, at) => {
    const next = characters[at + 1];
    if (next === undefined) return;
    const step = (next.codePointAt(0) ?? 0) - (character.codePointAt(0) ?? 0);
    if (Math.abs(step) > 1) pairs.add(character + next);
  });
  return pairs.size;
}

/** Letters of ordinary words carry about 2.5 bits each; every other kind of character adds to that. */
function density(passphrase: string): number {
  const kinds = [/\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}\s]/u];
  const scripts = /[^\p{ASCII}]/u.test(passphrase) ? 1 : 0;
  return 2.5 + scripts + kinds.filter((kind) => kind.test(passphrase)).length * 0.9;
}
