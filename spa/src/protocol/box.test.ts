import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { base64url, type Bytes, concat, fromBase64url, fromHex, utf8 } from './bytes';
import { type BoxReason, type Given, open, opener, type Opener, seal } from './box';
import type { ID, Random } from './id';
import { canonical, type Members, parse } from './json';
import { type Key, keyOfSeed, sign } from './key';
import { vector } from './vectors';

interface Party {
  primary: Key;
  seed_hex: string;
}
interface Case {
  content_key_hex: string;
  envelope: Members;
  padded_length: number;
  plaintext: Members;
}
const box = vector<{ cases: Case[]; recipient: Party; sender: Party }>('box.json');
const bo = fromHex(box.recipient.seed_hex) as Bytes;
const ana = fromHex(box.sender.seed_hex) as Bytes;
const sentAt = Date.parse('2026-05-25T03:00:00.000Z');
const id = '000000000000000000000000000000aa' as ID;

let toBo: Opener;
let toAna: Opener;
beforeAll(async () => {
  toBo = await opener(bo);
  toAna = await opener(ana);
});

/** Fixed bytes that look random: SHA-256 of a counter. */
function fixed(label: string): Random {
  let count = 0;
  return (length) => new Uint8Array(sha256(utf8(`${label} ${count++}`)).slice(0, length));
}

const draft = { type: 'text', id, to: keyOfSeed(bo), sentAt, members: { body: 'hello' } };

async function reasonOf(data: Uint8Array, me: Opener, given: Given = {}): Promise<BoxReason | 'opened'> {
  try {
    await open(data, me, given);
    return 'opened';
  } catch (error) {
    return (error as { reason: BoxReason }).reason;
  }
}

describe('box of the vectors', () => {
  it.each(box.cases.map((row) => [String(row.plaintext.body).slice(0, 12), row] as const))('“%s” opens for both', async (_, row) => {
    for (const me of [toBo, toAna]) {
      const { letter, from, to } = await open(utf8(JSON.stringify(row.envelope)), me, { from: box.sender.primary, time: sentAt });
      expect(canonical(letter)).toBe(canonical(row.plaintext));
      expect([from, to]).toEqual([box.sender.primary, box.recipient.primary]);
    }
  });
});

describe('sealing', () => {
  it('gives what both can open, and hides the length', async () => {
    for (const [length, padded] of [[0, 512], [300, 1024], [20_000, 32_768]] as const) {
      const data = await seal({ ...draft, members: { body: 'x'.repeat(length) } }, ana, fixed('length'));
      for (const me of [toBo, toAna]) expect((await open(data, me, { id, from: keyOfSeed(ana) })).letter.body).toBe('x'.repeat(length));
      expect((fromBase64url(String(parse(data).ct)) as Bytes).length).toBe(padded + 16);
    }
  });

  it('to oneself has one key', async () => {
    const data = await seal({ ...draft, to: keyOfSeed(ana) }, ana, fixed('self'));
    expect(parse(data).keys).toHaveLength(1);
    expect(await reasonOf(data, toAna)).toBe('opened');
  });

  it('never lets members of the type overwrite the frame', async () => {
    const data = await seal({ ...draft, members: { body: '', from: 'x', to: 'x', id: 'x', type: 'x' } }, ana, fixed('frame'));
    expect((await open(data, toBo, {})).letter).toMatchObject({ type: 'text', id, from: keyOfSeed(ana), to: keyOfSeed(bo) });
  });

  it('gives the file that the Go side opens', async () => {
    const cases = [];
    for (const [type, members] of [
      ['text', { body: 'hello from TypeScript' }],
      ['text', { body: 'שלום 👋 \u202e "quoted" \\ \u0000' }],
      ['text', { body: 'long '.repeat(400) }],
      ['receipt', { body: '', delivered: '00000000000000000000000000000001', read: '00000000000000000000000000000001' }],
    ] as [string, Members][]) {
      const number = cases.length + 1;
      const name = number.toString(16).padStart(32, '0') as ID;
      const data = await seal({ ...draft, type, id: name, members }, ana, fixed(`case ${number}`));
      cases.push({ envelope: parse(data), plaintext: (await open(data, toBo, {})).letter });
    }
    const note = 'TEST KEYS ONLY. Sealed by spa/src/protocol/box.test.ts with fixed randomness; each opens with either seed of box.json.';
    const text = `${JSON.stringify({ note, sender: box.sender.primary, recipient: box.recipient.primary, cases }, null, 1)}\n`;
    await expect(text).toMatchFileSnapshot('../../../identity/testdata/box-ts.json');
  });
});

