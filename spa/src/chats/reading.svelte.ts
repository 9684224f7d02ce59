import { tick } from 'svelte';
import { around, beginning, length, moved } from './stretch';
import type { Thread } from './thread.svelte';

/** As near to the end as counts for being there. */
const near = 40;
/** Space above a row that is shown. */
const space = 3 * near;

/** What of a thread is in the page, and where its reader is. Nothing but the reader moves what is read. */
export class Reading {
  /** Written by the view. */
  viewport = $state.raw<HTMLElement>();
  readonly thread: Thread;
  /** The row at which the stretch in the page begins; undefined: it ends with the newest. */
  #start = $state.raw<string>();
  readonly from = $derived.by(() => beginning(this.#rows, this.#start));
  readonly shown = $derived.by(() => this.#rows.slice(this.from, this.from + length));
  /** The last loaded row is in the page; then also the newest one, unless there is more. */
  readonly #bottom = $derived.by(() => this.from + length >= this.#rows.length);
  readonly #complete = $derived.by(() => this.#bottom && !this.thread.history.newer);

  constructor(thread: Thread) {
    this.thread = thread;
  }

  get #rows() {
    return this.thread.rows;
  }

  /** Where the reader was, or the line above what is new, or the end. */
  open(): void {
    setTimeout(() => {
      this.#painted = true;
      this.#look();
    }, 100);
    const { thread } = this;
    const index = this.#rows.findIndex((row) => (thread.place ? row.key === thread.place.key : row.unread));
    thread.atEnd = index < 0;
    if (index < 0) return this.settle();
    this.#start = around(this.#rows, index);
    thread.place ??= { key: this.#rows[index]?.key ?? '', gap: space };
    void tick().then(() => this.settle());
  }

  bubbleOf(key: string): HTMLElement | null | undefined {
    return this.viewport?.querySelector<HTMLElement>(`article[data-key="${CSS.escape(key)}"]`);
  }

  /** Takes down the topmost bubble in view and its distance from the edge. */
  remember(): void {
    if (!this.viewport || this.thread.atEnd) return;
    const edge = this.viewport.getBoundingClientRect().top;
    const bubbles = [...this.viewport.querySelectorAll<HTMLElement>('article')];
    const top = bubbles.find((bubble) => bubble.getBoundingClientRect().bottom > edge);
    if (top?.dataset.key) this.thread.place = { key: top.dataset.key, gap: this.#gapOf(top) };
  }

  /** Brings the reader back to the end, or to the place taken down, before anything is painted. */
  settle(): void {
    const { viewport, thread } = this;
    if (!viewport) return;
    const bubble = thread.place && this.bubbleOf(thread.place.key);
    if (thread.atEnd) this.#follow(viewport);
    else if (bubble && thread.place) viewport.scrollTop += this.#gapOf(bubble) - thread.place.gap;
    // What fits into the window is never scrolled, and is at its end all the same.
    if (this.#complete && below(viewport) <= near) thread.atEnd = true;
    this.#look();
  }

  scrolled(): void {
    const { viewport, thread } = this;
    if (!viewport) return;
    thread.atEnd = this.#complete && below(viewport) <= near;
    this.remember();
    // While the end is followed the stretch goes along; otherwise it stays with what is read.
    if (thread.atEnd) {
      this.#start = undefined;
      thread.place = undefined;
    } else this.#start ??= this.shown[0]?.key;
    this.#look();
  }

  toEnd(): void {
    this.thread.atEnd = true;
    this.thread.place = undefined;
    this.#start = undefined;
    void tick().then(() => this.settle());
  }

  /** Puts a loaded row into view, by default with some space above it. */
  async show(key: string, gap = space): Promise<void> {
    this.thread.atEnd = false;
    this.thread.place = { key, gap };
    this.#start = around(this.#rows, this.#rows.findIndex((row) => row.key === key));
    await tick();
    // With the stretch the rows in the page changed, and what was read before was taken down once more.
    this.thread.place = { key, gap };
    this.settle();
  }

  /** Into the page, wherever it is to be seen. */
  async bring(index: number): Promise<void> {
    if (index < this.from || index >= this.from + length) this.#start = around(this.#rows, index);
    await tick();
  }

  /** First to the line, when that lies below; then to the end. */
  async jump(): Promise<void> {
    const far = await this.thread.lineBelow();
    const line = far ? await this.thread.reach(far) : this.#lineBelow();
    if (line !== undefined) return this.show(line);
    await this.thread.history.loadNewest();
    this.toEnd();
  }

  /** The row under the line, when it is loaded and lies below what is in view. */
  #lineBelow(): string | undefined {
    const index = this.#rows.findIndex((row) => row.unread);
    const key = this.#rows[index]?.key;
    const bubble = key === undefined ? undefined : this.bubbleOf(key);
    const isBelow = bubble ? this.#gapOf(bubble) > (this.viewport?.clientHeight ?? 0) : index > this.from;
    return isBelow ? key : undefined;
  }

  /** In a page that nobody sees, the line above what is new does not leave the view. */
  #follow(viewport: HTMLElement): void {
    viewport.scrollTop = viewport.scrollHeight;
    const key = document.visibilityState === 'hidden' ? this.#rows.find((row) => row.unread)?.key : undefined;
    const bubble = key === undefined ? undefined : this.bubbleOf(key);
    if (!key || !bubble || this.#gapOf(bubble) >= space) return;
    viewport.scrollTop += this.#gapOf(bubble) - space;
    this.thread.atEnd = false;
    this.thread.place = { key, gap: this.#gapOf(bubble) };
    this.#start ??= this.shown[0]?.key;
  }

  /** What was opened is painted before anything more is read. */
  #painted = false;

  /** Moves the stretch, or has more read, when one of its ends comes near. */
  #look(): void {
    const { viewport, thread, from } = this;
    if (!viewport || !this.#painted) return;
    const above = viewport.scrollTop;
    const rest = below(viewport);
    const margin = viewport.clientHeight;
    if (above < margin && from > 0) this.#start = moved(this.#rows, from, 'up');
    else if (rest < margin && !this.#bottom) this.#start = moved(this.#rows, from, 'down');
    if (above < 2 * margin && from === 0 && thread.history.older) void thread.loadOlder();
    else if (rest < 2 * margin && this.#bottom && thread.history.newer) void thread.loadNewer();
  }

  #gapOf(element: Element): number {
    return element.getBoundingClientRect().top - (this.viewport?.getBoundingClientRect().top ?? 0);
  }
}

/** How much there is to scroll down. */
function below({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
