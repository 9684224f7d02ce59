import { expect, it } from 'vitest';
import { byGlyphs, groups, search } from './catalogue';
import { emojiOnly } from './emoji';
import { text } from './text';

const glyphs = (query: string) => search(query).map(({ glyph }) => glyph);

it('has a name for every group, and every emoji once', () => {
  expect(groups).toHaveLength(text.emoji.groups.length);
  const all = groups.flat();
  expect(all.length).toBeGreaterThan(1500);
  expect(new Set(all.map(({ glyph }) => glyph)).size).toBe(all.length);
  expect(all.filter(({ name, words }) => name === '' || words.length === 0)).toEqual([]);
});

it('offers what the thread shows as emoji', () => {
  expect(groups.flat().filter(({ glyph }) => emojiOnly(glyph) !== 1).map(({ name }) => name)).toEqual([]);
});

it('finds by the name, by beginnings, and by what it is also called', () => {
  expect(glyphs('red heart')[0]).toBe('❤️');
  expect(glyphs('THUMBS u')).toEqual(['👍']);
  expect(glyphs('laugh')).toContain('😄');
  expect(glyphs('germany')).toEqual(['🇩🇪']);
  expect(glyphs('xyzzy')).toEqual([]);
  expect(glyphs(' . ')).toEqual([]);
});

it('puts what is called so before what is also called so', () => {
  const [first] = search('fire');
  expect(first?.name).toBe('fire');
});

it('gives back those used lately, without what it does not know', () => {
  expect(byGlyphs(['🔥', 'x', '🎉']).map(({ name }) => name)).toEqual(['fire', 'party popper']);
});
