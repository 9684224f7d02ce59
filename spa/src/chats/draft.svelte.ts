import type { Reference } from '../wire/engine';

const pause = 300;

export interface Written {
  text: string;
  /** What it answers. */
  answers?: Reference | undefined;
}

/** What is being written. It is kept after a short pause, and told apart from what another tab kept. */
export class Draft {
  text = $state('');
  answers = $state.raw<Reference>();
  readonly #keep: (text: string, answers: Reference | undefined) => Promise<void>;
  /** As it is kept. */
  #kept: Written;
  /** Not answered yet: what the store tells meanwhile may be older. */
  #keeping = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(written: Written, keep: (text: string, answers: Reference | undefined) => Promise<void>) {
    this.#kept = written;
    this.text = written.text;
    this.answers = written.answers;
    this.#keep = keep;
  }

  write(text: string): void {
    this.text = text;
    this.#later();
  }

  answer(what: Reference | undefined): void {
    this.answers = what && { id: what.id, mine: what.mine };
    this.#later();
  }

  /** Now, not after the pause. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    if (same(this, this.#kept)) return;
    const kept = (this.#kept = { text: this.text, answers: this.answers });
    this.#keeping++;
    await this.#keep(kept.text, kept.answers)
      // What is not kept is tried again with the next letter.
      .catch(() => this.#kept === kept && (this.#kept = { text: '\0' }))
      .finally(() => this.#keeping--);
  }

  /** What the store has: taken over unless something is being written here. Whether it was news. */
  recall(written: Written): boolean {
    if (this.#keeping > 0 || !same(this, this.#kept) || same(written, this.#kept)) return false;
    this.#kept = written;
    this.text = written.text;
    this.answers = written.answers;
    return true;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }
}

function same(one: Written, other: Written): boolean {
  return one.text === other.text && one.answers?.id === other.answers?.id && one.answers?.mine === other.answers?.mine;
}
