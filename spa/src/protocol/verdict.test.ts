import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes';
import { type ChainState, emptyChain, replay } from './chain';
import type { Primary } from './primary';
import { readChain } from './sigchain';
import { parseSubject } from './subject';
import { vectorBytes } from './vectors';
import { against, judge, type Question } from './verdict';

// proof/testdata/judge.json: what Go's judgement says about each case, TypeScript says too.

interface Case {
  name: string;
  subject: string;
  primary?: Primary;
  texts: string[];
  chain?: string;
  status: 'found' | 'failed';
  phase?: string;
  reason?: string;
  /** Which text the proof that counts stands in. */
  text?: number;
}

const cases = JSON.parse(new TextDecoder().decode(vectorBytes('../../proof/testdata/judge.json'))) as Case[];

function chainOf(text: string): ChainState | { invalid: string } {
  try {
    return replay(readChain(utf8(text)));
  } catch (error) {
    return { invalid: (error as Error).message };
  }
}

describe('judgement', () => {
  it.each(cases)('$name', ({ subject, primary, texts, chain, status, phase, reason, text }) => {
    const question: Question = { subject: parseSubject(subject), ...(primary ? { primary } : {}) };
    let verdict = judge(question, texts.map((text, i) => ({ url: `text ${i}`, text })));
    if (chain !== undefined) verdict = against(verdict, chainOf(chain));
    expect(verdict.failing === undefined).toBe(status === 'found');
    expect([verdict.failing?.phase, verdict.failing?.reason]).toEqual([phase, reason]);
    if (text !== undefined) expect(verdict.url).toBe(`text ${text}`);
    expect(verdict.proof !== undefined).toBe(text !== undefined);
    if (status === 'found') expect(verdict.claim?.subject).toBe(question.subject);
  });

  it('of a chain without the subject fails nothing', () => {
    const good = cases.find(({ name }) => name === 'JSON') as Case;
    const verdict = judge({ subject: parseSubject(good.subject) }, [{ url: 'u', text: good.texts[0] as string }]);
    expect(against(verdict, emptyChain)).toMatchObject({ status: 'unlisted', url: 'u' });
    expect(against(verdict, emptyChain).failing).toBeUndefined();
  });

  it('tells a text that is too large from one that is not ours', () => {
    const question = { subject: parseSubject('github:jason') };
    const large = ' '.repeat(1024 * 1024);
    expect(judge(question, [{ url: 'u', text: `${large} kez` }]).failing).toMatchObject({ phase: 'fetch', reason: 'too-large' });
    expect(judge(question, [{ url: 'u', text: `${large}  x` }]).failing).toMatchObject({ phase: 'parse', reason: 'not-found' });
  });
});
