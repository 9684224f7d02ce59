import { sha256 } from '@noble/hashes/sha2.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Author, type BoxOf, deviceOpener, type Given, open, opener, type Opener, seal } from './box';
import { type Bytes, fromHex, hex, utf8 } from './bytes';
import type { ID, Random } from './id';
import { canonical, type Members, parse } from './json';
import type { Key } from './key';
import { vector } from './vectors';

// Linked devices in box v1, docs/protocol.md section 6: they sign with their own key and open with their own.

interface Party {
  primary: Key;
  seed_hex: string;
}
interface Linked {
  device: ID;
  key: Key;
  seed_hex: string;
  x25519_private_hex: string;
  x25519_public_hex: string;
}
interface Vectors {
  sender: Party;
  recipient: Party;
  sender_device: Linked;
  recipient_device: Linked;
  cases: { what: string; plaintext: Members; envelope: Members }[];
}

const vectors = vector<Vectors>('box-device.json');
const bytes = (text: string) => fromHex(text) as Bytes;
const sentAt = Date.parse('2026-05-25T03:00:00.000Z');
const id = '000000000000000000000000000000aa' as ID;
const draft = { type: 'text', id, to: vectors.recipient.primary, sentAt, members: { body: 'hello' } };
const author: Author = { account: vectors.sender.primary, seed: bytes(vectors.sender_device.seed_hex), device: vectors.sender_device.device };
const devices: BoxOf[] = [vectors.sender_device, vectors.recipient_device].map(({ key, x25519_public_hex }) => ({ key, box: x25519_public_hex }));
const chain: Given['device'] = (account, device) =>
  Promise.resolve(account === vectors.sender.primary && device === vectors.sender_device.device ? vectors.sender_device.key : undefined);

let all: Opener[];
beforeAll(async () => {
  const linked = ({ key, x25519_private_hex }: Linked, account: Party) => deviceOpener(account.primary, key, bytes(x25519_private_hex));
  all = [
    await opener(bytes(vectors.sender.seed_hex)),
    await opener(bytes(vectors.recipient.seed_hex)),
    await linked(vectors.sender_device, vectors.sender),
    await linked(vectors.recipient_device, vectors.recipient),
  ];
});

function fixed(label: string): Random {
  let count = 0;
  return (length) => new Uint8Array(sha256(utf8(`${label} ${count++}`)).slice(0, length));
}

async function reasonOf(data: Uint8Array, given: Given, me = all[1] as Opener): Promise<string> {
  try {
    await open(data, me, given);
    return 'opened';
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error);
  }
}

describe('box of a linked device', () => {
  it.each(vectors.cases)('$what opens for both accounts and both devices', async ({ plaintext, envelope }) => {
    for (const me of all) {
      const opened = await open(utf8(canonical(envelope)), me, { from: vectors.sender.primary, time: sentAt, device: chain });
      expect(canonical(opened.letter)).toBe(canonical(plaintext));
      expect(opened.device).toBe(plaintext.device);
    }
  });

  it('that we seal opens for all of them too', async () => {
    const data = await seal(draft, author, fixed('linked'), devices);
    for (const me of all) expect((await open(data, me, { id, device: chain })).letter).toMatchObject({ body: 'hello', device: author.device });
    expect((parse(data).keys as Members[]).map(({ to }) => to)).toEqual([vectors.recipient.primary, vectors.sender.primary, ...devices.map(({ key }) => key)]);
  });

  it('has no key for a device that it was not sealed to', async () => {
    const data = await seal(draft, author, fixed('alone'));
    expect(await reasonOf(data, { device: chain }, all[3] as Opener)).toBe('no-key-for-me');
  });

  it('is refused where the sigchain does not name the device', async () => {
    const data = await seal(draft, author, fixed('unknown'));
    expect(await reasonOf(data, {})).toBe('wrong-device');
    expect(await reasonOf(data, { device: () => Promise.resolve(undefined) })).toBe('wrong-device');
    expect(await reasonOf(data, { device: () => Promise.resolve(vectors.recipient_device.key) })).toBe('bad-signature');
    expect(await reasonOf(data, { device: () => Promise.reject(new Error('offline')) })).toBe('Error: offline');
    const times: number[] = [];
    const heard: Given['device'] = (_account, _device, time) => Promise.resolve(void times.push(time) as undefined);
    await reasonOf(data, { device: heard, time: sentAt });
    await reasonOf(data, { device: heard });
    expect(times).toEqual([sentAt, Infinity]);
  });

  it('cannot be passed off as the account’s own', async () => {
    const data = await seal({ ...draft, members: { body: '', device: 'x', sig: 'x' } }, { ...author, device: undefined as never }, fixed('forged'));
    expect(await reasonOf(data, { device: chain })).toBe('bad-signature');
  });

  it('gives the file that the Go side opens', async () => {
    const what = 'signed by a device in TypeScript';
    const envelope = parse(await seal({ ...draft, members: { body: what } }, author, fixed('file'), devices));
    const note = 'TEST KEYS ONLY. Sealed by spa/src/protocol/boxdevice.test.ts with the keys of box-device.json and fixed randomness.';
    await expect(`${JSON.stringify({ note, cases: [{ what, envelope }] }, null, 1)}\n`).toMatchFileSnapshot('../../../identity/testdata/box-device-ts.json');
  });

  it('keeps to 66 keys, the accounts first', async () => {
    const many = Array.from({ length: 70 }, (_, i) => ({ key: `ed25519:${hex(sha256(utf8(`key ${i}`)))}` as Key, box: hex(x25519.getPublicKey(sha256(utf8(`box ${i}`)))) }));
    const keys = parse(await seal(draft, author, fixed('many'), many)).keys as Members[];
    expect(keys).toHaveLength(66);
    expect(keys.slice(0, 2).map(({ to }) => to)).toEqual([vectors.recipient.primary, vectors.sender.primary]);
  });
});
