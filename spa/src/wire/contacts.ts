import type { Key } from '../protocol/key';
import type { Book } from './book';
import { type Chat, newChat } from './chat';
import type { Contact } from './engine';
import type { Mailbox } from './mailbox';
import { Failure } from './problem';

/** As the node has it; muted people are accepted ones that wake nobody. */
export type Relation = Contact | 'muted';

/** What the node is asked and told. */
export type Directory = Pick<Mailbox, 'contacts' | 'contact'>;

const again = 5000;

/** Whom the account lets write to it: what the node knows, and what was decided here and it was not told yet. */
export class Contacts {
  readonly #book: Book;
  /** Other devices of the account ask the node again. */
  readonly #told: () => void;
  #directory: Directory | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #telling: Promise<void> | undefined;

  constructor(book: Book, told: () => void) {
    this.#book = book;
    this.#told = told;
  }

  async decide(peer: Key, wish: Contact): Promise<void> {
    await this.#book.edit(peer, (chat) => {
      // Who was written to before the block may write again; others are strangers again.
      const contact = wish === 'none' && chat.contact === 'blocked' && chat.answered ? 'accepted' : wish;
      if (chat.contact === contact) return false;
      decided(chat, contact);
      return true;
    });
  }

  /** Before mail is fetched: who wrote it decides whether anybody is told of it. */
  async fetch(directory: Directory): Promise<void> {
    const { store, own, server, now } = this.#book;
    const there = new Map(await directory.contacts());
    await store.exclusive(async () => {
      const chats = await store.chats();
      const known = new Set(chats.map(({ peer }) => peer));
      const fresh = [...there.keys()].filter((peer) => peer !== own && !known.has(peer)).map((peer): Chat => ({ ...newChat(peer, server, now()), hidden: true }));
      const changed = [...chats, ...fresh].filter((chat) => chat.peer !== own && heard(chat, there.get(chat.peer) ?? 'none'));
      if (changed.length === 0) return;
      await store.write({ chats: changed });
      this.#book.wrote(changed);
    });
  }

  /** While connected, once marks were fetched: who is mute for ever is so for the node, too. */
  start(directory: Directory, signal: AbortSignal): void {
    this.#directory = directory;
    signal.addEventListener('abort', () => {
      this.#directory = undefined;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }, { once: true });
    this.due();
  }

  /** Something was decided or muted, here or in another tab. */
  due(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const directory = this.#directory;
    // One after the other: of two decisions the later one must be told last.
    if (directory) this.#telling = (this.#telling ?? Promise.resolve()).then(() => this.#tell(directory)).catch(() => this.#later(0));
  }

  /** The account wrote to them, or something was decided, on another device. */
  elsewhere(): void {
    const directory = this.#directory;
    // Behind what is being told: the answer would not know of it. When it fails, the next connection asks again.
    if (directory) this.#telling = (this.#telling ?? Promise.resolve()).then(() => this.fetch(directory)).catch(() => undefined);
  }

  async #tell(directory: Directory): Promise<void> {
    const untold = (chat: Chat) => wanted(chat) !== undefined && wanted(chat) !== chat.relation;
    for (const { peer } of Array.from(this.#book.all()).filter(untold)) {
      const chat = await this.#book.store.chat(peer);
      const relation = chat && wanted(chat);
      if (relation === undefined || relation === chat?.relation || directory !== this.#directory) continue;
      try {
        await directory.contact(peer, relation);
        await this.#settle(peer, relation);
      } catch (error) {
        const problem = error instanceof Failure ? error.problem : undefined;
        // Who is not registered any more has no relation to anybody.
        if (problem?.status === 404) await this.#settle(peer, relation);
        else return this.#later(problem?.retryAfter ?? 0);
      }
    }
  }

  async #settle(peer: Key, relation: Relation): Promise<void> {
    await this.#book.edit(peer, (chat) => {
      chat.relation = relation;
      if (wanted(chat) === relation) delete chat.undecided;
      return true;
    });
    this.#told();
  }

  #later(seconds: number): void {
    if (this.#directory) this.#timer = setTimeout(() => this.due(), Math.max(again, seconds * 1000));
  }
}

/** Said here; the node is to be told. */
export function decided(chat: Chat, contact: Contact): void {
  chat.contact = contact;
  chat.undecided = true;
}

/** What the node says of a person; what was decided here meanwhile stays. Whether that is news. */
function heard(chat: Chat, relation: Relation): boolean {
  const contact = relation === 'muted' ? 'accepted' : relation;
  const held = chat.contact ?? 'none';
  if (chat.relation === relation && (chat.undecided || held === contact)) return false;
  chat.relation = relation;
  if (!chat.undecided) chat.contact = contact;
  return true;
}

/** What the node should know; undefined where nothing was decided and it knows nothing. */
function wanted({ contact, marks, relation }: Chat): Relation | undefined {
  if (contact === 'accepted' && marks?.muted?.to === true) return 'muted';
  return contact ?? relation;
}
