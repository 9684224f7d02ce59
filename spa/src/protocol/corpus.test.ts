import { describe, expect, it } from 'vitest';
import { readEnvelope, checkSignature } from './envelope';
import type { Key } from './key';
import { openRegistration } from './registration';
import { parseTime } from './time';
import { vector, vectorBytes } from './vectors';

// identity/testdata/index.json: what Go says about each file, TypeScript says too.

interface Corpus {
  server: string;
  now: string;
  valid: { file: string; open: 'registration' | 'envelope'; signer: string; why: string }[];
  invalid: { file: string; open: 'registration'; code: string; why: string }[];
}

const corpus = vector<Corpus>('index.json');
const now = parseTime(corpus.now);

function open({ file, open }: { file: string; open: 'registration' | 'envelope' }): Key {
  const data = vectorBytes(file);
  return open === 'envelope' ? checkSignature(readEnvelope(data)).signer : openRegistration(data, corpus.server, now).key;
}

function codeOf(row: Corpus['invalid'][number]): string {
  try {
    return `opened by ${open(row)}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('corpus', () => {
  it.each(corpus.valid)('$file opens: $why', (row) => expect(open(row)).toBe(row.signer));
  it.each(corpus.invalid)('$file is $code: $why', (row) => expect(codeOf(row)).toBe(row.code));
});
