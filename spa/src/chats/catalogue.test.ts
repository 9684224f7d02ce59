import { describe, expect, it } from 'vitest';
import { languages } from '../language/language';
import { openCatalogue } from './catalogue';
import { emojiOnly } from './emoji';
import { text } from './threadtext';

const english = await openCatalogue('en');
const german = await openCatalogue('de');
const glyphs = (query: string, catalogue = english) => catalogue.search(query).map(({ glyph }) => glyph);

describe.each(languages)('in %s', (language) => {
  it('has a name for every group, and every emoji once', async () => {
    const { groups } = await openCatalogue(language);
    expect(groups).toHaveLength(text.emoji.groups.length);
    const all = groups.flat();
    expect(all.length).toBeGreaterThan(1500);
    expect(new Set(all.map(({ glyph }) => glyph)).size).toBe(all.length);
    expect(all.filter(({ name, words }) => name === '' || words.length === 0)).toEqual([]);
  });

  it('offers the same emoji, and those that the thread shows as such', async () => {
    const all = (await openCatalogue(language)).groups.flat().map(({ glyph }) => glyph);
    expect(all).toEqual(english.groups.flat().map(({ glyph }) => glyph));
    expect(all.filter((glyph) => emojiOnly(glyph) !== 1)).toEqual([]);
  });
});

it('finds by the name, by beginnings, and by what it is also called', () => {
  expect(glyphs('red heart')[0]).toBe('❤️');
  expect(glyphs('THUMBS u')).toEqual(['👍']);
  expect(glyphs('laugh')).toContain('😄');
  expect(glyphs('germany')).toEqual(['🇩🇪']);
  expect(glyphs('xyzzy')).toEqual([]);
  expect(glyphs(' . ')).toEqual([]);
});

it('finds by German names, which keep their capitals', () => {
  expect(glyphs('rotes herz', german)[0]).toBe('❤️');
  expect(glyphs('DEUTSCHLAND', german)).toEqual(['🇩🇪']);
  expect(german.search('feuer')[0]?.name).toBe('Feuer');
});

it('puts what is called so before what is also called so', () => {
  expect(english.search('fire')[0]?.name).toBe('fire');
});

it('gives back those used lately, without what it does not know', () => {
  expect(english.byGlyphs(['🔥', 'x', '🎉']).map(({ name }) => name)).toEqual(['fire', 'party popper']);
});
