import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { drawn } from './icons.ts';

const folder = join(dirname(createRequire(import.meta.url).resolve('@lucide/svelte')), 'icons');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

it('writes the shapes of an icon out', () => {
  const copy = drawn(read('copy.svelte'), 'copy');
  expect(copy).toContain('<rect width="14" height="14" x="8" y="8" rx="2" ry="2" /><path d="M4 16c');
  expect(copy).toContain('viewBox="0 0 24 24"');
  expect(copy).toContain('aria-hidden="true"');
});

it('knows how every icon of the set is written', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.svelte'));
  expect(names.length).toBeGreaterThan(1500);
  for (const name of names) expect(drawn(read(name), name), name).toMatch(/<svg .*<(path|circle|rect|line|polyline|polygon|ellipse) /);
});

it('refuses what is no icon', () => expect(() => drawn('<p>hello</p>', 'other')).toThrow('other'));
