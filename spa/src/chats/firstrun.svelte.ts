import type { Account, Custody, Engine } from '../wire/engine';
import type { Chats } from './chats.svelte';

export type Step = 'lock' | 'words' | 'chat' | 'proof' | 'notices';

/** What a new account lacks, read from how things are: nothing is ticked that is not so. */
export class FirstRun {
  readonly #chats: Chats;
  readonly #engine: Engine;
  readonly #account: Account;
  readonly #stops: (() => void)[];
  #custody = $state.raw<Custody>();
  #proved = $state.raw<boolean>();
  #notices = $state.raw<boolean>();

  /** In the order in which they are worth doing; what cannot be done here is not among them. */
  readonly steps = $derived.by((): { step: Step; done: boolean }[] => {
    const open = this.#custody?.open;
    if (!this.#custody || !open || !this.#chats.list) return [];
    const all: [Step, boolean | undefined][] = [
      ['lock', !this.#custody.off],
      ['words', open.words === undefined ? undefined : open.checked !== undefined],
      ['chat', this.#chats.list.length > 0],
      ['proof', open.words === undefined ? undefined : this.#proved],
      ['notices', this.#notices],
    ];
    return all.flatMap(([step, done]) => (done === undefined ? [] : [{ step, done }]));
  });
  readonly done = $derived(this.steps.filter(({ done }) => done).length);
  readonly shown = $derived(this.#custody?.open?.settled === false && this.done < this.steps.length);

  constructor(engine: Engine, chats: Chats, account: Account) {
    this.#engine = engine;
    this.#chats = chats;
    this.#account = account;
    this.#stops = [
      engine.on('custody', (custody) => (this.#custody = custody)),
      engine.on('chain', ({ primary, subjects }) => {
        if (primary === account.primary) this.#proved = subjects.some(({ status }) => status === 'active');
      }),
    ];
  }

  /** Again each time the list is looked at. What cannot be asked now is left out. */
  async look(): Promise<void> {
    const [chain, notices] = await Promise.all([
      this.#engine.chain(this.#account.primary).catch(() => undefined),
      this.#engine.notices().catch(() => undefined),
    ]);
    if (chain) this.#proved = chain.subjects.some(({ status }) => status === 'active');
    // Where the browser forbids them, nagging changes nothing.
    const possible = notices && (notices.permission === 'default' || notices.permission === 'granted');
    this.#notices = possible ? notices.on && notices.permission === 'granted' : undefined;
  }

  settle(): Promise<void> {
    return this.#engine.settle();
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}
