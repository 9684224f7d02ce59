import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

// The emoji that the picker offers, reduced from emojibase-data for the build.

interface Entry {
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
}

/** Newer ones are boxes in the emoji fonts of systems that are still in use. */
const newest = 14;
/** Of further words to find one by; more cost bytes and find little. */
const most = 2;
/** Sequences that are emoji without a presentation selector get none: emojibase writes one everywhere. */
const sequence = new RegExp('^\\p{RGI_Emoji}$', 'v');
/** Groups as emojibase numbers them: all but 2, the parts that others are put together from. */
const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9];

/** One line `😀 name|further words` each, in order; a line `=` begins a group. */
export async function emojiLines(language: 'en' | 'de'): Promise<string> {
  const path = createRequire(import.meta.url).resolve(`emojibase-data/${language}/data.json`);
  const all: Entry[] = JSON.parse(await readFile(path, 'utf8'));
  return groups
    .map((group) => {
      const entries = all.filter((entry) => entry.group === group && entry.version <= newest);
      entries.sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
      return ['=', ...entries.map((entry) => line(entry, language))].join('\n');
    })
    .join('\n');
}

function line({ emoji, label, tags = [] }: Entry, language: 'en' | 'de'): string {
  const plain = emoji.replaceAll('\ufe0f', '');
  const glyph = sequence.test(plain) ? plain : emoji;
  // English names are words like any other; German nouns keep their capitals.
  const name = (language === 'en' ? label.toLowerCase() : label).replace(/^(flag|Flagge): /, '');
  const known = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const more = new Set(tags.flatMap((tag) => tag.toLowerCase().split(' ')));
  // What begins like a word of the name is found by the name.
  const further = [...more].filter((tag) => tag !== 'flag' && tag !== 'flagge' && !known.some((word) => word.startsWith(tag) || (tag.startsWith(word) && word.length > 3)));
  // A woman or a man who does what the emoji before does for everybody is found by the name, too.
  const gendered = /\u200d[\u2640\u2642]\ufe0f?$/u.test(emoji);
  return further.length > 0 && !gendered ? `${glyph} ${name}|${further.slice(0, most).join(' ')}` : `${glyph} ${name}`;
}
