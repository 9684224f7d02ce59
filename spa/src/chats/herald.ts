import { text } from './text';

interface News {
  count: number;
  /** What was written, when only one message came and it may be read out. */
  body?: string | undefined;
}

const pause = 1500;

/** Turns what arrives within 1.5 s into one sentence for each person. */
export class Herald {
  readonly #say: (sentence: string) => void;
  readonly #news = new Map<string, News>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  /** `body` only for the chat that is being read. */
  tell(name: string, body?: string): void {
    const count = (this.#news.get(name)?.count ?? 0) + 1;
    this.#news.set(name, { count, body: count === 1 ? body : undefined });
    this.#timer ??= setTimeout(() => this.#speak(), pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#news.clear();
  }

  #speak(): void {
    const sentences = Array.from(this.#news, ([name, { count, body }]) =>
      body === undefined ? text.news.count(name, count) : text.news.message(name, body),
    );
    this.stop();
    this.#say(sentences.join('. '));
  }
}
