import { describe, expect, it } from 'vitest';
import { type Bytes, fromHex } from './bytes';
import { openClaim, signClaim } from './claim';
import { encodeCompact } from './compact';
import { find, markdown, txt } from './forms';
import { canonical, parse } from './json';
import { nostrSigner, parsePrimary, seedSigner, type Signer } from './primary';
import { parseSubject } from './subject';
import { parseTime } from './time';
import { vector } from './vectors';

// identity/testdata/claims.json: what Go says about each row, TypeScript says too.

interface Row {
  why: string;
}
interface Vectors {
  keys: { kind: 'ed25519' | 'nostr'; secret_hex: string; primary: string; alg: string }[];
  keys_refused: (Row & { text: string })[];
  subjects: { text: string; normal: string }[];
  subjects_refused: (Row & { text: string })[];
  claims: (Row & { subject: string; primary: string; created_at: string; envelope: string; compact?: string; markdown?: string; txt?: string[] })[];
  claims_refused: (Row & { code: string; envelope: string })[];
  find: (Row & { text: string; result: string; found?: string[] })[];
}

const vectors = vector<Vectors>('claims.json');

function codeOf(deed: () => unknown): string {
  try {
    return `passed: ${JSON.stringify(deed())}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

function signer({ kind, secret_hex }: Vectors['keys'][number]): Signer {
  const secret = fromHex(secret_hex) as Bytes;
  return kind === 'nostr' ? nostrSigner(secret) : seedSigner(secret);
}

describe('primaries', () => {
  it.each(vectors.keys)('$kind', (row) => {
    expect(parsePrimary(row.primary)).toBe(row.primary);
    expect(signer(row)).toMatchObject({ primary: row.primary, alg: row.alg });
  });
  it.each(vectors.keys_refused)('refuses $why', ({ text }) => expect(codeOf(() => parsePrimary(text))).toBe('bad-key'));
});

describe('subjects', () => {
  it.each(vectors.subjects)('$text is $normal', ({ text, normal }) => {
    expect(parseSubject(text)).toBe(normal);
    expect(parseSubject(normal)).toBe(normal);
  });
  it.each(vectors.subjects_refused)('refuses $why: $text', ({ text }) => expect(codeOf(() => parseSubject(text))).toBe('bad-subject'));
});

describe('domain names', () => {
  it.each([
    ['dns:\u05d0.example', 'dns:xn--4db.example'],
    ['dns:\u05d01.example', 'dns:xn--1-zhc.example'],
    ['dns:\u05f3\u05d0.org', 'dns:xn--4db3e.org'],
    ['dns:\u0628\u05f3', 'dns:xn--4eb9h'],
    ['dns:l\u00b7l.example', 'dns:xn--ll-0ea.example'],
  ])('%s is %s', (text, normal) => expect(parseSubject(text)).toBe(normal));

  // Platforms differ here, and Go refuses them.
  it.each(['dns:\u2260.example', 'dns:xn--1ch.example', 'dns:\u226e', 'dns:\u0661', 'dns:a\u05d0.example', 'dns:xn--s-0hc', 'dns:\u05d0a', 'dns:1.\u05d0', 'dns:\u05d01\u0661'])(
    '%s is none',
    (text) => expect(codeOf(() => parseSubject(text))).toBe('bad-subject'),
  );

  it('is none, whatever stands behind xn--, or has one form', () => {
    const { next, pick } = dice(9);
    for (let round = 0; round < 2000; round++) {
      let text = 'dns:xn--';
      for (let i = next(12); i >= 0; i--) text += pick([...'abcdefghijklmnopqrstuvwxyz0123456789-']);
      const said = codeOf(() => parseSubject(text));
      if (said !== 'bad-subject') expect(said).toBe(`passed: ${JSON.stringify(text)}`);
    }
  });
});

describe('claims', () => {
  it.each(vectors.claims)('$why opens', (row) => {
    const claim = openClaim(row.envelope);
    expect([claim.subject, claim.primary, claim.createdAt]).toEqual([row.subject, row.primary, parseTime(row.created_at)]);
    expect(claim.raw).toBe(canonical(parse(row.envelope)));
  });

  it.each(vectors.claims_refused)('$code: $why', ({ envelope, code }) => expect(codeOf(() => openClaim(envelope))).toBe(code));

  it.each(vectors.claims.filter(({ compact }) => compact))('$why is found in every form', (row) => {
    for (const text of [row.compact, row.markdown, row.txt?.join(''), markdown(row.envelope), txt(row.envelope).join(''), encodeCompact(row.envelope)]) {
      const said = find(text as string);
      expect(said.result === 'found' && said.found.map((json) => canonical(parse(json)))).toEqual([row.envelope]);
    }
    expect(markdown(row.envelope)).toBe(row.markdown);
    for (const part of txt(row.envelope)) expect(part.length).toBeLessThanOrEqual(255);
  });

  it('are signed as Go signs them', () => {
    for (const row of vectors.keys) {
      const theirs = vectors.claims.find(({ primary, subject, created_at }) => primary === row.primary && subject === 'github:jason' && created_at === '2026-05-25T03:00:00Z');
      const ours = signClaim(signer(row), parseSubject('GitHub:Jason'), Date.parse('2026-05-25T03:00:00.900Z'));
      expect(ours).toBe(theirs?.envelope);
    }
  });

  it('gives the file that the Go side opens', async () => {
    const claims = vectors.keys.flatMap((row) =>
      ['github:jason', 'dns:Bücher.example', 'web:https://example.org/müller/', 'ap:@ana@example.org', 'ens:Jason.eth'].map((text) => {
        const subject = parseSubject(text);
        const envelope = signClaim(signer(row), subject, Date.parse('2026-05-25T03:00:00Z'));
        return { subject, primary: row.primary, envelope, compact: encodeCompact(envelope), markdown: markdown(envelope), txt: txt(envelope) };
      }),
    );
    const note = 'TEST KEYS ONLY. Written by spa/src/protocol/claim.test.ts with the keys of claims.json.';
    await expect(`${JSON.stringify({ note, claims }, null, 1)}\n`).toMatchFileSnapshot('../../../identity/testdata/claims-ts.json');
  });
});

describe('the parser', () => {
  it.each(vectors.find)('$result: $why', ({ text, result, found }) => {
    const said = find(text);
    expect(said.result).toBe(result);
    if (said.result === 'found') expect(said.found.map((json) => canonical(parse(json)))).toEqual(found);
  });

  it('reads 1 MiB and no more', () => {
    expect(find(' '.repeat(1024 * 1024)).result).toBe('none');
    expect(find(' '.repeat(1024 * 1024 + 1)).result).toBe('too-large');
  });

  it('gives one of its answers to whatever text, and finds nothing that is no envelope', () => {
    const { next, pick } = dice(7);
    const good = vectors.claims[0] as Vectors['claims'][number];
    const pieces = ['```kez\n', '```\n', '~~~ kez\n', 'kez:z1:', '{', '}', '\n', ' ', '=', '\u{1f600}', '\ud800', good.envelope, good.compact as string, good.markdown as string, '"kez"'];
    for (let round = 0; round < 400; round++) {
      let text = '';
      for (let i = next(12); i >= 0; i--) {
        const piece = pick(pieces);
        const cut = next(4) === 0 ? next(piece.length) : piece.length;
        text += piece.slice(0, cut);
      }
      const said = find(text);
      expect(['found', 'none', 'damaged']).toContain(said.result);
      if (said.result === 'found') for (const json of said.found) expect(parse(json)).toHaveProperty('signature.sig');
    }
  });

  it('takes bytes of any kind', () => {
    const { next } = dice(8);
    for (let round = 0; round < 200; round++) {
      expect(['none', 'damaged']).toContain(find(Uint8Array.from({ length: next(300) }, () => next(256))).result);
    }
    const around = new TextEncoder().encode(` ${(vectors.claims[0] as { compact: string }).compact} `);
    around[0] = 0xff;
    expect(find(around).result).toBe('found');
  });
});

/** Numbers that look random and are the same in every run: mulberry32. */
function dice(seed: number): { next(below: number): number; pick<T>(list: T[]): T } {
  let state = seed;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  return { next, pick: (list) => list[next(list.length)] as (typeof list)[number] };
}
