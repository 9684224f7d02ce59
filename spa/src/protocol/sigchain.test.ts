import { describe, expect, it } from 'vitest';
import { type Bytes, fromHex, utf8 } from './bytes';
import { append, boxes, certified, type ChainState, deviceKey, emptyChain, HeadMoved, replay, statusOf } from './chain';
import type { ID } from './id';
import { keyOfSeed } from './key';
import { nostrSigner, type Primary, seedSigner } from './primary';
import { bundle, type Draft, isProof, type Link, openLink, proveDevice, readBundle, readChain, readLines, signLink, writeLines } from './sigchain';
import { parseSubject } from './subject';
import { parseTime, wholeSeconds } from './time';
import { vector, vectorBytes } from './vectors';

// identity/testdata/sigchains.json: what Go says about each file, TypeScript says too.

interface Marked {
  subject: string;
  since: string;
  seq: number;
}
interface Vectors {
  proofs: { seed_hex: string; primary: Primary; device: ID; proof: string; key: string }[];
  valid: {
    file: string;
    why: string;
    primary: string;
    head: { seq: number; hash: string };
    hashes: string[];
    active: Marked[];
    revoked: Marked[];
    devices: { device: string; key: string; box?: string; added: string; revoked?: string; seq: number }[];
    bundle: string;
  }[];
  invalid: { file: string; why: string; code: string; by: 'open' | 'replay'; line: number }[];
  bundles_refused: { why: string; code: string; text: string }[];
}

const vectors = vector<Vectors>('sigchains.json');
const seed = new Uint8Array(32).fill(0x42);
const ana = seedSigner(seed);
const now = Date.parse('2026-05-25T03:00:00Z');

