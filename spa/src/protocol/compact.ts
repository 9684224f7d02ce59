import { Decompress } from 'fzstd';
import { base64url, concat, fromBase64url, fromUTF8, utf8 } from './bytes';
import { Refused } from './refused';

// `kez:z1:` + base64url(zstd(JSON)). Written as one raw block, which needs no compressor and is zstd all
// the same; read as any zstd frame that inflates to at most 64 KiB.

const prefix = 'kez:z1:';
const largest = 64 * 1024;
const largestWindow = 8 * 1024 * 1024;
const magic = 0xfd2fb528;

export function encodeCompact(json: string): string {
  const data = utf8(json);
  if (data.length > largest) throw new Refused('too-large', 'The envelope is larger than 64 KiB.');
  // Single segment with a content size of four bytes: RFC 8878 sections 3.1.1.1 and 3.1.1.2.
  const header = new DataView(new ArrayBuffer(12));
  header.setUint32(0, magic, true);
  header.setUint8(4, 0b1010_0000);
  header.setUint32(5, data.length, true);
  const block = 1 | (data.length << 3);
  header.setUint16(9, block & 0xffff, true);
  header.setUint8(11, block >> 16);
  return prefix + base64url(concat(new Uint8Array(header.buffer), data));
}

export function decodeCompact(text: string): string {
  const trimmed = text.trim();
  const packed = trimmed.startsWith(prefix) ? fromBase64url(trimmed.slice(prefix.length).replace(/={1,2}$/, '')) : undefined;
  if (!packed) throw new Refused('malformed', 'The text is not kez:z1: and base64url.');
  return fromUTF8(inflate(packed));
}

function inflate(packed: Uint8Array): Uint8Array {
  if (window(packed) > largestWindow) throw new Refused('too-large', 'The zstd frame asks for too much memory.');
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Decompress((part, final) => {
    length += part.length;
    if (length > largest) throw new Refused('too-large', 'The envelope is larger than 64 KiB.');
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
