import { Decompress } from 'fzstd';
import { type Bytes, concat } from './bytes';
import { compressedBlock } from './huffman';
import { Refused } from './refused';

// zstd, RFC 8878. Written are Huffman-coded literals where that is shorter, and raw blocks: a claim takes 491
// characters so, 641 raw and 393 from a whole compressor. Read is any frame that does not ask for too much.

const largestWindow = 8 * 1024 * 1024;
const largestBlock = 128 * 1024;
const magic = 0xfd2fb528;

export function pack(data: Uint8Array): Bytes {
  // Single segment with a content size of four bytes: RFC 8878 sections 3.1.1.1 and 3.1.1.2.
  const header = new DataView(new ArrayBuffer(9));
  header.setUint32(0, magic, true);
  header.setUint8(4, 0b1010_0000);
  header.setUint32(5, data.length, true);
  const parts: Uint8Array[] = [new Uint8Array(header.buffer)];
  let at = 0;
  do {
    const block = data.subarray(at, at + largestBlock);
    at += block.length;
    const short = data.length <= largestBlock ? compressedBlock(block) : undefined;
    const body = short && short.length < block.length ? short : block;
    const word = (at >= data.length ? 1 : 0) | (body === block ? 0 : 2 << 1) | (body.length << 3);
    parts.push(Uint8Array.of(word & 0xff, (word >> 8) & 0xff, word >> 16), body);
  } while (at < data.length);
  return concat(...parts);
}

/** At most `largest` bytes; `what` is what they would be, for the refusal. */
export function unpack(packed: Uint8Array, largest: number, what: string): Bytes {
  const tooLarge = () => new Refused('too-large', `${what} is larger than ${largest / 1024} KiB.`);
  if (window(packed) > largestWindow) throw new Refused('too-large', 'The zstd frame asks for too much memory.');
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Decompress((part, final) => {
    length += part.length;
    if (length > largest) throw tooLarge();
    parts.push(part.slice());
    ended ||= final ?? false;
  });
  try {
    // In small pieces, so that a bomb is noticed before it is inflated.
    for (let at = 0; at < packed.length; at += 256) {
      stream.push(packed.subarray(at, at + 256), at + 256 >= packed.length);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('malformed', 'The zstd frame is damaged.');
  }
  if (!ended) throw new Refused('malformed', 'The zstd frame is cut off.');
  return concat(...parts);
}

/** The window or content size that the frame header asks for, RFC 8878 section 3.1.1.1. */
function window(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 9 || view.getUint32(0, true) !== magic) throw new Refused('malformed', 'This is no zstd frame.');
  const descriptor = view.getUint8(4);
  if (!(descriptor & 0b10_0000)) {
    const exponent = view.getUint8(5) >> 3;
    const base = 2 ** (10 + exponent);
    return base + (base / 8) * (view.getUint8(5) & 7);
  }
  const size = [1, 2, 4, 8][descriptor >> 6] as number;
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] as number);
  if (frame.length < at + size) throw new Refused('malformed', 'The zstd frame is cut off.');
  if (size === 8) return Number(view.getBigUint64(at, true));
  if (size === 4) return view.getUint32(at, true);
  return size === 2 ? view.getUint16(at, true) + 256 : view.getUint8(at);
}
