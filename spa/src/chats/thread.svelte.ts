import { SvelteMap } from 'svelte/reactivity';
import type { Conversation, Details, Engine, Found, Message, Problem, Reference } from '../wire/engine';
import { Draft } from './draft.svelte';
import { History, most } from './history.svelte';
import { arrange } from './rows';
import { isLocal, keyed, merge, replace } from './sequence';

/** Milliseconds for which the line stays at least. */
const lasting = 5000;

/** What a thread begins with. */
type Kept = Pick<Conversation, 'peer' | 'draft' | 'answers'>;

/** One conversation as it is read and written. */
export class Thread {
  readonly peer: string;
  readonly history: History;
  /** The line goes above this one; it stays until the reader leaves or answers. */
  firstUnread = $state.raw<string>();
  /** What is searched for in this conversation, as it is compared, and the hit that is shown. */
  sought = $state('');
  hit = $state.raw<Reference>();
  readonly rows = $derived.by(() => {
    const { newer, messages } = this.history;
    // What was written here comes at the very end, and that is not loaded.
    const shown = newer ? messages.filter((message) => !isLocal(message)) : messages;
    return arrange(shown, this.firstUnread, (message) => this.#keyOf(message));
  });

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
  /** Answered messages that are not loaded; null: this browser does not have it. */
  readonly #far = new SvelteMap<string, Message | null>();
  /** Since when the line is there, and whether what is below it was read since. */
  #line = { since: 0, passed: false };
  #dropping: ReturnType<typeof setTimeout> | undefined;
  #sent = 0;
  readonly #draft: Draft;

  constructor(engine: Engine, { peer, draft, answers }: Kept, watched: () => boolean) {
    this.#engine = engine;
    this.peer = peer;
    this.#draft = new Draft({ text: draft, answers }, (text, answered) => engine.draft(peer, text, answered));
    this.#watched = watched;
    this.history = new History(engine, peer, (id) => id !== undefined && this.firstUnread === undefined && this.#draw(id));
  }

  /** Reads what is around the first unread message, or the end; the first time only. */
  open(): Promise<void> {
    return this.history.open().then(() => this.#recall());
  }

  loadOlder(): Promise<void> {
    return this.history.loadOlder().then(() => (this.atEnd ? undefined : this.history.trim('newer')));
  }

  loadNewer(): Promise<void> {
    return this.history.loadNewer().then(() => this.history.trim('older'));
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
    // Before the engine has it: a page with the engine's message and the bubble would be twins.
    if (this.history.newer) await this.history.loadNewest();
    this.#drop();
    this.#arrived.add(this.#keyOf(local));
    this.history.messages = [...this.history.messages, local];
    await this.#hand(local);
  }

  async retry(message: Message): Promise<void> {
    if (isLocal(message)) {
      const { problem: _, ...again } = message;
      this.history.messages = replace(this.history.messages, message, { ...again, state: 'queued' });
      return this.#hand({ ...again, state: 'queued' });
    }
    await this.#engine.retry(this.peer, message.id).catch((problem: Problem) => (this.history.problem = problem));
  }

  async discard(message: Message): Promise<void> {
    if (isLocal(message)) this.history.messages = this.history.messages.filter(({ id }) => id !== message.id);
    else await this.#engine.discard(this.peer, message.id).catch((problem: Problem) => (this.history.problem = problem));
  }

  /** What a message answers: undefined while nobody knows yet, null when it is not here. */
  quoted(reply: Reference): Message | null | undefined {
    return this.history.find(reply) ?? this.#far.get(keyed(reply));
  }

  /** Has an answered message read that is not loaded. */
  async look(reply: Reference): Promise<void> {
    if (this.quoted(reply) !== undefined) return;
    const message = await this.#engine.message(this.peer, reply).catch(() => undefined);
    this.#far.set(keyed(reply), message ?? null);
  }

  /** The row of a message, once what is around it is loaded; undefined when it is not here. */
  async reach(of: Reference): Promise<string | undefined> {
    await this.look(of);
    if (!this.quoted(of)) return undefined;
    await this.history.loadAround(of);
    const message = this.history.find(of);
    return message && this.#keyOf(message);
  }

  /** The first unread message, when it lies below all that is loaded. */
  async lineBelow(): Promise<Reference | undefined> {
    const line = { id: this.firstUnread ?? '', mine: false };
    if (!this.history.newer || line.id === '' || this.history.find(line)) return undefined;
    await this.look(line);
    const last = this.history.messages.findLast(({ seq }) => seq !== undefined)?.seq;
    const at = this.quoted(line)?.seq;
    return at !== undefined && last !== undefined && at > last ? line : undefined;
  }

  /** Takes in what the engine tells. */
  apply(changed: readonly Message[], discarded: readonly string[]): void {
    const { history } = this;
    if (!history.opened && !history.loading) return;
    history.heard(changed, discarded);
    const gone = new Set(discarded);
    let messages = history.messages.filter((message) => !(message.mine && gone.has(message.id)));
    const known = new Set(messages.map(keyed));
    const here = changed.filter((message) => known.has(keyed(message)) || history.includes(message));
    for (const message of changed) {
      if (known.has(keyed(message))) continue;
      if (message.mine) messages = this.#adopt(messages, message);
      else if (!history.opened || history.newer || history.includes(message)) this.#arrive(message);
    }
    history.messages = merge(messages, here);
    if (this.atEnd && messages.length > 2 * most) history.trim('older');
  }

  get draft(): string {
    return this.#draft.text;
  }

  /** What the message being written answers, once it was read. */
  get answers(): Message | undefined {
    const { answers } = this.#draft;
    return answers && (this.quoted(answers) ?? undefined);
  }

  set answers(message: Message | undefined) {
    // It is at hand, loaded or not.
    if (message) this.#far.set(keyed(message), message);
    this.#draft.answer(message);
  }

  /** The reader typed something, and did not only have it put there. */
  typed(): void {
    void this.#engine.typing(this.peer).catch(() => undefined);
  }

  write(text: string): void {
    this.#draft.write(text);
  }

  /** Now, not after the pause: the reader leaves, or the page does. */
  saveDraft(): Promise<void> {
    return this.#draft.save();
  }

  /** What was kept, here or by another tab. */
  recall({ draft, answers }: Kept): void {
    if (this.#draft.recall({ text: draft, answers }) && this.history.opened) void this.#recall();
  }

  details(of: Reference): Promise<Details> {
    return this.#engine.details(this.peer, { id: of.id, mine: of.mine });
  }

  search(sought: string, from?: number): Promise<Found> {
    return this.#engine.search(this.peer, sought, from);
  }

  /** What was used lately; nobody is bothered when that cannot be read or kept. */
  emoji(used?: string): Promise<string[]> {
    return this.#engine.emoji(used).catch(() => []);
  }

  /** Everything up to now was seen. */
  async read(): Promise<void> {
    this.#line.passed = true;
    await this.#engine.read(this.peer).catch((problem: Problem) => (this.history.problem = problem));
  }

  /** The reader leaves: next time there is no line above what was seen. */
  leave(): void {
    this.saveDraft();
    this.#arrived.clear();
    if (this.atEnd) this.#drop();
  }

  /** Whether a row is to move in; true once. */
  moves(key: string): boolean {
    return this.#arrived.delete(key);
  }

  /** The message that a kept draft answers is read with the thread; what is gone is answered no more. */
  async #recall(): Promise<void> {
    const { answers } = this.#draft;
    if (!answers) return;
    await this.look(answers);
    if (this.quoted(answers) === null && this.#draft.answers === answers) this.#draft.answer(undefined);
  }

  #keyOf(message: Message): string {
    return this.#keys.get(keyed(message)) ?? keyed(message);
  }

  async #hand(local: Message): Promise<void> {
    try {
      const message = await this.#engine.send(this.peer, local.body, local.reply);
      this.history.messages = this.#adopt([...this.history.messages], message);
    } catch (reason) {
      const problem = reason as Problem;
      this.history.messages = replace(this.history.messages, local, { ...local, state: 'failed', problem });
    }
  }

  // The news of a sent message may come before the answer to the call: whichever is first takes the
  // place of the oldest waiting bubble with the same text.
  #adopt(messages: Message[], message: Message): Message[] {
    if (messages.some((other) => keyed(other) === keyed(message))) return messages;
    const local = messages.find((other) => isLocal(other) && other.state === 'queued' && other.body === message.body);
    if (!local) return messages;
    if (this.history.newer) return messages.filter((other) => other !== local);
    this.#keys.set(keyed(message), this.#keyOf(local));
    return replace(messages, local, message);
  }

  #arrive(message: Message): void {
    if (this.atEnd && this.#watched()) {
      this.#arrived.add(keyed(message));
      return;
    }
    if (this.firstUnread === undefined || this.#line.passed) this.#draw(message.id);
  }

  #draw(id: string): void {
    // A line that was drawn just now is still being looked for, though what is below it is read.
    if (this.firstUnread !== undefined && Date.now() - this.#line.since < lasting) return;
    clearTimeout(this.#dropping);
    this.#line = { since: Date.now(), passed: false };
    this.firstUnread = id;
  }

  #drop(): void {
    clearTimeout(this.#dropping);
    const left = this.#line.since + lasting - Date.now();
    if (left > 0) this.#dropping = setTimeout(() => (this.firstUnread = undefined), left);
    else this.firstUnread = undefined;
  }
}