function codeOf(deed: () => unknown): string {
  try {
    deed();
    return 'passed';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('sigchains', () => {
  it.each(vectors.proofs)('a device proves itself to $primary', (row) => {
    const device = fromHex(row.seed_hex) as Bytes;
    expect(proveDevice(device, row.primary, row.device)).toBe(row.proof);
    expect(isProof(row.proof, keyOfSeed(device), row.primary, row.device)).toBe(true);
    expect(isProof(row.proof, keyOfSeed(device), row.primary, 'f'.repeat(32) as ID)).toBe(false);
    expect(isProof('', keyOfSeed(device), row.primary, row.device)).toBe(false);
  });

  it.each(vectors.valid)('$file: $why', (row) => {
    const data = vectorBytes(row.file);
    const links = readLines(data);
    const state = replay(links);
    expect([state.primary, state.head, links.map(({ hash }) => hash)]).toEqual([row.primary, row.head, row.hashes]);
    const marked = (wanted: string) =>
      state.subjects.filter(({ status }) => status === wanted).map(({ subject, since, seq }) => ({ subject, since, seq }));
    const read = (list: Marked[]) => list.map(({ subject, since, seq }) => ({ subject, since: parseTime(since), seq }));
    expect(marked('active')).toEqual(read(row.active));
    expect(marked('revoked')).toEqual(read(row.revoked));
    expect(certified(state).map(({ id, key, box, added, revoked, seq }) => ({ device: id, key, box, added, revoked, seq }))).toEqual(
      row.devices.map(({ device, key, box, added, revoked, seq }) => ({ device, key, box, added: parseTime(added), revoked: revoked && parseTime(revoked), seq })),
    );
    expect(utf8(writeLines(links))).toEqual(data);
    for (const text of [row.bundle, bundle(links)]) expect(writeLines(readChain(utf8(` ${text}\n`)))).toBe(writeLines(links));
    // Every beginning of a valid chain is valid.
    links.reduce((before: ChainState, link) => append(before, link), emptyChain);
  });

  it.each(vectors.invalid)('$file is $code by $by: $why', ({ file, code, by, line }) => {
    const bytes = vectorBytes(file);
    const lines: Bytes[] = [];
    for (let at = 0; at < bytes.length; ) {
      const feed = bytes.indexOf(10, at);
      const end = feed < 0 ? bytes.length : feed;
      lines.push(bytes.slice(at, end));
      at = end + 1;
    }
    const state = replay(lines.slice(0, line - 1).map((one) => openLink(one)));
    const bad = lines[line - 1] as Bytes;
    if (by === 'open') return expect(codeOf(() => openLink(bad))).toBe(code);
    const link = openLink(bad);
    expect(codeOf(() => append(state, link))).toBe(code);
  });

  it.each(vectors.bundles_refused)('a bundle is $code: $why', ({ text, code }) => expect(codeOf(() => readBundle(text))).toBe(code));
});

describe('chains', () => {
  const device = new Uint8Array(32).fill(7);
  const id = '00112233445566778899aabbccddeeff' as ID;
  const added: Draft = { op: 'device_add', device: id, key: keyOfSeed(device), box: '09'.padEnd(64, '0'), proof: proveDevice(device, ana.primary, id) };

  it('says where the head is when a link does not follow', () => {
    const link = signLink(ana, emptyChain.head, { op: 'add', subject: parseSubject('github:jason') }, now);
    const state = append(emptyChain, link);
    expect(() => append(state, link)).toThrow(HeadMoved);
    try {
      append(state, link);
    } catch (error) {
      expect((error as HeadMoved).head).toEqual({ seq: 1, hash: link.hash });
    }
  });

  it('a device signs until it is revoked, and no letters are sealed to it afterwards', () => {
    const first = append(emptyChain, signLink(ana, emptyChain.head, added, now));
    expect(boxes(first)).toEqual([{ key: keyOfSeed(device), box: added.op === 'device_add' ? added.box : '' }]);
    const gone = append(first, signLink(ana, first.head, { op: 'device_revoke', device: id }, now + 60_000));
    expect(boxes(gone)).toEqual([]);
    expect(deviceKey(gone, id, now + 59_999)).toBe(keyOfSeed(device));
    expect(deviceKey(gone, id, now + 60_000)).toBeUndefined();
    expect(deviceKey(gone, id, Infinity)).toBeUndefined();
    expect(deviceKey(gone, 'f'.repeat(32) as ID, now)).toBeUndefined();
  });

  it('signs nothing that it would not open', () => {
    expect(codeOf(() => signLink(ana, emptyChain.head, { ...added, proof: '0'.repeat(128) } as Draft, now))).toBe('bad-signature');
    expect(codeOf(() => signLink(ana, emptyChain.head, { ...added, box: '0'.repeat(64) } as Draft, now))).toBe('bad-key');
    expect(codeOf(() => signLink(ana, emptyChain.head, { op: 'other', name: 'No' }, now))).toBe('bad-envelope');
  });

  it.each([['ed25519', ana], ['nostr', nostrSigner(seed)]] as const)('of random events agrees with a plain model, %s', (_, signer) => {
    let state = 99;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const subjects = ['github:a', 'github:b', 'dns:c.example'].map(parseSubject);
    const seeds = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
    const model = { subjects: new Map<string, string>(), ids: new Map<string, string>(), keys: new Set<string>(), gone: new Set<string>() };
    const links: Link[] = [];
    let chain = emptyChain;
    for (let round = 0; round < 60; round++) {
      const subject = subjects[next(3)] as (typeof subjects)[number];
      const secret = seeds[next(3)] as Bytes;
      const name = String(next(4)).padStart(32, '0') as ID;
      const key = keyOfSeed(secret);
      const draft = (
        [
          { op: 'add', subject },
          { op: 'revoke', subject },
          { op: 'device_add', device: name, key, proof: proveDevice(secret, signer.primary, name) },
          { op: 'device_revoke', device: name },
          { op: 'other', name: 'wave' },
        ] as Draft[]
      )[next(5)] as Draft;
      const link = signLink(signer, chain.head, draft, now + round * 1000);
      if (draft.op === 'device_add' && (model.ids.has(name) || model.gone.has(name) || model.keys.has(key))) {
        expect(codeOf(() => append(chain, link))).toBe('device-taken');
        continue;
      }
      chain = append(chain, link);
      links.push(link);
      if (draft.op === 'add' || draft.op === 'revoke') model.subjects.set(subject, draft.op === 'add' ? 'active' : 'revoked');
      if (draft.op === 'device_add') void (model.ids.set(name, key), model.keys.add(key));
      if (draft.op === 'device_revoke') model.gone.add(name);
      for (const one of subjects) expect(statusOf(chain, one)).toBe(model.subjects.get(one) ?? 'unlisted');
      expect(new Map(certified(chain).map((one) => [one.id as string, one.key as string]))).toEqual(model.ids);
      for (const one of certified(chain)) expect(one.revoked !== undefined).toBe(model.gone.has(one.id));
    }
    expect(replay(readChain(utf8(writeLines(links))))).toEqual(chain);
    expect(wholeSeconds((links[0] as Link).createdAt)).toMatch(/^2026-05-25/);
  });

  it('gives the file that the Go side replays', async () => {
    const drafts: Draft[] = [
      { op: 'add', subject: parseSubject('github:jason') },
      { op: 'add', subject: parseSubject('dns:Bücher.example') },
      added,
      { op: 'other', name: 'wave' },
      { op: 'revoke', subject: parseSubject('github:jason') },
      { op: 'device_revoke', device: id },
    ];
    const chains = [ana, nostrSigner(seed)].map((signer) => {
      let state = emptyChain;
      const links = drafts.map((draft, i) => {
        const proof = draft.op === 'device_add' ? { proof: proveDevice(device, signer.primary, id) } : {};
        const link = signLink(signer, state.head, { ...draft, ...proof }, now + i * 60_000);
        state = append(state, link);
        return link;
      });
      const said = (wanted: string) => state.subjects.filter(({ status }) => status === wanted).map(({ subject }) => subject);
      return { primary: signer.primary, head: state.head, active: said('active'), revoked: said('revoked'), device: id, lines: writeLines(links), bundle: bundle(links) };
    });
    const note = 'TEST KEYS ONLY. Written by spa/src/protocol/sigchain.test.ts with the keys of sigchains.json; the device is revoked at the end.';
    await expect(`${JSON.stringify({ note, chains }, null, 1)}\n`).toMatchFileSnapshot('../../../identity/testdata/sigchains-ts.json');
  });

  it('are refused or read, whatever happened to them on the way', () => {
    const link = signLink(ana, emptyChain.head, added, now);
    const second = signLink(ana, { seq: 1, hash: link.hash }, { op: 'device_revoke', device: id }, now);
    let state = 3;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const lines = writeLines([link, second]);
    for (let round = 0; round < 300; round++) {
      const bytes = utf8(round % 2 ? bundle([link, second]) : lines);
      const at = next(bytes.length);
      const damaged = [bytes.slice(0, at), bytes.slice(at), Uint8Array.from({ length: next(200) }, () => next(256)), bytes.with(at, next(256))][next(4)] as Bytes;
      let links: Link[];
      try {
        links = readChain(damaged);
      } catch (error) {
        expect(error).toHaveProperty('code', expect.stringMatching(/^(malformed|bad-envelope|bad-type|key-mismatch|bad-key|bad-signature|too-large)$/));
        continue;
      }
      // What is read is what was written, or the beginning or the end of it.
      expect(lines).toContain(writeLines(links));
    }
  });

  it('of which any byte was changed is refused', () => {
    const link = signLink(ana, emptyChain.head, added, now);
    const bytes = utf8(link.raw);
    for (let at = 0; at < bytes.length; at += 3) {
      const bad = bytes.slice();
      bad[at] = (bad[at] as number) ^ 1;
      expect(codeOf(() => openLink(bad)), `byte ${at}`).toMatch(/^(malformed|bad-envelope|bad-type|key-mismatch|bad-key|bad-signature)$/);
    }
  });
});
