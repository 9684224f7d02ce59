import type { Account, Contact, Conversation, Engine, Events, MarkChange, Person, Problem } from '../wire/engine';
import { explain } from '../language/problem';
import { FirstRun } from './firstrun.svelte';
import { Herald } from './herald';
import { nameOf } from './peer';
import { SvelteMap } from 'svelte/reactivity';
import { counts, type Filter, nextSound, shelved } from './shelf';
import { text } from './text';
import { Thread } from './thread.svelte';

/** What the chats need besides the engine. */
export interface Surroundings {
  /** The domain of the own server: people there go by their handle alone. */
  home: string;
  /** Whether single letters do something in the list of messages. */
  letters: () => boolean;
  /** Whether the page is in view. */
  visible: () => boolean;
  say: (sentence: string) => void;
  alert: (sentence: string) => void;
  /** A line that goes by itself, with what can be done about it. */
  toast: (sentence: string, action?: { label: string; run: () => void }) => void;
  now: () => number;
}

/** Timers take 31 bits. */
const longest = 2 ** 31 - 1;
const longestTyping = 6000;

/** Every conversation of the account, and the threads that were opened. */
export class Chats {
  /** Undefined until the store was read. */
  list = $state.raw<readonly Conversation[]>();
  /** How far a long catch-up is, while it lasts. */
  catchup = $state.raw<Events['catchup']>();
  /** The peer whose thread is on screen. */
  open = $state.raw<string>();
  /** Which of them the list shows. */
  filter = $state<Filter>('all');
  /** As of when chats are mute or not. */
  #now = $state(0);
  readonly unread = $derived((this.list ?? []).filter((one) => counts(one, this.#now)).length);
  readonly shown = $derived(shelved(this.list ?? [], this.filter));
  readonly requests = $derived(shelved(this.list ?? [], 'requests').length);
  readonly archived = $derived(shelved(this.list ?? [], 'archived').length);
  /** Where the list was scrolled to, for when it is shown again. */
  scroll = 0;
  readonly home: string;
  readonly #engine: Engine;
  #first: FirstRun | undefined;
  readonly #around: Surroundings;
  readonly #herald: Herald;
  readonly #threads = new Map<string, Thread>();
  readonly #stops: (() => void)[];
  /** Who types right now, and when that is over if nothing else comes. */
  readonly #typing = new SvelteMap<string, ReturnType<typeof setTimeout>>();
  /** The highest sequence that was told of, by peer: what is news is decided by it and not by how it came. */
  readonly #heard = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, around: Surroundings) {
    this.#engine = engine;
    this.#around = around;
    this.home = around.home;
    this.#herald = new Herald(around.say);
    this.#stops = [
      engine.on('conversations', (list) => this.#replace(list)),
      engine.on('messages', (news) => this.#take(news)),
      engine.on('typing', ({ peer, until }) => this.#types(peer, until)),
      engine.on('catchup', (catchup) => (this.catchup = catchup.done < catchup.total ? catchup : undefined)),
    ];
  }

  /** What a new account lacks; one for as long as somebody is signed in. */
  firstRun(account: Account): FirstRun {
    this.#first ??= new FirstRun(this.#engine, this, account);
    return this.#first;
  }

  /** What is being written is kept when this resolves. */
  async save(): Promise<void> {
    await Promise.all(Array.from(this.#threads.values(), (thread) => thread.saveDraft()));
  }

  close(): void {
    this.#first?.close();
    void this.save();
    for (const stop of this.#stops) stop();
    this.#herald.stop();
    clearTimeout(this.#timer);
    for (const timer of this.#typing.values()) clearTimeout(timer);
  }

  /** The same thread every time: it keeps its place, its draft and what it loaded. */
  thread(conversation: Conversation): Thread {
    const { peer } = conversation;
    let thread = this.#threads.get(peer);
    if (thread) return thread;
    // It outlives the view that asks for it first, and what it derives must, too.
    let made: Thread | undefined;
    this.#stops.push($effect.root(() => void (made = new Thread(this.#engine, conversation, () => this.#watched(peer)))));
    thread = made as unknown as Thread;
    this.#threads.set(peer, thread);
    return thread;
  }

  get letters(): boolean {
    return this.#around.letters();
  }

  lookup(address: string): Promise<Person> {
    return this.#engine.lookup(address);
  }

  start(person: Person): Promise<void> {
    return this.#engine.start(person);
  }

  /** Whether the person is who they were: their conversation tells. Offline nobody can say. */
  look(peer: string): void {
    void this.#engine.look(peer).catch(() => undefined);
  }

  /** What changed meanwhile stays to be looked at. */
  accept(peer: string, state: string): void {
    void this.#engine.accept(peer, state).catch(() => undefined);
  }

  types(peer: string): boolean {
    return this.#typing.has(peer);
  }

  #types(peer: string, until: number): void {
    this.#rests(peer);
    const rest = Math.min(longestTyping, until - this.#around.now());
    if (rest > 0) this.#typing.set(peer, setTimeout(() => this.#rests(peer), rest));
  }

  #rests(peer: string): void {
    clearTimeout(this.#typing.get(peer));
    this.#typing.delete(peer);
  }

  get now(): number {
    return this.#now;
  }

  /** Why not is said: whoever asked may be a menu that is gone by then. */
  async mark(peer: string, change: MarkChange): Promise<void> {
    await this.#engine.mark(peer, change).catch((problem: Problem) => this.#around.toast(explain(problem)));
  }

  async archive({ peer, marks: { pinned = false } }: Conversation): Promise<void> {
    await this.mark(peer, { archived: true });
    const run = () => void this.mark(peer, pinned ? { pinned } : { archived: false });
    this.#around.toast(text.manage.archived, { label: text.manage.undo, run });
  }

  async contact(peer: string, contact: Contact): Promise<void> {
    await this.#engine.contact(peer, contact).catch((problem: Problem) => this.#around.toast(explain(problem)));
  }

  /** A stranger's request goes with it; somebody else's conversation stays. */
  async block(peer: string, request: boolean): Promise<void> {
    await this.contact(peer, 'blocked');
    if (request) await this.forget(peer);
  }

  unblock({ peer }: Conversation): Promise<void> {
    return this.contact(peer, 'none');
  }

  read(peer: string): Promise<void> {
    return this.#engine.read(peer).catch((problem: Problem) => this.#around.toast(explain(problem)));
  }

  /** Deletes it here. What was written in it and not sent goes with it. */
  async forget(peer: string): Promise<void> {
    await this.#engine.forget(peer).catch((problem: Problem) => this.#around.toast(explain(problem)));
  }

  #watched(peer: string): boolean {
    return this.open === peer && this.#around.visible();
  }

  #replace(list: readonly Conversation[]): void {
    // What is there when the list is first read is not news.
    if (!this.list) for (const { peer, last } of list) if (last?.seq !== undefined) this.#heard.set(peer, last.seq);
    for (const conversation of list) this.#threads.get(conversation.peer)?.recall(conversation);
    this.list = list;
    // A thread that was deleted must not come back with what it had loaded.
    const known = new Set(list.map(({ peer }) => peer));
    for (const peer of this.#threads.keys()) if (!known.has(peer)) this.#threads.delete(peer);
    // What is empty is not offered, and not stood in front of either.
    if ((this.filter === 'requests' && this.requests === 0) || (this.filter === 'archived' && this.archived === 0)) this.filter = 'all';
    this.#tick();
  }

  /** Some chat is not mute any more: it counts again. */
  #tick(): void {
    this.#now = this.#around.now();
    clearTimeout(this.#timer);
    const next = nextSound(this.list ?? [], this.#now);
    if (next !== undefined) this.#timer = setTimeout(() => this.#tick(), Math.min(longest, next - this.#now));
  }

  #take({ peer, changed, discarded }: Events['messages']): void {
    const thread = this.#threads.get(peer);
    const followed = this.#watched(peer) && thread?.atEnd === true;
    thread?.apply(changed, discarded);
    const name = this.#nameOf(peer);
    const quiet = this.#quiet(peer);
    for (const { mine, seq, state, body } of changed) {
      if (mine && state === 'failed') this.#around.alert(text.news.failed(name));
      if (mine || seq === undefined || seq <= (this.#heard.get(peer) ?? 0)) continue;
      this.#heard.set(peer, seq);
      this.#rests(peer);
      if (!this.catchup && (followed || !quiet)) this.#herald.tell(name, followed ? body : undefined);
    }
  }

  /** Nobody is told of strangers, of blocked people and of what is mute; who reads it now sees it. */
  #quiet(peer: string): boolean {
    const one = this.list?.find((other) => other.peer === peer);
    return !one || !counts({ ...one, unread: 1 }, this.#around.now());
  }

  #nameOf(peer: string): string {
    return nameOf(this.list?.find((one) => one.peer === peer) ?? { peer, server: this.home }, this.home);
  }
}
