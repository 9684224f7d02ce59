import type { Conversation, Engine, Privacy as Choice, Problem } from '../wire/engine';

/** What others are told, and who may not write: as the engine has it, on whichever device it was chosen. */
export class Privacy {
  choice = $state.raw<Choice>();
  blocked = $state.raw<readonly Conversation[]>([]);
  problem = $state.raw<Problem>();
  readonly #engine: Engine;
  readonly #stops: (() => void)[];

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#stops = [
      engine.on('privacy', (choice) => (this.choice = choice)),
      // Who is blocked may have no conversation: the list says only that something changed.
      engine.on('conversations', () => void this.#do(async () => (this.blocked = await engine.blocked()))),
    ];
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  choose(change: Partial<Choice>): Promise<void> {
    return this.#do(() => this.#engine.setPrivacy(change));
  }

  unblock(peer: string): Promise<void> {
    return this.#do(async () => {
      await this.#engine.contact(peer, 'none');
      this.blocked = await this.#engine.blocked();
    });
  }

  async #do(deed: () => Promise<unknown>): Promise<void> {
    try {
      await deed();
      this.problem = undefined;
    } catch (reason) {
      this.problem = reason as Problem;
    }
  }
}
