import type { Language } from '../language/language';

export interface Emoji {
  glyph: string;
  name: string;
  /** Lower case: the words of the name, then further ones. */
  words: string[];
}

/** Every emoji the picker offers, by names in one language. */
export class Catalogue {
  /** In the order of Unicode; the groups are those of `text.emoji.groups`. */
  readonly groups: readonly Emoji[][];

  constructor(lines: string) {
    this.groups = lines
      .split(/^=\n/m)
      .slice(1)
      .map((group) => group.trimEnd().split('\n').map(read));
  }

  /** Those of which each asked word begins a word; the ones called so come before the ones also called so. */
  search(query: string): Emoji[] {
    const asked = wordsOf(query);
    if (asked.length === 0) return [];
    const found = this.groups.flat().filter(({ words }) => asked.every((part) => words.some((word) => word.startsWith(part))));
    const first = ({ name }: Emoji) => {
      const own = wordsOf(name);
      return own.join(' ') === asked.join(' ') ? 0 : own.some((word) => word.startsWith(asked[0] ?? '')) ? 1 : 2;
    };
    return found.map((emoji) => ({ emoji, at: first(emoji) })).sort((one, other) => one.at - other.at).map(({ emoji }) => emoji);
  }

  /** The emoji of these glyphs; a glyph that is not offered any more is left out. */
  byGlyphs(glyphs: readonly string[]): Emoji[] {
    const all = this.groups.flat();
    return glyphs.flatMap((glyph) => all.find((emoji) => emoji.glyph === glyph) ?? []);
  }
}

/** The names are most of the weight of the picker: those of one language are loaded. */
export async function openCatalogue(language: Language): Promise<Catalogue> {
  const { lines } = await (language === 'de' ? import('./emoji.de') : import('./emoji.en'));
  return new Catalogue(lines);
}

function read(line: string): Emoji {
  const gap = line.indexOf(' ');
  const [name = '', further = ''] = line.slice(gap + 1).split('|');
  return { glyph: line.slice(0, gap), name, words: wordsOf(`${name} ${further}`) };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}+]+/gu) ?? [];
}
