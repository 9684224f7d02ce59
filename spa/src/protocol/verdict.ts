import { type ChainState, statusOf } from './chain';
import { type Claim, readClaim, type UnverifiedClaim, verifyClaim } from './claim';
import { readEnvelope } from './envelope';
import { find } from './forms';
import type { Primary } from './primary';
import { Refused } from './refused';
import type { Subject } from './subject';

// Phases 2 to 5 of docs/protocol.md section 2, "Verification": the pure judgement of what somebody fetched.
// Nothing is believed but signatures: that the evidence was where its URL says is the word of the fetcher.

export interface Question {
  subject: Subject;
  /** Absent: whose ever it is. */
  primary?: Primary;
}

export interface Evidence {
  url: string;
  text: string;
}

export type Phase = 'fetch' | 'parse' | 'match' | 'signature' | 'sigchain';

export interface Failing {
  phase: Phase;
  reason:
    | 'not-found'
    | 'too-large'
    | 'damaged'
    | 'subject-mismatch'
    | 'primary-mismatch'
    | 'bad-signature'
    | 'revoked'
    | 'sigchain-invalid';
  detail: string;
}

export interface Verdict extends Question {
  /** Where the proof stands; empty where there is none. */
  url: string;
  /** The envelope that got furthest, as found. */
  proof?: string;
  /** What it says, if it holds as far as the signature. */
  claim?: Claim;
  /** Absent from one that holds. */
  failing?: Failing;
  /** What the primary's sigchain says of the subject; absent where none is known. */
  status?: 'active' | 'revoked' | 'unlisted';
}

/** How far something got; the order is the phases'. */
const stages = ['nothing', 'missed', 'damaged', 'subject', 'primary', 'signature', 'holds'] as const;
type Stage = (typeof stages)[number];
type Weighed = { stage: Stage } & Omit<Verdict, 'subject' | 'primary' | 'url'>;

/** Of several proofs the one that gets furthest counts, the first of those that get equally far. */
export function judge(question: Question, evidence: Evidence[]): Verdict {
  let best: { stage: Stage; verdict: Verdict } = {
    stage: 'nothing',
    verdict: { ...question, url: '', failing: { phase: 'parse', reason: 'not-found', detail: 'There is no proof in what is published there.' } },
  };
  for (const { url, text } of evidence) {
    for (const { stage, ...weighed } of weighText(question, text)) {
      if (stages.indexOf(stage) > stages.indexOf(best.stage)) best = { stage, verdict: { ...question, url, ...weighed } };
    }
    if (best.stage === 'holds') break;
  }
  return best.verdict;
}

function weighText(question: Question, text: string): Weighed[] {
  const found = find(text);
  switch (found.result) {
    case 'found':
      return found.found.map((envelope) => weigh(question, envelope));
    case 'none':
      return [];
    case 'too-large':
      // Somebody's text that has nothing to do with us is no proof, whatever its size.
      return text.includes('kez') ? [failed('missed', 'fetch', 'too-large', 'A text has at most 1 MiB.')] : [];
    case 'damaged':
      return text.includes('kez') ? [failed('damaged', 'parse', 'damaged', found.detail)] : [];
  }
}

/** What is no claim at all is nothing here: chains and registrations may stand beside proofs. */
function weigh(question: Question, proof: string): Weighed {
  if (readEnvelope(proof).tag !== 'claim') return { stage: 'nothing' };
  let claim: UnverifiedClaim;
  try {
    claim = readClaim(proof);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const forged = error.code === 'key-mismatch' || error.code === 'bad-key';
    return { ...failed('damaged', forged ? 'signature' : 'parse', forged ? 'bad-signature' : 'damaged', error.message), proof };
  }
  if (claim.subject !== question.subject) {
    return { ...failed('subject', 'match', 'subject-mismatch', `The proof is about ${claim.subject}.`), proof };
  }
  if (question.primary !== undefined && claim.primary !== question.primary) {
    return { ...failed('primary', 'match', 'primary-mismatch', `The proof is by ${claim.primary}.`), proof };
  }
  try {
    return { stage: 'holds', proof, claim: verifyClaim(claim) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ...failed('signature', 'signature', 'bad-signature', error.message), proof };
  }
}

function failed(stage: Stage, phase: Phase, reason: Failing['reason'], detail: string): Weighed {
  return { stage, failing: { phase, reason, detail } };
}

/** Phase 5, for a verdict that holds so far; who knows of no chain does not ask. `invalid`: there is one that does not hold. */
export function against(verdict: Verdict, chain: ChainState | { invalid: string }): Verdict {
  if (verdict.failing || !verdict.claim) return verdict;
  if ('invalid' in chain) return { ...verdict, failing: { phase: 'sigchain', reason: 'sigchain-invalid', detail: chain.invalid } };
  if (chain.primary !== undefined && chain.primary !== verdict.claim.primary) {
    return { ...verdict, failing: { phase: 'sigchain', reason: 'sigchain-invalid', detail: `It is the chain of ${chain.primary}.` } };
  }
  const status = statusOf(chain, verdict.subject);
  if (status !== 'revoked') return { ...verdict, status };
  const event = chain.subjects.find(({ subject }) => subject === verdict.subject);
  const day = new Date(event?.since ?? 0).toISOString().slice(0, 10);
  return { ...verdict, status, failing: { phase: 'sigchain', reason: 'revoked', detail: `${verdict.subject} was revoked on ${day}, by event ${event?.seq}.` } };
}
