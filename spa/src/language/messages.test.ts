import { expect, it } from 'vitest';
import { preferred, direction } from './language';
import { sentences } from './sentences';

// Every sentence in every language, with the same things to fill in; and every sentence used.
type Sentence = string | { declarations: string[]; match: Record<string, string> }[];
const files = import.meta.glob<Record<string, Sentence>>('../../messages/*/*.json', { import: 'default', eager: true });
const sources = import.meta.glob<string>(['../**/*.{ts,svelte}', '!../language/paraglide/**', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true });

const of = (language: string): Record<string, Sentence> =>
  Object.assign({}, ...Object.entries(files).flatMap(([path, sentences]) => (path.endsWith(`/${language}.json`) ? [sentences] : []))) as Record<string, Sentence>;

const english = of('en');
const german = of('de');
const texts = (sentence: Sentence): string[] => (typeof sentence === 'string' ? [sentence] : sentence.flatMap(({ match }) => Object.values(match)));
const gaps = (sentence: Sentence): string[] => [...new Set(texts(sentence).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

it('says everything in German that it says in English', () => {
  expect(Object.keys(english).length).toBeGreaterThan(400);
  expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  for (const [key, sentence] of Object.entries(english)) expect([key, gaps(german[key] ?? '')]).toEqual([key, gaps(sentence)]);
  expect(Object.entries({ ...english, ...german }).flatMap(([key, sentence]) => texts(sentence).flatMap((text) => (text.trim() === '' ? [key] : [])))).toEqual([]);
});

it('keeps each room to its own file', () => {
  const strayed = Object.entries(files).flatMap(([path, sentences]) => Object.keys(sentences).filter((key) => !path.includes(`/messages/${key.split('_')[0]}/`)));
  expect(strayed).toEqual([]);
});

it('uses every sentence, and none that does not exist', () => {
  const used = new Set(Object.values(sources).flatMap((source) => Array.from(source.matchAll(/\bm\.(\w+)/g), (match) => match[1] ?? '')));
  expect(Object.keys(english).filter((key) => !used.has(key))).toEqual([]);
});

it('has no sentence outside of the messages', () => {
  const strayed = Object.entries(sources).flatMap(([path, source]) => (path.endsWith('/text.ts') ? Array.from(source.matchAll(/: '([A-ZÄÖÜ][a-zäöü]+ [^']*)'/g), (match) => `${path}: ${match[1]}`) : []));
  expect(strayed).toEqual([]);
});

it('chooses the first language that the browser prefers and there is', () => {
  const there = ['en', 'de'] as const;
  expect(preferred(['fr-FR', 'de-CH', 'en'], there)).toBe('de');
  expect(preferred(['fr'], there)).toBe('en');
  expect(preferred([], there)).toBe('en');
  expect(direction('en')).toBe('ltr');
  expect(direction('ar-XB' as 'en')).toBe('rtl');
});

it('knows a sentence for each refusal that the app makes itself', () => {
  const wire = Object.entries(sources).filter(([path]) => path.startsWith('../wire/'));
  const made = new Set(wire.flatMap(([, source]) => Array.from(source.matchAll(/\brefuse\('([a-z-]+)'/g), (match) => match[1] ?? '')));
  expect(made.size).toBeGreaterThan(10);
  expect([...made].filter((code) => !(code in sentences))).toEqual([]);
});
