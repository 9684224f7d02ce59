import type { Engine, Problem } from '../wire/engine';
import type { Safe } from './safe.svelte';

const shown = 60;

/** The recovery words while they are shown, and the check of somebody's copy of them. */
export class Recovery {
  /** In memory only while the dialog is open. */
  secret = $state.raw<string>();
  /** Seconds until they are gone. */
  left = $state(shown);
  /** Places from 1 that are asked for; empty for a key. */
  asked = $state.raw<number[]>();
  answers = $state<string[]>([]);
  wrong = $state.raw<number[]>([]);
  right = $state(false);
  busy = $state(false);
  problem = $state.raw<Problem>();
  readonly #safe: Safe;
  readonly #engine: Engine;
  readonly #random: () => number;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(safe: Safe, random: () => number = Math.random) {
    this.#safe = safe;
    this.#engine = safe.engine;
    this.#random = random;
  }

  async reveal(): Promise<void> {
    this.problem = undefined;
    try {
      await this.#safe.ask(async (proof) => {
        this.secret = await this.#engine.reveal(proof);
      });
    } catch (problem) {
      this.problem = problem as Problem;
    }
    if (this.secret === undefined) return;
    this.left = shown;
    this.#timer = setInterval(() => {
      this.left--;
      if (this.left <= 0) this.hide();
    }, 1000);
  }

  hide(): void {
    clearInterval(this.#timer);
    this.secret = undefined;
  }

  /** Asks for three words, other ones each time; for the whole key where there are no words. */
  drill(words: number): void {
    const left = Array.from({ length: words }, (_, at) => at + 1);
    const drawn = Array.from({ length: Math.min(3, words) }, () => left.splice(Math.floor(this.#random() * left.length), 1)[0] ?? 1);
    this.asked = drawn.sort((a, b) => a - b);
    this.answers = this.asked.length > 0 ? this.asked.map(() => '') : [''];
    this.wrong = [];
    this.right = false;
    this.problem = undefined;
  }

  answer(index: number, value: string): void {
    this.answers[index] = value;
    this.wrong = this.wrong.filter((at) => at !== (this.asked?.[index] ?? 0));
  }

  /** Resolves to the first field to look at again. */
  async check(): Promise<number | undefined> {
    const asked = this.asked;
    if (!asked || this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      this.wrong = await this.#engine.checkWords(this.#given(asked));
      if (this.wrong.length > 0) return Math.max(0, asked.indexOf(this.wrong[0] ?? 0));
      this.right = true;
      this.stop();
    } catch (problem) {
      this.problem = problem as Problem;
    } finally {
      this.busy = false;
    }
    return undefined;
  }

  stop(): void {
    this.asked = undefined;
    this.answers = [];
  }

  #given(asked: number[]): Parameters<Engine['checkWords']>[0] {
    const whole = this.answers.find((answer) => asked.length === 0 || answer.trim().split(/\s+/).length >= 12);
    if (whole !== undefined) return { secret: whole };
    return { words: asked.map((at, index) => ({ at, word: this.answers[index] ?? '' })) };
  }
}
