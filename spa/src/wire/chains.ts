import type { BoxOf } from '../protocol/box';
import { append, boxes, certified, type ChainState, deviceKey, emptyChain, HeadMoved } from '../protocol/chain';
import type { ID } from '../protocol/id';
import { type Key, keyHex } from '../protocol/key';
import { Refused } from '../protocol/refused';
import { type Head, type Link, readLines } from '../protocol/sigchain';
import { type Answer, answered, type Directory } from './directory';
import type { ChainTrouble } from './engine';
import { Failure, refuse } from './problem';
import type { Store } from './store';

/** A chain as far as it was seen. Each link was verified before it came here; the record is sealed like every other. */
export interface Followed {
  state: ChainState;
  /** Milliseconds of the node's clock at which it last answered; 0 for never. */
  asked: number;
  /** What the node shows does not go on from what it showed before. Nothing of it is believed. */
  trouble?: ChainTrouble;
}

/** Whatever a chain says is taken to hold that long. The node shuts a revoked device out meanwhile. */
const fresh = 10 * 60_000;
/** After a question that got no answer. */
const restAfterFailure = 30_000;
/** A letter to somebody new waits so long for the first answer, and goes without it. */
const patience = 2000;
/** Both are the node's clock, but ours runs a little apart from it. */
const margin = 5000;
/** A letter of a device is judged by a chain that is at most so much older (docs/protocol.md, "Box v1"). */
const staleFor = 30_000;
const appendTries = 8;

/** Follows sigchains: fetched, verified, kept, and compared with what was seen of them. */
export class Chains {
  readonly #directory: Directory;
  readonly #store: Store;
  readonly #now: () => number;
  readonly #told: (account: Key, followed: Followed) => void;
  readonly #seen = new Map<Key, Promise<Followed>>();
  readonly #asking = new Map<Key, Promise<Followed>>();
  readonly #failed = new Map<Key, number>();

  constructor(directory: Directory, store: Store, now: () => number, told: (account: Key, followed: Followed) => void) {
    this.#directory = directory;
    this.#store = store;
    this.#now = now;
    this.#told = told;
  }

  /** As far as it was seen; nobody is asked. */
  seen(account: Key): Promise<Followed> {
    const known = this.#seen.get(account) ?? this.#kept(account);
    this.#seen.set(account, known);
    return known;
  }

  /** Another tab wrote it. */
  forget(account: Key): void {
    this.#seen.delete(account);
  }

  /** As seen, at once; behind that the node is asked when it is time. Only the first answer is waited for. */
  async current(account: Key): Promise<Followed> {
    const seen = await this.seen(account);
    const rests = this.#now() - (this.#failed.get(account) ?? 0) < restAfterFailure;
    if (this.#now() - seen.asked < fresh || rests) return seen;
    const asking = this.ask(account).catch(() => seen);
    return seen.asked > 0 ? seen : Promise.race([asking, later(patience, seen)]);
  }

  /** What the node says now. Rejects when it does not answer. */
  ask(account: Key): Promise<Followed> {
    const asking =
      this.#asking.get(account) ??
      this.#ask(account).finally(() => {
        this.#asking.delete(account);
      });
    this.#asking.set(account, asking);
    return asking;
  }

  /** The devices that a letter between these accounts is sealed to. */
  async readers(...accounts: Key[]): Promise<BoxOf[]> {
    const followed = await Promise.all(accounts.map((account) => this.current(account)));
    return followed.flatMap(({ state }) => boxes(state));
  }

  /**
   * The key of a device that was not revoked before a time, Infinity where the node gave none. A chain that is too
   * old for the letter, or older and does not know the device, is asked for again; rejects when nobody answers.
   */
  async deviceKey(account: Key, device: ID, time: number): Promise<Key | undefined> {
    let followed = await this.current(account);
    const unknown = !certified(followed.state).some(({ id }) => id === device);
    const at = time === Infinity ? this.#now() : time;
    const since = unknown && time !== Infinity ? at + margin : at - staleFor;
    if (followed.asked < since) followed = await this.ask(account);
    return deviceKey(followed.state, device, time);
  }

  /**
   * Appends what `sign` makes for the head, however the chain grows meanwhile. `done` says that there is nothing
   * (more) to do: an earlier try may have got through and its answer been lost.
   */
  async append(account: Key, done: (state: ChainState) => boolean, sign: (head: Head) => Promise<Link>): Promise<ChainState> {
    for (let tries = 1; ; tries++) {
      const { state, trouble } = await this.ask(account);
      if (trouble) throw refuse('sigchain-changed', 'The server shows another history', trouble.detail);
      if (done(state)) return state;
      const { raw } = await sign(state.head);
      try {
        const answer = await this.#directory.ask(path(account), { method: 'POST', body: raw, headers: { 'Content-Type': 'application/json' } });
        if (answer.status === 200 || answer.status === 201) return (await this.#askAnew(account)).state;
        throw answered(answer);
      } catch (error) {
        const code = error instanceof Failure ? error.problem.code : '';
        if ((code !== 'head-moved' && code !== 'no-network') || tries === appendTries) throw error;
      }
    }
  }

  /** Not the answer to a question from before the event. */
  async #askAnew(account: Key): Promise<Followed> {
    await this.#asking.get(account)?.catch(() => undefined);
    return this.ask(account);
  }

  async #kept(account: Key): Promise<Followed> {
    return (await this.#store.fact<Followed>(`chain ${account}`)) ?? { state: emptyChain, asked: 0 };
  }

  async #ask(account: Key): Promise<Followed> {
    const asked = this.#now();
    const before = await this.seen(account);
    let after: Followed;
    try {
      after = { ...(await follow(this.#directory, account, before.state)), asked };
      this.#failed.delete(account);
    } catch (error) {
      this.#failed.set(account, asked);
      throw error;
    }
    const settled = await this.#store.exclusive(async () => {
      const kept = await this.#kept(account);
      // Another tab may have seen more by now.
      if (kept.state.head.seq > after.state.head.seq) return kept;
      await this.#store.keep(`chain ${account}`, after);
      return after;
    });
    this.#seen.set(account, Promise.resolve(settled));
    const changed = settled.state.head.hash !== before.state.head.hash || settled.trouble?.kind !== before.trouble?.kind;
    if (changed) this.#told(account, settled);
    return settled;
  }
}

