import { expect, it } from 'vitest';
import vectors from '../../../identity/testdata/identicon.json';
import { identicon } from './identicon';

it.each(vectors.vectors)('draws $primary as the node does', ({ primary, hue, path }) => {
  const key = Uint8Array.from(primary.slice('ed25519:'.length).match(/../g) ?? [], (pair) => parseInt(pair, 16));
  expect(identicon(key)).toEqual({ hue, path });
});

it('is symmetric', () => {
  for (let seed = 0; seed < 200; seed++) {
    const { path } = identicon(new Uint8Array(32).fill(seed));
    const grid = Array.from({ length: 5 }, () => Array<boolean>(5).fill(false));
    for (const [, x, y, width] of path.matchAll(/M(\d) (\d)h(\d)v1h-\d/g)) {
      for (let at = Number(x); at < Number(x) + Number(width); at++) (grid[Number(y)] ?? [])[at] = true;
    }
    expect(grid.map((row) => row.toReversed())).toEqual(grid);
  }
});
