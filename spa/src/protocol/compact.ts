import { base64url, fromBase64url, fromUTF8, utf8 } from './bytes';
import { Refused } from './refused';
import { pack, unpack } from './zstd';

// `kez:z1:` + base64url(zstd(JSON)), at most 64 KiB inflated.

export const compactPrefix = 'kez:z1:';
const largest = 64 * 1024;

export function encodeCompact(json: string): string {
  const data = utf8(json);
  if (data.length > largest) throw new Refused('too-large', 'The envelope is larger than 64 KiB.');
  return compactPrefix + base64url(pack(data));
}

export function decodeCompact(text: string): string {
  const trimmed = text.trim();
  const packed = trimmed.startsWith(compactPrefix)
    ? fromBase64url(trimmed.slice(compactPrefix.length).replace(/={1,2}$/, ''))
    : undefined;
  if (!packed) throw new Refused('malformed', 'The text is not kez:z1: and base64url.');
  return fromUTF8(unpack(packed, largest, 'The envelope'));
}
