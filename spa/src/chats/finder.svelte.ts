import { plain } from '../protocol/likeness';
import type { Found, Problem, Reference } from '../wire/engine';

const pause = 200;

/** A search through one conversation: batch by batch from the newest message back, until it is told to stop. */
export class Finder {
  text = $state('');
  /** Newest first. */
  hits = $state.raw<readonly Reference[]>([]);
  /** Which of them is shown; -1 for none. */
  at = $state.raw(-1);
  /** How far it is, while it goes on. */
  progress = $state.raw<{ done: number; total: number }>();
  problem = $state.raw<Problem>();
  /** The end of the conversation was reached, so that there are no more hits than these. */
  complete = $state.raw(false);
  /** What is searched for, as it is compared. */
  readonly sought = $derived(plain(this.text.trim()));
  readonly #search: (sought: string, from?: number) => Promise<Found>;
  readonly #show: (hit: Reference) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The search that goes on; a later one takes its place. */
  #run = {};

  constructor(search: (sought: string, from?: number) => Promise<Found>, show: (hit: Reference) => void) {
    this.#search = search;
    this.#show = show;
  }

  write(text: string): void {
    const before = this.sought;
    this.text = text;
    if (this.sought === before) return;
    this.#reset();
    if (this.sought !== '') this.#timer = setTimeout(() => void this.#look(), pause);
  }

  /** To the next hit further back (1), or nearer to the end (-1); around the ends once all are known. */
  step(by: 1 | -1): void {
    const { length } = this.hits;
    const next = this.at + by;
    if (length === 0 || (!this.complete && (next < 0 || next >= length))) return;
    this.#go((next + length) % length);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#run = {};
    this.progress = undefined;
  }

  #reset(): void {
    this.stop();
    this.hits = [];
    this.at = -1;
    this.complete = false;
    this.problem = undefined;
  }

  async #look(): Promise<void> {
    const run = (this.#run = {});
    const { text } = this;
    let from: number | undefined;
    let done = 0;
    try {
      do {
        const found = await this.#search(text, from);
        if (run !== this.#run) return;
        done += found.searched;
        from = found.next;
        this.hits = [...this.hits, ...found.hits];
        this.complete = from === undefined;
        this.progress = this.complete ? undefined : { done, total: found.total };
        if (this.at < 0 && this.hits.length > 0) this.#go(0);
      } while (from !== undefined);
    } catch (reason) {
      if (run !== this.#run) return;
      this.progress = undefined;
      this.problem = reason as Problem;
    }
  }

  #go(at: number): void {
    this.at = at;
    const hit = this.hits[at];
    if (hit) this.#show(hit);
  }
}
