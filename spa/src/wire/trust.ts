import type { Key } from '../protocol/key';
import { devicesOf, safetyNumber, safetyPrint, safetyURI } from '../protocol/safety';
import type { Book } from './book';
import { changeOf, isVerified, type Known, namesakesOf, stateOf, strangers } from './change';
import type { Chains, Followed } from './chains';
import type { Chat } from './chat';
import type { Directory } from './directory';
import type { Person, Safety } from './engine';
import { refuse } from './problem';

/** Somebody who was compared by hand gets nothing that was sealed by an older chain. */
const fresh = 30_000;
/** A handle is asked for again after that. */
const namesLast = 10 * 60_000;

const unknown: Known = { accepted: { others: [] } };

/** Whether people are still who they were: their devices, their chains, their handles. */
export class Trust {
  readonly #book: Book;
  readonly #chains: Chains;
  readonly #directory: Directory;
  readonly #own: Key;
  readonly #nodeTime: () => number;
  readonly #named = new Map<Key, number>();

  constructor(book: Book, chains: Chains, directory: Directory, nodeTime: () => number) {
    this.#book = book;
    this.#chains = chains;
    this.#directory = directory;
    this.#own = book.own;
    this.#nodeTime = nodeTime;
  }

  /** Rejects while nothing may be sealed for the person. */
  async admit(peer: Key): Promise<void> {
    if (peer === this.#own) return;
    const known = this.#book.record(peer);
    const compared = known?.verified !== undefined;
    await this.note(peer, compared ? await this.#recent(peer) : await this.#chains.current(peer));
    const chat = this.#book.record(peer);
    if (!chat || !changeOf(chat, namesakesOf(chat, this.#book.all()))?.held) return;
    throw refuse('person-changed', 'Look first', 'This person changed since you verified them. Look at the change before anything is sent.');
  }

  /** What a chain says now, kept with the conversation; the first that is known is taken as it is. */
  async note(peer: Key, { state, asked, trouble }: Followed): Promise<void> {
    if (peer === this.#own || (asked === 0 && !trouble) || !this.#book.record(peer)) return;
    const devices = devicesOf(state);
    const same = (known?: Known) => known?.devices?.join() === devices.join() && known.trouble === trouble?.kind;
    if (same(this.#book.record(peer)?.known)) return;
    const print = safetyPrint(peer, state);
    await this.#book.edit(peer, (chat) => {
      if (same(chat.known)) return false;
      const { trouble: _, accepted, ...known } = chat.known ?? unknown;
      chat.known = { ...known, devices, print, accepted: { devices, ...accepted }, ...(trouble ? { trouble: trouble.kind } : {}) };
      return true;
    });
  }

  /** A handle led to this person. Others here that had it have it no more. */
  async met({ primary, handle, server }: Person): Promise<void> {
    const before = namesakesOf({ peer: primary as Key, handle, server }, this.#book.all());
    for (const { peer } of before) await this.#moved(peer, primary as Key);
  }

  /** Asks the node for what may have changed; the reader opened the conversation. */
  async look(peer: Key): Promise<void> {
    await this.note(peer, await this.#recent(peer));
    const { handle, server } = this.#book.record(peer) ?? {};
    if (handle === undefined || server !== this.#book.server || this.#nodeTime() - (this.#named.get(peer) ?? 0) < namesLast) return;
    const person = await this.#directory.byHandle(handle);
    this.#named.set(peer, this.#nodeTime());
    await this.#moved(peer, person.primary as Key);
    await this.met(person);
  }

  /** Those who were compared are looked after when nobody looks at them, too. */
  async survey(): Promise<void> {
    for (const { peer, verified } of Array.from(this.#book.all())) {
      if (verified !== undefined) await this.note(peer, await this.#chains.current(peer));
    }
  }

  /** The number that is compared, by what both chains say now; `asked` tells how old that is when nobody answers. */
  async safety(peer: Key): Promise<Safety> {
    const latest = (account: Key) => this.#recent(account).catch(() => this.#chains.seen(account));
    const [theirs, ours] = await Promise.all([latest(peer), latest(this.#own)]);
    await this.note(peer, theirs);
    const print = safetyPrint(peer, theirs.state);
    const own = safetyPrint(this.#own, ours.state);
    const number = safetyNumber(own, print);
    const trouble = theirs.trouble ?? ours.trouble;
    const chat = this.#book.record(peer);
    return {
      number, print, own,
      uri: safetyURI(number),
      asked: Math.min(theirs.asked, ours.asked),
      verified: chat !== undefined && isVerified(chat),
      ...(trouble ? { trouble } : {}),
    };
  }

  /** Takes the person as they are now, if that is what `state` names. Whether the mark of an older comparison is to go. */
  async accept(peer: Key, state: string): Promise<boolean> {
    let other = false;
    let old = false;
    await this.#book.edit(peer, (chat) => {
      const namesakes = namesakesOf(chat, this.#book.all());
      other = stateOf(chat, namesakes) !== state;
      if (other || !changeOf(chat, namesakes)) return false;
      old = chat.verified !== undefined && !isVerified(chat);
      take(chat, strangers(chat, namesakes));
      return true;
    });
    if (other) throw refuse('person-changed', 'Changed again', 'Something else changed meanwhile. Look at it again.');
    return old;
  }

  /** The reader compared the number: this is who they mean, whatever was said before. */
  async compared(peer: Key): Promise<void> {
    await this.note(peer, await this.#chains.seen(peer));
    await this.#book.edit(peer, (chat) => {
      if (!chat.known || !isVerified(chat)) return false;
      take(chat, strangers(chat, namesakesOf(chat, this.#book.all())));
      return true;
    });
  }

  async #moved(peer: Key, primary: Key): Promise<void> {
    await this.#book.edit(peer, (chat) => {
      const moved = primary === peer ? undefined : primary;
      if (chat.known?.moved === moved) return false;
      const { moved: _, ...known } = chat.known ?? unknown;
      chat.known = { ...known, ...(moved ? { moved } : {}) };
      return true;
    });
  }

  /** By a chain that is at most half a minute old. */
  async #recent(account: Key): Promise<Followed> {
    const seen = await this.#chains.seen(account);
    return this.#nodeTime() - seen.asked < fresh ? seen : this.#chains.ask(account);
  }
}

function take(chat: Chat, others: Key[]): void {
  const known = chat.known ?? unknown;
  const { devices, trouble } = known;
  chat.known = { ...known, accepted: { others, ...(devices ? { devices } : {}), ...(trouble ? { trouble } : {}) } };
}
