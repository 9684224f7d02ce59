import type { Engine, Message, Page, Place, Problem, Reference } from '../wire/engine';
import { isLocal, keyed, merge } from './sequence';

const count = 60;
/** The first page: what fills a screen, so that it is there soon. */
const first = 30;
/** As many are kept; beyond that, the end that nobody is at is given back to the store. */
export const most = 600;

/** The loaded part of a conversation. It has no holes, and need not reach either end. */
export class History {
  readonly peer: string;
  messages = $state.raw<readonly Message[]>([]);
  /** Whether there is more above. Unknown, and so shown as nothing, until the first page is there. */
  older = $state.raw(false);
  /** Whether there is more below: then what arrives is not shown yet. */
  newer = $state.raw(false);
  opened = $state.raw(false);
  problem = $state.raw<Problem>();
  readonly #engine: Engine;
  readonly #unread: (id: string | undefined) => void;
  #loading: Promise<void> | undefined;
  /** What was told while a page was being read: it may be missing in that page, or older there. */
  #meanwhile: Message[] = [];
  readonly #gone = new Set<string>();

  /** `unread` is told which message every page calls the first one not read. */
  constructor(engine: Engine, peer: string, unread: (id: string | undefined) => void) {
    this.#engine = engine;
    this.peer = peer;
    this.#unread = unread;
  }

  get loading(): boolean {
    return this.#loading !== undefined;
  }

  /** Reads what is around the first unread message, or the end; the first time only. */
  open(): Promise<void> {
    return this.opened ? Promise.resolve() : this.#once(() => this.#replace({ unread: true }, first));
  }

  /** Reads what lies above; does nothing while something is being read. */
  loadOlder(): Promise<void> {
    const first = this.messages.find((message) => !isLocal(message));
    if (!this.older || !first) return Promise.resolve();
    return this.#once(async () => {
      const page = await this.#page({ before: first });
      this.older = page.older;
      this.messages = merge(this.#current(page), this.messages);
    });
  }

  /** Reads what lies below; does nothing while something is being read. */
  loadNewer(): Promise<void> {
    const last = this.messages.findLast((message) => !isLocal(message));
    if (!this.newer || !last) return Promise.resolve();
    return this.#once(async () => {
      const page = await this.#page({ after: last });
      this.messages = merge(this.messages, this.#current(page));
      this.newer = page.newer;
    });
  }

  /** Reads the end of the conversation, unless it is loaded. */
  async loadNewest(): Promise<void> {
    await this.#next(async () => (this.newer ? this.#replace({ newest: true }) : undefined));
  }

  /** Reads what is around a message, unless it is loaded. */
  async loadAround(of: Reference): Promise<void> {
    await this.#next(async () => (this.find(of) ? undefined : this.#replace({ around: { id: of.id, mine: of.mine } })));
  }

  find(of: Reference): Message | undefined {
    return this.messages.find((message) => keyed(message) === keyed(of));
  }

  /** Takes down what is told while something is being read. */
  heard(changed: readonly Message[], discarded: readonly string[]): void {
    if (!this.#loading) return;
    this.#meanwhile.push(...changed);
    for (const id of discarded) this.#gone.add(id);
  }

  /** Whether a message that is not loaded belongs to the loaded part: a change far away must leave no hole. */
  includes({ seq }: Message): boolean {
    if (!this.opened || this.newer) return false;
    const floor = this.older ? (this.messages.find((message) => message.seq !== undefined)?.seq ?? 0) : 0;
    return (seq ?? floor) >= floor;
  }

  /** Gives back what is too much, at the end from which the reader is farther away. */
  trim(end: 'older' | 'newer'): void {
    const stored = this.messages.filter((message) => !isLocal(message));
    const extra = stored.length - most;
    if (extra <= 0) return;
    const kept = end === 'older' ? stored.slice(extra) : stored.slice(0, -extra);
    this.messages = [...kept, ...this.messages.filter(isLocal)];
    this[end] = true;
  }

  async #replace(at: Place, wanted = count): Promise<void> {
    const page = await this.#page(at, wanted);
    this.older = page.older;
    this.newer = page.newer;
    this.messages = [...this.#current(page), ...this.messages.filter(isLocal)];
    this.opened = true;
  }

  async #page(at: Place, wanted = count): Promise<Page> {
    const page = await this.#engine.page(this.peer, { ...at, count: wanted });
    this.#unread(page.firstUnread);
    return page;
  }

  /** The messages of a page as they are by now, with those that came behind it if it is the last one. */
  #current({ messages, older, newer }: Page): Message[] {
    const here = new Set(messages.map(keyed));
    const floor = older ? (messages.find(({ seq }) => seq !== undefined)?.seq ?? 0) : 0;
    const joins = ({ seq }: Message) => !newer && (seq ?? floor) >= floor;
    const changed = this.#meanwhile.filter((message) => here.has(keyed(message)) || joins(message));
    return merge(messages, changed).filter(({ mine, id }) => !(mine && this.#gone.has(id)));
  }

  #once(read: () => Promise<void>): Promise<void> {
    return this.#loading ?? this.#load(read);
  }

  async #next(read: () => Promise<void>): Promise<void> {
    while (this.#loading) await this.#loading;
    await this.#load(read);
  }

  #load(read: () => Promise<void>): Promise<void> {
    this.#meanwhile = [];
    this.#gone.clear();
    this.#loading = read()
      .then(() => (this.problem = undefined))
      .catch((problem: Problem) => (this.problem = problem))
      .then(() => (this.#loading = undefined));
    return this.#loading;
  }
}
