import { expect, it } from 'vitest';
import { fromHex } from './protocol/bytes';
import { vector } from './protocol/vectors';
import { identicon } from './ui/identicon';

const { vectors } = vector<{ vectors: { primary: string; hue: number; path: string }[] }>('identicon.json');

it.each(vectors)('draws $primary as the node does', ({ primary, hue, path }) => {
  const picture = identicon(fromHex(primary.slice('ed25519:'.length)) ?? new Uint8Array());
  expect({ hue: picture.hue, path: picture.path }).toEqual({ hue, path });
});
