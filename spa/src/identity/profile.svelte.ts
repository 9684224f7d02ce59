import type { Conversation, Engine, Person, Problem } from '../wire/engine';
import { Proofs } from './proofs.svelte';
import { Sigchain } from './sigchain.svelte';

/** What is known of somebody else: the registration where the node was asked, otherwise what the chats have. */
export type Known = Pick<Person, 'primary' | 'server'> & Partial<Person>;

/** Somebody else, as this browser sees them. */
export class Profile {
  person = $state.raw<Known>();
  problem = $state.raw<Problem>();
  /** The reader asked for themselves. */
  self = $state(false);
  sigchain = $state.raw<Sigchain>();
  proofs = $state.raw<Proofs>();
  readonly conversation: Conversation | undefined = $derived.by(() => this.#list?.find(({ peer }) => peer === this.person?.primary));
  #list = $state.raw<readonly Conversation[]>();
  readonly #engine: Engine;
  readonly #who: string;
  readonly #home: string;
  readonly #stop: () => void;

  constructor(engine: Engine, who: string, home: string) {
    this.#engine = engine;
    this.#who = who;
    this.#home = home;
    this.#stop = engine.on('conversations', (list) => (this.#list = list));
  }

  close(): void {
    this.#stop();
    this.sigchain?.close();
  }

  /** Somebody there is a chat with is that one, whatever the handle leads to today; the node is asked about everybody. */
  async open(): Promise<void> {
    this.problem = undefined;
    const known = this.#known();
    if (known) this.#show(known);
    try {
      this.#show(await this.#engine.lookup(known?.primary ?? this.#who));
    } catch (reason) {
      const problem = reason as Problem;
      if (problem.code === 'yourself') this.self = true;
      else this.problem = problem;
    }
  }

  #show(person: Known): void {
    this.person = person;
    if (this.sigchain?.primary !== person.primary) {
      this.sigchain?.close();
      this.sigchain = new Sigchain(this.#engine, person.primary);
      this.proofs = new Proofs(this.#engine, this.sigchain);
    }
    void this.sigchain.ask();
    // Whether the handle still is theirs; offline nobody can tell.
    if (this.conversation) void this.#engine.look(person.primary).catch(() => undefined);
  }

  #known(): Known | undefined {
    const [handle = '', server = this.#home] = this.#who.toLowerCase().replace(/^@/, '').split('@');
    const all = this.#list ?? [];
    const named = all.filter((one) => one.handle === handle && one.server === server);
    // Where two here go by one handle, the node says whom it means.
    const found = all.find(({ peer }) => peer === this.#who) ?? (named.length === 1 ? named[0] : undefined);
    return found && { primary: found.peer, server: found.server, ...(found.handle === undefined ? {} : { handle: found.handle }) };
  }
}
