import { expect, it } from 'vitest';

// The rooms of docs/architecture.md: which may import which. A room not named here is refused.
const features = ['session', 'chats', 'identity', 'settings'];
const ranks: Record<string, string[]> = {
  protocol: [],
  ui: [],
  language: [],
  wire: ['protocol'],
  ...Object.fromEntries(features.map((room) => [room, ['language', 'protocol', 'wire', 'ui']])),
  app: ['language', 'protocol', 'wire', 'ui', ...features],
};
/** What a page may know of the wire: the contract, and how to open it. The rest runs in the worker. */
const faces = ['engine', 'open', 'policy'];
const packages: Record<string, RegExp> = {
  protocol: /^(@noble\/(curves|hashes)\/|@hpke\/core$|@scure\/(base$|bip39)|fzstd$)/,
  // The identicon is a hash of the key, as the node draws it too.
  ui: /^(svelte|@lucide\/svelte\/icons|@noble\/hashes\/sha2\.js$|uqr$)(\/|$)?/,
  wire: /^(@noble\/hashes\/argon2\.js$|@nats-io\/nats-core$|idb$)/,
};
const ofPages = /^(svelte|virtua|@lucide\/svelte\/icons)(\/|$)/;
const ofTests = /^(vitest|@testing-library\/svelte|fake-indexeddb|svelte|uqr)(\/|$)|^@noble\//;

const sources = import.meta.glob<string>(['./**/*.{ts,svelte}', '!./language/paraglide/**'], { query: '?raw', import: 'default', eager: true });

function imports(source: string): string[] {
  const found = source.matchAll(/\b(?:import|export)\s[^'"`;=]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g);
  return Array.from(found, (match) => (match[1] ?? match[2] ?? match[3] ?? '').replace(/\?.*$/, ''));
}

/** `./chats/Log.svelte` imports `../ui/Dialog.svelte`: the path from src. */
function resolve(from: string, to: string): string {
  return new URL(to, `file:///${from.slice(2)}`).pathname.slice(1);
}

function faults(path: string, source: string): string[] {
  const room = path.split('/')[1] ?? '';
  const name = path.slice(2);
  if (!name.includes('/')) return [];
  const allowed = ranks[room];
  if (!allowed) return [`${name}: the room ${room} is not in the table`];
  const isTest = /\.test\.ts$|\/(vectors|fixture)\.ts$/.test(path);
  return imports(source).flatMap((to) => {
    if (!to.startsWith('.')) {
      const known = (packages[room] ?? ofPages).test(to) || (isTest && ofTests.test(to));
      return known ? [] : [`${name} imports the package ${to}`];
    }
    const target = resolve(path, to);
    const other = target.split('/')[0] ?? '';
    if (target.startsWith('..') || isTest) return [];
    if (other !== room && !allowed.includes(other)) return [`${name} imports ${target}`];
    const face = /^wire\/([^/.]+)/.exec(target)?.[1];
    if (face && room !== 'wire' && !faces.includes(face)) return [`${name} reaches behind the engine: ${target}`];
    return [];
  });
}

it('rooms import what their rank allows, and nothing else', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(30);
  expect(Object.entries(sources).flatMap(([path, source]) => faults(path, source))).toEqual([]);
});

it('sees a fault where there is one', () => {
  expect(faults('./protocol/key.ts', "import { x } from '../wire/store';")).toEqual(['protocol/key.ts imports wire/store']);
  expect(faults('./chats/Log.svelte', "import x from '../settings/Page.svelte';")).toHaveLength(1);
  expect(faults('./ui/Chip.svelte', "import type { Key } from '../protocol/key';")).toHaveLength(1);
  expect(faults('./chats/x.ts', "import { Vault } from '../wire/vault';")).toHaveLength(1);
  expect(faults('./wire/x.ts', "const { Leader } = await import('../app/x');")).toHaveLength(1);
  expect(faults('./wire/x.ts', "import { left } from 'left-pad';")).toHaveLength(1);
  expect(faults('./attic/x.ts', '')).toHaveLength(1);
});

it('the seed is read in the vault alone', () => {
  const readers = Object.entries(sources).filter(([path, source]) => path.startsWith('./wire/') && /\bSeed\b/.test(source) && !path.endsWith('.test.ts'));
  expect(readers.map(([path]) => path).sort()).toEqual(['./wire/host.ts', './wire/vault.ts']);
});
