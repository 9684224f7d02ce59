// Every emoji the picker offers. Only the picker imports this: it is most of the weight of its chunk.

/** Put in by the build, build/emoji.ts. */
declare const __EMOJI__: string;

export interface Emoji {
  glyph: string;
  name: string;
  /** Lower case: the words of the name, then further ones. */
  words: string[];
}

/** In the order of Unicode; the groups are those of `text.emoji.groups`. */
export const groups: readonly Emoji[][] = __EMOJI__
  .split(/^=\n/m)
  .slice(1)
  .map((group) => group.trimEnd().split('\n').map(read));

function read(line: string): Emoji {
  const gap = line.indexOf(' ');
  const [name = '', further = ''] = line.slice(gap + 1).split('|');
  return { glyph: line.slice(0, gap), name, words: wordsOf(`${name} ${further}`) };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}+]+/gu) ?? [];
}

/** Those of which each asked word begins a word; the ones called so come before the ones also called so. */
export function search(query: string): Emoji[] {
  const asked = wordsOf(query);
  if (asked.length === 0) return [];
  const found = groups.flat().filter(({ words }) => asked.every((part) => words.some((word) => word.startsWith(part))));
  const first = (emoji: Emoji) => (emoji.name === asked.join(' ') ? 0 : emoji.name.split(/\W+/).some((word) => word.startsWith(asked[0] ?? '')) ? 1 : 2);
  return found.map((emoji) => ({ emoji, at: first(emoji) })).sort((one, other) => one.at - other.at).map(({ emoji }) => emoji);
}

/** The emoji of these glyphs; a glyph that is not offered any more is left out. */
export function byGlyphs(glyphs: readonly string[]): Emoji[] {
  const all = groups.flat();
  return glyphs.flatMap((glyph) => all.find((emoji) => emoji.glyph === glyph) ?? []);
}
