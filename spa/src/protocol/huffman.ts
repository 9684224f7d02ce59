import { type Bytes, concat } from './bytes';

// Huffman-coded literals of zstd, RFC 8878 sections 3.1.1.3.1 and 4.2: what makes a claim, which is mostly
// hex, short enough for places with a limit of 500 characters.

const mostBits = 11;

/** The body of a compressed block without sequences; undefined for what is better left raw. */
export function compressedBlock(data: Uint8Array): Bytes | undefined {
  const lengths = codeLengths(data);
  // One stream holds 1023 bytes at most, and weights written plainly are of 128 symbols at most.
  if (data.length > 1023 || !lengths) return undefined;
  const content = concat(weights(lengths), stream(data, lengths));
  if (content.length > 1023) return undefined;
  // Compressed_Literals_Block in one stream, sizes of ten bits each; then no sequences.
  const header = 2 | (data.length << 4) | (content.length << 14);
  return concat(Uint8Array.of(header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff), content, Uint8Array.of(0));
}

/** Bits of each symbol's code, 0 for none; undefined where there is no tree of eleven bits for them. */
function codeLengths(data: Uint8Array): number[] | undefined {
  const counts = new Map<number, number>();
  for (const byte of data) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  if (counts.size < 2 || [...counts.keys()].some((byte) => byte > 127)) return undefined;
  const lengths = new Array<number>(Math.max(...counts.keys()) + 1).fill(0);
  let nodes = [...counts].map(([byte, count]) => ({ count, bytes: [byte] }));
  while (nodes.length > 1) {
    nodes = nodes.sort((a, b) => b.count - a.count);
    const [one, two] = nodes.splice(-2) as [(typeof nodes)[number], (typeof nodes)[number]];
    const bytes = [...one.bytes, ...two.bytes];
    for (const byte of bytes) lengths[byte] = (lengths[byte] as number) + 1;
    nodes.push({ count: one.count + two.count, bytes });
  }
  return Math.max(...lengths) > mostBits ? undefined : lengths;
}

/** Four bits each, the last symbol's left out because it follows from the others. */
function weights(lengths: number[]): Bytes {
  const most = Math.max(...lengths);
  const list = lengths.slice(0, -1).map((length) => (length === 0 ? 0 : most + 1 - length));
  const packed = new Uint8Array(1 + Math.ceil(list.length / 2));
  packed[0] = 127 + list.length;
  list.forEach((weight, i) => (packed[1 + (i >> 1)] = (packed[1 + (i >> 1)] as number) | (i % 2 ? weight : weight << 4)));
  return packed;
}

/** From the last byte to the first, so that a reader who begins at the end meets the first. */
function stream(data: Uint8Array, lengths: number[]): Bytes {
  const codes = codesOf(lengths);
  const bits: number[] = [];
  for (const byte of data.toReversed()) {
    for (let i = 0; i < (lengths[byte] as number); i++) bits.push(((codes[byte] as number) >> i) & 1);
  }
  bits.push(1);
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => (bytes[i >> 3] = (bytes[i >> 3] as number) | (bit << (i & 7))));
  return bytes;
}

/** The longest codes come first, from zero up; of one length by symbol. */
function codesOf(lengths: number[]): number[] {
  const codes = new Array<number>(lengths.length).fill(0);
  let next = 0;
  for (let length = Math.max(...lengths); length > 0; length--) {
    lengths.forEach((one, symbol) => {
      if (one === length) codes[symbol] = next++;
    });
    next >>= 1;
  }
  return codes;
}
