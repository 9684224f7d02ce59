import type { Connection, Engine, Problem } from '../wire/engine';

export type Word = 'live' | 'connecting' | 'reconnecting' | 'offline' | 'refused';

/** A short drop is not news. */
const patience = 700;
/** After this long the thread says what happens to what is written. */
const lateness = 10_000;

/** The connection as people are told about it. */
export class Status {
  word = $state.raw<Word>('connecting');
  problem = $state.raw<Problem>();
  late = $state.raw(false);
  readonly #online: () => boolean;
  readonly #stop: () => void;
  #lived = false;
  #change: ReturnType<typeof setTimeout> | undefined;
  #delay: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, online: () => boolean) {
    this.#online = online;
    this.#delay = setTimeout(() => (this.late = true), lateness);
    this.#stop = engine.on('connection', (connection) => this.#take(connection));
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#change);
    clearTimeout(this.#delay);
  }

  #take(connection: Connection): void {
    this.problem = connection.state === 'refused' ? connection.problem : undefined;
    const word = this.#wordOf(connection);
    clearTimeout(this.#change);
    if (word === 'live') this.#live();
    else this.#away(word);
  }

  #live(): void {
    this.#lived = true;
    this.word = 'live';
    this.late = false;
    clearTimeout(this.#delay);
    this.#delay = undefined;
  }

  #away(word: Word): void {
    this.#delay ??= setTimeout(() => (this.late = true), lateness);
    if (this.word !== 'live' || word === 'refused') this.word = word;
    else this.#change = setTimeout(() => (this.word = word), patience);
  }

  // "Connecting…" is a promise that a browser without network cannot keep.
  #wordOf(connection: Connection): Word {
    if (connection.state !== 'connecting') return connection.state;
    if (!this.#online()) return 'offline';
    return this.#lived ? 'reconnecting' : 'connecting';
  }
}
