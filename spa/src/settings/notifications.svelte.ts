import type { Engine, NoticeChoice, Notices, Problem } from '../wire/engine';

/** What this device tells its owner, as the settings show and change it. */
export class Notifications {
  notices = $state.raw<Notices>();
  /** What is being changed: asking the browser and its push service takes a while. */
  changing = $state.raw<keyof NoticeChoice>();
  test = $state.raw<'none' | 'sending' | 'shown' | Problem>('none');
  problem = $state.raw<Problem>();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async read(): Promise<void> {
    await this.#take(this.#engine.notices());
  }

  async change(change: Partial<NoticeChoice>): Promise<void> {
    if (this.changing) return;
    [this.changing] = Object.keys(change) as (keyof NoticeChoice)[];
    await this.#take(this.#engine.setNotices(change));
    this.changing = undefined;
  }

  /** Shows what a message would show, at once. */
  async try(title: string, body: string): Promise<void> {
    this.test = 'sending';
    this.test = await this.#engine.show({ tag: 'test', title, body, path: '/settings' }).then(
      () => 'shown' as const,
      (problem: Problem) => problem,
    );
  }

  async #take(answer: Promise<Notices>): Promise<void> {
    try {
      this.notices = await answer;
      this.problem = undefined;
    } catch (problem) {
      this.problem = problem as Problem;
    }
  }
}
