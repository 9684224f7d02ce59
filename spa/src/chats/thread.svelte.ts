import { SvelteMap } from 'svelte/reactivity';
import type { Engine, Message, Problem, Reference } from '../wire/engine';
import { arrange } from './rows';

const count = 60;
/** As many unread ones are read at once so that the thread can open at the line above them. */
const most = 500;
const pause = 300;

/** One conversation as it is read and written: the loaded stretch of it, up to the newest message. */
export class Thread {
  readonly peer: string;
  messages = $state.raw<readonly Message[]>([]);
  /** Whether there is more above. Unknown, and so shown as nothing, until the first page is there. */
  older = $state.raw(false);
  opened = $state.raw(false);
  problem = $state.raw<Problem>();
  /** The line goes above this one; it stays until the reader leaves or answers. */
  firstUnread = $state.raw<string>();
  /** Arrived since the reader scrolled away from the end. */
  below = $state.raw(0);
  draft = $state('');
  /** What the message being written answers. */
  answers = $state.raw<Message>();
  readonly rows = $derived(arrange(this.messages, this.firstUnread, (message) => this.#keyOf(message)));

  /** Whether the reader is at the end. Written by the view that shows it. */
  atEnd = $state(true);
  /** When not at the end: the topmost bubble in view, and its distance from the edge. */
  place: { key: string; gap: number } | undefined;

  readonly #engine: Engine;
  /** Whether somebody is looking. */
  readonly #watched: () => boolean;
  /** Rows that came while the reader was at the end: they may move in, once. */
  readonly #arrived = new Set<string>();
  readonly #keys = new Map<string, string>();
  /** Answered messages that lie further up than what is loaded; null: this browser does not have it. */
  readonly #far = new SvelteMap<string, Message | null>();
  #sent = 0;
  #loading: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saved = '';

  constructor(engine: Engine, peer: string, draft: string, watched: () => boolean) {
    this.#engine = engine;
    this.peer = peer;
    this.draft = this.#saved = draft;
    this.#watched = watched;
  }

  /** Reads the newest page, the first time only. */
  open(unread: number): Promise<void> {
    if (this.opened) return Promise.resolve();
    return this.#once(async () => {
      const page = await this.#engine.page(this.peer, { newest: true, count: Math.min(most, Math.max(count, unread + 20)) });
      this.older = page.older;
      this.firstUnread = page.firstUnread;
      this.messages = merge(page.messages, this.messages);
      this.opened = true;
    });
  }

