import { encode } from 'uqr';

export interface Qr {
  /** SVG path data of the dark modules in a box of `size`×`size` units, without the quiet zone. */
  path: string;
  size: number;
}

/** The QR code of a text, one rectangle for each run of dark modules in a row: no seams between neighbours. */
export function qr(text: string): Qr {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  let path = '';
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x + 1 - start}v1h-${x + 1 - start}z`;
    }
  }
  return { path, size };
}
