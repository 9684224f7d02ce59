import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { qr } from './qr';

it.each(['kez:link:mfrggzdfmztwq2lknnwg23tpoa', 'a', 'ünï 👋'])('draws every dark module of %s, and no other', (text) => {
  const { path, size } = qr(text);
  const grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  let runs = 0;
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    runs++;
    expect(back).toBe(width);
    (grid[Number(y)] ?? []).fill(true, Number(x), Number(x) + Number(width));
  }
  expect(path.match(/M/g)).toHaveLength(runs);
  expect(grid).toEqual(encode(text, { ecc: 'M', border: 0 }).data);
  // Three corners have the eye that readers look for, the fourth has not.
  const eye = (y: number, x: number) => grid.slice(y, y + 7).map((row) => row.slice(x, x + 7).map(Number).join('')).join(' ');
  const corner = '1111111 1000001 1011101 1011101 1011101 1000001 1111111';
  expect([eye(0, 0), eye(0, size - 7), eye(size - 7, 0)]).toEqual([corner, corner, corner]);
  expect(eye(size - 7, size - 7)).not.toBe(corner);
});
