import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { parseAst } from 'vite';
import { expect, it } from 'vitest';

// The bytes of the committed build against the budgets of docs/performance.md, exactly. What a file imports is
// read from the file itself: the build writes no list that could differ from it.

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const page = readFileSync(`${dist}index.html`, 'utf8');
const scripts = readdirSync(`${dist}a`).filter((name) => name.endsWith('.js'));
const bytes = new Map(readdirSync(`${dist}a`).map((name) => [name, readFileSync(`${dist}a/${name}`)]));

function named(pattern: RegExp): string {
  const found = scripts.filter((name) => pattern.test(name));
  expect(found, `files that match ${pattern}`).toHaveLength(1);
  return found[0] ?? '';
}

/** What a script cannot run without: it, and what it imports statically, to the end. */
function whole(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const node of parseAst((bytes.get(entry) ?? '').toString()).body) {
    if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration' && node.type !== 'ExportAllDeclaration') continue;
    const from = node.source?.value;
    if (from !== undefined) whole(String(from).replace('./', ''), seen);
  }
  return seen;
}

const gz = (names: Iterable<string>) => sum(names, (file) => gzipSync(file, { level: 9 }).length);
const br = (names: Iterable<string>) => sum(names, brotli);
const brotli = (file: Uint8Array) => brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

function sum(names: Iterable<string>, size: (file: Uint8Array) => number): number {
  let total = 0;
  for (const name of names) total += size(bytes.get(name) ?? new Uint8Array());
  return total;
}

const entry = /src="\/a\/(index-[\w-]+\.js)"/.exec(page)?.[1] ?? '';
const styles = Array.from(page.matchAll(/<link rel="stylesheet"[^>]* href="\/a\/([^"]+)"/g), (match) => match[1] ?? '');
const worker = named(/^worker-[\w-]+\.js$/);
const connection = named(/^leader-[\w-]+\.js$/);
const signedOut = named(/^Entry-[\w-]+\.js$/);

it('the page is small, and has neither script nor style in it', () => {
  expect(page.length).toBeLessThanOrEqual(1536);
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/i);
  expect(page.match(/<script/g)).toHaveLength(1);
});

it('first script: entry and what it imports', () => expect(gz(whole(entry))).toBeLessThanOrEqual(60_000));

it('first style', () => {
  expect(styles.length).toBeGreaterThan(0);
  expect(gz(styles)).toBeLessThanOrEqual(10_000);
});

// web.md allows 70 kB for a worker that encrypts and 45 for one that connects; here one does both, the latter from a chunk.
it('worker before it connects, and the connection', () => {
  const first = whole(worker);
  expect(gz(first)).toBeLessThanOrEqual(70_000);
  expect(gz([...whole(connection)].filter((name) => !first.has(name)))).toBeLessThanOrEqual(45_000);
});

it('every other chunk', () => {
  const first = whole(entry);
  const large = scripts.filter((name) => !first.has(name) && gz([name]) > 40_000);
  expect(large).toEqual([]);
});

it('from nothing until live: page, app, signed-out flow, worker, connection', () => {
  const files = new Set([...whole(entry), ...styles, ...whole(signedOut), ...whole(worker), ...whole(connection)]);
  const style = [...bytes.keys()].filter((name) => /^(Entry|Dialog|lock|key-round)-[\w-]+\.css$/.test(name));
  expect(brotli(Buffer.from(page)) + br([...files, ...style])).toBeLessThanOrEqual(150_000);
});