describe('opening refuses', () => {
  let good: Bytes;
  beforeAll(async () => {
    good = await seal(draft, ana, fixed('good'));
  });

  const changed = (change: (box: Members & { keys: Members[] }) => void): Bytes => {
    const copy = JSON.parse(new TextDecoder().decode(good));
    change(copy);
    return utf8(JSON.stringify(copy));
  };

  it('what is no box', async () => {
    for (const data of [
      utf8(''), utf8('hello'), utf8('[]'), Uint8Array.of(0xff),
      changed((b) => (b.kez = 'claim')), changed((b) => (b.v = 2)), changed((b) => (b.v = '1')), changed((b) => delete b.ct),
      changed((b) => (b.keys = [])), changed((b) => (b.keys = Array(67).fill(b.keys[0]))), changed((b) => (b.ct = '====')),
      changed((b) => b.keys.push(b.keys[0] as Members)), utf8(new TextDecoder().decode(good) + ' '.repeat(262_144)),
      changed((b) => ((b.keys[0] as Members).enc = 'AAAA')), changed((b) => ((b.keys[0] as Members).to = 1)),
    ]) expect(await reasonOf(data, toBo)).toBe('not-a-box');
  });

  it('a box with no key for me, or a damaged one', async () => {
    expect(await reasonOf(good, await opener(new Uint8Array(32).fill(9)))).toBe('no-key-for-me');
    expect(await reasonOf(changed((b) => b.keys.shift()), toBo)).toBe('no-key-for-me');
    expect(await reasonOf(changed((b) => ((b.keys[0] as Members).ek = (b.keys[1] as Members).ek as string)), toBo)).toBe('bad-key-wrap');
    expect(await reasonOf(changed((b) => ((b.keys[0] as Members).enc = base64url(new Uint8Array(32)))), toBo)).toBe('bad-key-wrap');
  });

  it('any change of what is authenticated', async () => {
    expect(await reasonOf(changed((b) => b.keys.pop()), toBo)).toBe('bad-ciphertext');
    expect(await reasonOf(changed((b) => (b.extra = 1)), toBo)).toBe('bad-ciphertext');
    expect(await reasonOf(changed((b) => (b.ct = `A${String(b.ct).slice(1)}`)), toBo)).toBe('bad-ciphertext');
  });

  it('a contradiction with what the node says', async () => {
    expect(await reasonOf(good, toBo, { from: keyOfSeed(bo) })).toBe('wrong-sender');
    expect(await reasonOf(good, toBo, { id: '000000000000000000000000000000ab' as ID })).toBe('wrong-id');
    expect(await reasonOf(good, toBo, { time: sentAt - 300_000 })).toBe('opened');
    expect(await reasonOf(good, toBo, { time: sentAt - 300_001 })).toBe('untimely');
    expect(await reasonOf(good, toBo, { time: sentAt + 30 * 86_400_000 })).toBe('opened');
    expect(await reasonOf(good, toBo, { time: sentAt + 30 * 86_400_000 + 1 })).toBe('untimely');
  });

  // A hostile sender is not bound to what seal() does.
  const forge = async (plain: Bytes): Promise<Bytes> => {
    const real = parse(await seal(draft, ana, fixed('forge')));
    const { ct, ...head } = real;
    const key = await crypto.subtle.importKey('raw', fixed('forge')(32), 'AES-GCM', false, ['encrypt']);
    const params = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: utf8(canonical(head)) };
    return utf8(canonical({ ...head, ct: base64url(new Uint8Array(await crypto.subtle.encrypt(params, key, plain))) }));
  };
  const padded = (text: string, length = 512): Bytes => {
    const bytes = new Uint8Array(length);
    bytes.set(concat(utf8(text), Uint8Array.of(0x80)));
    return bytes;
  };
  const letter = (change: Members): string => {
    const unsigned: Members = { type: 'text', id, from: keyOfSeed(ana), to: keyOfSeed(bo), sent_at: '2026-05-25T03:00:00.000Z', body: 'x', ...change };
    const sig = Array.from(sign(ana, utf8(`kez.box/v1\n${canonical(unsigned)}`)), (b) => b.toString(16).padStart(2, '0')).join('');
    return canonical({ ...unsigned, sig });
  };

  it('wrong padding', async () => {
    expect(await reasonOf(await forge(padded(letter({}))), toBo)).toBe('opened');
    for (const bytes of [new Uint8Array(0), new Uint8Array(512), padded(letter({}), 768), utf8(letter({})), concat(padded('{}', 128))]) {
      expect(await reasonOf(await forge(bytes), toBo)).toBe('bad-padding');
    }
  });

  it('letters without what every letter has', async () => {
    for (const text of ['{}', '[]', 'x', letter({ type: 1 }), letter({ id: 'AA' }), letter({ sent_at: 'now' }), letter({ from: 'ana' }), letter({ to: `ed25519:01${'00'.repeat(31)}` }), letter({}).replace('"type"', '"type":"a","type"')]) {
      expect(await reasonOf(await forge(padded(text, 1024)), toBo)).toBe('bad-letter');
    }
  });

  it('letters signed by nobody or somebody else', async () => {
    for (const text of [letter({}).replace('"body":"x"', '"body":"y"'), letter({ from: keyOfSeed(new Uint8Array(32).fill(9)) }), letter({}).replace(/"sig":"[^"]*"/, '"sig":""')]) {
      expect(await reasonOf(await forge(padded(text)), toBo)).toBe('bad-signature');
    }
  });

  it('letters between others', async () => {
    const others = { to: keyOfSeed(new Uint8Array(32).fill(9)) };
    expect(await reasonOf(await forge(padded(letter(others))), toBo)).toBe('not-mine');
    expect(await reasonOf(await forge(padded(letter(others))), toAna)).toBe('opened');
  });
});
