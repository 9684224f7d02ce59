import { sha256 } from '@noble/hashes/sha2.js';

export interface Identicon {
  /** SVG path data of the filled cells in a box of 5×5 units. */
  path: string;
  /** Degrees, 165 … 214: the cyan arc. */
  hue: number;
}

/**
 * The picture of a key: D = SHA-256 of its 32 bytes. Row y, column x of the left three is filled when
 * D[3y + x] is even; columns 3 and 4 mirror 1 and 0. The hue is 165 + D[15] mod 50. The node draws the same.
 */
export function identicon(key: Uint8Array): Identicon {
  const digest = sha256(key);
  return { path: outline(digest), hue: 165 + ((digest[15] ?? 0) % 50) };
}

/** One rectangle for each run of filled cells in a row: no seams between neighbours. */
function outline(digest: Uint8Array): string {
  let path = '';
  for (let y = 0; y < 5; y++) {
    const row = [0, 1, 2, 1, 0].map((x) => (digest[3 * y + x] ?? 1) % 2 === 0);
    for (let x = 0; x < 5; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x + 1 - start}v1h-${x + 1 - start}z`;
    }
  }
  return path;
}