/** Asks for what comes after what was seen, and goes on from there or says why it cannot. */
export async function follow(directory: Directory, account: Key, seen: ChainState): Promise<Omit<Followed, 'asked'>> {
  const { head } = seen;
  const headers: Record<string, string> = { Accept: 'application/jsonl, application/json' };
  if (head.seq > 0) headers['If-None-Match'] = `"${head.hash}"`;
  const answer = await directory.ask(`${path(account)}?since=${head.seq}`, { headers }, true);
  const { code } = answer.members;
  if (answer.status === 304 && head.seq > 0) return { state: seen };
  // Somebody who was removed has no chain to show any more; what it said stays said.
  if (answer.status === 404 && (code === 'unknown-key' || (code === 'unknown-sigchain' && head.seq === 0))) return { state: seen };
  if (answer.status === 404 && code === 'unknown-sigchain') return { state: seen, trouble: rewound(head, 0) };
  if (answer.status !== 200) throw answered(answer);
  return goOn(directory, account, seen, answer);
}

async function goOn(directory: Directory, account: Key, seen: ChainState, { body, tag }: Answer): Promise<Omit<Followed, 'asked'>> {
  let state = seen;
  try {
    for (const link of readLines(body)) {
      if (link.primary !== account) throw new Refused('key-mismatch', 'It is somebody else’s.');
      state = append(state, link);
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const forked = error instanceof HeadMoved && seen.head.seq > 0;
    return { state: seen, trouble: forked ? another(seen.head) : { kind: 'invalid', detail: `The signed history does not hold: ${error.message}` } };
  }
  if (tag?.replace(/^W\//, '') === `"${state.head.hash}"`) return { state };
  // Whoever took events back has nothing to show after the ones we know: only the name of the head tells.
  const shown = await directory.ask(`${path(account)}/head`);
  if (shown.status !== 200) throw answered(shown);
  const { seq, hash } = shown.members;
  if (Number(seq) < state.head.seq) return { state: seen, trouble: rewound(state.head, Number(seq)) };
  if (seq === state.head.seq && hash !== state.head.hash) return { state: seen, trouble: another(state.head) };
  return { state };
}

function path(account: Key): string {
  return `/v1/sigchains/ed25519/${keyHex(account)}`;
}

function rewound({ seq }: Head, now: number): ChainTrouble {
  return { kind: 'rewound', detail: `The signed history had ${seq} events and the server shows ${now}: it took some back.` };
}

function another({ seq }: Head): ChainTrouble {
  return { kind: 'forked', detail: `The server shows a signed history that differs from the one it showed before, of ${seq} events.` };
}

function later<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}