  /** Reads what lies above; does nothing while that is under way. */
  loadOlder(more = count): Promise<void> {
    const first = this.messages.find((message) => !isLocal(message));
    if (!this.older || !first) return Promise.resolve();
    return this.#once(async () => {
      const page = await this.#engine.page(this.peer, { before: first.id, count: more });
      this.older = page.older;
      this.firstUnread ??= page.firstUnread;
      this.messages = merge(page.messages, this.messages);
    });
  }

  /** The bubble is there before the engine has it; then it becomes the engine's message. */
  async send(body: string): Promise<void> {
    const local: Message = {
      id: `local:${++this.#sent}`,
      peer: this.peer,
      mine: true,
      kind: 'text',
      body,
      time: Date.now(),
      state: 'queued',
      ...(this.answers && !isLocal(this.answers) ? { reply: { id: this.answers.id, mine: this.answers.mine } } : {}),
    };
    this.answers = undefined;
    this.firstUnread = undefined;
    this.#arrived.add(this.#keyOf(local));
    this.messages = [...this.messages, local];
    await this.#hand(local);
  }

  async retry(message: Message): Promise<void> {
    if (isLocal(message)) {
      const { problem: _, ...again } = message;
      this.messages = replace(this.messages, message, { ...again, state: 'queued' });
      return this.#hand({ ...again, state: 'queued' });
    }
    await this.#engine.retry(this.peer, message.id).catch((problem: Problem) => (this.problem = problem));
  }

  async discard(message: Message): Promise<void> {
    if (isLocal(message)) this.messages = this.messages.filter(({ id }) => id !== message.id);
    else await this.#engine.discard(this.peer, message.id).catch((problem: Problem) => (this.problem = problem));
  }

  /** What a message answers: undefined while nobody knows yet, null when it is not here. */
  quoted(reply: Reference): Message | null | undefined {
    return this.messages.find((message) => keyed(message) === keyed(reply)) ?? this.#far.get(keyed(reply));
  }

  /** Has an answered message read that is not loaded. */
  async look(reply: Reference): Promise<void> {
    if (this.quoted(reply) !== undefined) return;
    const message = await this.#engine.message(this.peer, reply).catch(() => undefined);
    this.#far.set(keyed(reply), message ?? null);
  }

  /** The row of a message, once everything from it on is loaded; undefined when it is not here. */
  async reach(reply: Reference): Promise<string | undefined> {
    if (!this.quoted(reply)) return undefined;
    const loaded = () => this.messages.find((message) => keyed(message) === keyed(reply));
    for (let before = -1; !loaded() && this.older && before !== this.messages.length; ) {
      before = this.messages.length;
      await this.loadOlder(most);
    }
    const message = loaded();
    return message && this.#keyOf(message);
  }

  /** Takes in what the engine tells. What comes while a page is being read may be missing in that page. */
  apply(changed: readonly Message[], discarded: readonly string[]): void {
    if (!this.opened && !this.#loading) return;
    const gone = new Set(discarded);
    const known = new Set(this.messages.map(keyed));
    // A change far above must not leave a hole between itself and what is loaded.
    const floor = this.older ? (this.messages.find(({ seq }) => seq !== undefined)?.seq ?? 0) : 0;
    const here = changed.filter((message) => known.has(keyed(message)) || (message.seq ?? floor) >= floor);
    let messages = this.messages.filter((message) => !(message.mine && gone.has(message.id)));
    for (const message of here) {
      if (known.has(keyed(message))) continue;
      if (message.mine) messages = this.#adopt(messages, message);
      else this.#arrive(message);
    }
    this.messages = merge(messages, here);
  }

  write(text: string): void {
    this.draft = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.saveDraft(), pause);
  }

  /** Now, not after the pause: the reader leaves, or the page does. */
  saveDraft(): void {
    clearTimeout(this.#timer);
    if (this.draft === this.#saved) return;
    this.#saved = this.draft;
    this.#engine.draft(this.peer, this.draft).catch(() => (this.#saved = ''));
  }

  /** What was used lately; nobody is bothered when that cannot be read or kept. */
  emoji(used?: string): Promise<string[]> {
    return this.#engine.emoji(used).catch(() => []);
  }

  /** Everything up to now was seen. */
  async read(): Promise<void> {
    this.below = 0;
    await this.#engine.read(this.peer).catch((problem: Problem) => (this.problem = problem));
  }

  /** The reader leaves: next time there is no line above what was seen. */
  leave(): void {
    this.saveDraft();
    this.#arrived.clear();
    if (this.atEnd) this.firstUnread = undefined;
  }

  /** Whether a row is to move in; true once. */
  moves(key: string): boolean {
    return this.#arrived.delete(key);
  }

  #keyOf(message: Message): string {
    return this.#keys.get(message.id) ?? keyed(message);
  }

  async #hand(local: Message): Promise<void> {
    try {
      const message = await this.#engine.send(this.peer, local.body, local.reply);
      this.messages = this.#adopt([...this.messages], message);
    } catch (reason) {
      const problem = reason as Problem;
      this.messages = replace(this.messages, local, { ...local, state: 'failed', problem });
    }
  }

  // The news of a sent message may come before the answer to the call: whichever is first takes the
  // place of the oldest waiting bubble with the same text.
  #adopt(messages: Message[], message: Message): Message[] {
    if (messages.some((other) => keyed(other) === keyed(message))) return messages;
    const local = messages.find((other) => isLocal(other) && other.state === 'queued' && other.body === message.body);
    if (!local) return messages;
    this.#keys.set(message.id, this.#keyOf(local));
    return replace(messages, local, message);
  }

  #arrive(message: Message): void {
    if (this.atEnd && this.#watched()) {
      this.#arrived.add(keyed(message));
      return;
    }
    this.below++;
    this.firstUnread ??= message.id;
  }

  #once(read: () => Promise<void>): Promise<void> {
    this.#loading ??= read()
      .then(() => (this.problem = undefined))
      .catch((problem: Problem) => (this.problem = problem))
      .then(() => (this.#loading = undefined));
    return this.#loading;
  }
}

function isLocal({ id }: Message): boolean {
  return id.startsWith('local:');
}

/** Ids are unique together with the direction. */
function keyed({ id, mine }: Reference): string {
  return mine ? `>${id}` : id;
}

function replace(messages: readonly Message[], old: Message, message: Message): Message[] {
  return messages.map((other) => (other.id === old.id && other.mine === old.mine ? message : other));
}

/** Both lists as one, each message once and as the second has it, in the order of the conversation. */
function merge(messages: readonly Message[], changed: readonly Message[]): Message[] {
  const all = new Map(messages.map((message) => [keyed(message), message]));
  for (const message of changed) all.set(keyed(message), message);
  return [...all.values()].sort(order);
}

/** By the sequence of the mailbox; what is not stored yet comes last, in the order it was written. */
function order(one: Message, other: Message): number {
  if (one.seq !== undefined && other.seq !== undefined) return one.seq - other.seq;
  if (one.seq !== undefined) return -1;
  if (other.seq !== undefined) return 1;
  return one.time - other.time;
}
