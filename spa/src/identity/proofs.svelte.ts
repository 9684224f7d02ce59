import { SvelteMap } from 'svelte/reactivity';
import type { Engine, Problem, ProofCheck } from '../wire/engine';
import type { Sigchain } from './sigchain.svelte';

/** How one subject stands: what was found, or why nothing could be said. */
export interface Proof {
  subject: string;
  system: string;
  busy: boolean;
  check?: ProofCheck;
  problem?: Problem;
}

export type Standing = 'verified' | 'failed' | 'pending';

/** Reasons that say nothing of the proof: somebody did not answer, and may the next time. */
const passing = ['unreachable', 'timeout', 'rate-limited'];

export function standing({ check }: Proof): Standing {
  if (!check) return 'pending';
  if (check.holds) return 'verified';
  return check.failing?.phase === 'fetch' && passing.includes(check.failing.reason) ? 'pending' : 'failed';
}

/** Proofs that hold in so many channels are called verified (docs/protocol.md section 2, "Verification"). */
const enough = 2;

/** What a person says of themselves in their sigchain, and whether it stands elsewhere, too. */
export class Proofs {
  readonly #engine: Engine;
  readonly #sigchain: Sigchain;
  readonly #found = new SvelteMap<string, Omit<Proof, 'subject' | 'system'>>();

  readonly list: Proof[] = $derived.by(() =>
    (this.#sigchain.chain?.subjects ?? [])
      .filter(({ status }) => status === 'active')
      .map(({ subject, system }) => ({ subject, system, busy: false, ...this.#found.get(subject) })),
  );

  constructor(engine: Engine, sigchain: Sigchain) {
    this.#engine = engine;
    this.#sigchain = sigchain;
  }

  /** In how many channels a proof holds: two in one place are the word of one. */
  readonly places: number = $derived(new Set(this.in('verified').map(({ system }) => system)).size);

  get proven(): boolean {
    return this.places >= enough;
  }

  in(group: Standing): Proof[] {
    return this.list.filter((proof) => standing(proof) === group);
  }

  /** Every one that was not looked at yet. */
  async checkAll(): Promise<void> {
    await Promise.all(this.list.filter(({ subject }) => !this.#found.has(subject)).map(({ subject }) => this.check(subject)));
  }

  async check(subject: string, fresh = false): Promise<ProofCheck | undefined> {
    const before = this.#found.get(subject);
    if (before?.busy) return undefined;
    this.#found.set(subject, { ...before, busy: true });
    try {
      const check = await this.#engine.checkProof(this.#sigchain.primary, subject, fresh);
      this.#found.set(subject, { busy: false, check });
      return check;
    } catch (problem) {
      // What was found before is not worth less for it.
      this.#found.set(subject, { ...before, busy: false, problem: problem as Problem });
      return undefined;
    }
  }
}
