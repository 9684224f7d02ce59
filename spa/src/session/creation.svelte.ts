import type { Availability, Engine, Problem } from '../wire/engine';
import { LockChoice } from './lockchoice.svelte';

/** Problems that the first step can mend: the name or the code has to be another. */
const ofHandle = ['bad-handle', 'handle-taken', 'handle-reserved', 'unknown-server'];
const ofInvite = ['invite-required', 'invite-invalid'];

const pause = 300;

/** An identity on its way: everything lives in memory until the server has said yes. */
export class Creation {
  handle = $state('');
  availability = $state.raw<Availability | 'asking'>();
  invite = $state('');
  inviteProblem = $state.raw<Problem>();
  words = $state.raw<readonly string[]>([]);
  kept = $state(false);
  /** The three positions asked for, from 1, ascending. */
  asked = $state.raw<readonly number[]>([]);
  checked = $state(false);
  /** Checked, or put off: the app asks again later. */
  past = $state(false);
  readonly lock: LockChoice;
  busy = $state(false);
  problem = $state.raw<Problem>();
  readonly #engine: Engine;
  readonly #random: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, invite: string, random: () => number = Math.random) {
    this.#engine = engine;
    this.#random = random;
    this.invite = invite;
    this.lock = new LockChoice(engine);
  }

  /** What is typed, as it would be registered. */
  name(handle: string): void {
    this.handle = handle.trim().toLowerCase().replace(/^@/, '');
    clearTimeout(this.#timer);
    this.availability = this.handle === '' ? undefined : 'asking';
    if (this.handle !== '') this.#timer = setTimeout(() => void this.ask(), pause);
  }

  /** Whether the handle can be had. Answers to what is no longer typed are dropped. */
  async ask(): Promise<boolean> {
    clearTimeout(this.#timer);
    const handle = this.handle;
    this.availability = 'asking';
    const answer = await this.#engine.available(handle).catch((problem: Problem) => ({ free: false as const, problem }));
    if (handle === this.handle) this.availability = answer;
    return answer.free;
  }

  /** Draws words once; going back and forth shows the same ones. */
  async draw(): Promise<void> {
    if (this.words.length > 0) return;
    this.words = (await this.#engine.words()).split(' ');
    this.asked = positions(this.words.length, this.#random);
  }

  /** The positions that were answered wrongly. All twelve words in any field answer everything. */
  check(answers: readonly string[]): number[] {
    const given = answers.map((answer) => answer.trim().toLowerCase().split(/\s+/));
    const whole = given.some((words) => words.length === this.words.length && words.every((word, at) => word === this.words[at]));
    const wrong = whole ? [] : this.asked.filter((at, index) => given[index]?.join(' ') !== this.words[at - 1]);
    this.checked = this.past = wrong.length === 0;
    return wrong;
  }

  /** Registers; the same words again after a lost answer are safe. Answers the step that has to be looked at. */
  async register(user = this.handle): Promise<'done' | 'handle' | 'lock'> {
    this.busy = true;
    this.problem = undefined;
    this.inviteProblem = undefined;
    const { handle } = this;
    const invite = this.invite.trim();
    try {
      const lock = await this.lock.take(user);
      if (!lock) return 'lock';
      await this.#engine.create({ handle, words: this.words.join(' '), checked: this.checked, lock, ...(invite && { invite }) });
      this.lock.close(true);
      return 'done';
    } catch (reason) {
      return this.#refused(reason as Problem);
    } finally {
      this.busy = false;
    }
  }

  #refused(problem: Problem): 'handle' | 'lock' {
    if (ofHandle.includes(problem.code)) this.availability = { free: false, problem };
    else if (ofInvite.includes(problem.code)) this.inviteProblem = problem;
    else {
      this.problem = problem;
      return 'lock';
    }
    return 'handle';
  }
}

function positions(count: number, random: () => number): number[] {
  const left = Array.from({ length: count }, (_, at) => at + 1);
  const drawn = Array.from({ length: Math.min(3, count) }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? 1);
  return drawn.sort((a, b) => a - b);
}
