import type { Account, Conversation, Engine, Events, Person } from '../wire/engine';
import { FirstRun } from './firstrun.svelte';
import { Herald } from './herald';
import { nameOf } from './peer';
import { text } from './text';
import { Thread } from './thread.svelte';
import { counts } from './unread';

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
}

/** Every conversation of the account, and the threads that were opened. */
export class Chats {
  /** Undefined until the store was read. */
  list = $state.raw<readonly Conversation[]>();
  /** How far a long catch-up is, while it lasts. */
  catchup = $state.raw<Events['catchup']>();
  /** The peer whose thread is on screen. */
  open = $state.raw<string>();
  readonly unread = $derived((this.list ?? []).filter((chat) => counts(chat, Date.now())).length);
  /** Where the list was scrolled to, for when it is shown again. */
  scroll = 0;
  readonly home: string;
  readonly #engine: Engine;
  #first: FirstRun | undefined;
  readonly #around: Surroundings;
  readonly #herald: Herald;
  readonly #threads = new Map<string, Thread>();
  readonly #stops: (() => void)[];
  /** The highest sequence that was told of, by peer: what is news is decided by it and not by how it came. */
  readonly #heard = new Map<string, number>();

  constructor(engine: Engine, around: Surroundings) {
    this.#engine = engine;
    this.#around = around;
    this.home = around.home;
    this.#herald = new Herald(around.say);
    this.#stops = [
      engine.on('conversations', (list) => this.#replace(list)),
      engine.on('messages', (news) => this.#take(news)),
      engine.on('catchup', (catchup) => (this.catchup = catchup.done < catchup.total ? catchup : undefined)),
    ];
  }

  /** What a new account lacks; one for as long as somebody is signed in. */
  firstRun(account: Account): FirstRun {
    this.#first ??= new FirstRun(this.#engine, this, account);
    return this.#first;
  }

  close(): void {
    this.#first?.close();
    for (const thread of this.#threads.values()) thread.saveDraft();
    for (const stop of this.#stops) stop();
    this.#herald.stop();
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

  #watched(peer: string): boolean {
    return this.open === peer && this.#around.visible();
  }

  #replace(list: readonly Conversation[]): void {
    // What is there when the list is first read is not news.
    if (!this.list) for (const { peer, last } of list) if (last?.seq !== undefined) this.#heard.set(peer, last.seq);
    for (const conversation of list) this.#threads.get(conversation.peer)?.recall(conversation);
    this.list = list;
  }

  #take({ peer, changed, discarded }: Events['messages']): void {
    const thread = this.#threads.get(peer);
    const followed = this.#watched(peer) && thread?.atEnd === true;
    thread?.apply(changed, discarded);
    const name = this.#nameOf(peer);
    for (const { mine, seq, state, body } of changed) {
      if (mine && state === 'failed') this.#around.alert(text.news.failed(name));
      if (mine || seq === undefined || seq <= (this.#heard.get(peer) ?? 0)) continue;
      this.#heard.set(peer, seq);
      if (!this.catchup) this.#herald.tell(name, followed ? body : undefined);
    }
  }

  #nameOf(peer: string): string {
    return nameOf(this.list?.find((one) => one.peer === peer) ?? { peer, server: this.home }, this.home);
  }
}
