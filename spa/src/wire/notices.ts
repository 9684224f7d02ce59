import type { Key } from '../protocol/key';
import type { Book } from './book';
import { type Chat, isQuiet, type Order } from './chat';
import type { Notice, NoticeChoice } from './engine';
import type { Seen } from './views';

/** More chats than these at once are one notice: a laptop that wakes up must not fill the screen. */
const most = 3;
const unasked: NoticeChoice = { on: false, content: 'text', push: true };

/** What this device tells its owner of, and how: decided by what is stored and read, never by how it came. */
export class Notices {
  readonly #book: Book;
  readonly #seen: () => Promise<Seen>;
  readonly #tell: (notice: Notice) => void;
  /** The newest message of each chat that was told of. */
  readonly #told = new Map<Key, Order>();

  constructor(book: Book, seen: () => Promise<Seen>, tell: (notice: Notice) => void) {
    this.#book = book;
    this.#seen = seen;
    this.#tell = tell;
  }

  async choice(): Promise<NoticeChoice> {
    return { ...unasked, ...(await this.#book.store.fact<Partial<NoticeChoice>>('notices')) };
  }

  async choose({ on, content, push }: NoticeChoice): Promise<void> {
    await this.#book.store.exclusive(() => this.#book.store.keep('notices', { on, content, push }));
  }

  /** The name of a chat's notice, which tells nothing to whoever reads the system's list of them. */
  async tag(peer: Key): Promise<string> {
    return `chat-${await this.#book.store.nameOf(`notice ${peer}`)}`;
  }

  async peerOf(tag: string): Promise<Key | undefined> {
    for (const { peer } of this.#book.all()) if ((await this.tag(peer)) === tag) return peer;
    return undefined;
  }

  /**
   * Messages of these peers were written. `opening`: they are what was missed before this browser connected
   * for the first time, and whoever just opened the app looks at them already.
   */
  async due(peers: Iterable<Key>, opening = false): Promise<void> {
    const { on, content } = await this.choice();
    if (!on) return;
    const seen = await this.#seen();
    if (opening && seen.app) return;
    const chats = Array.from(this.#book.all()).filter((chat) => this.#isNews(chat, new Set(peers), seen));
    for (const { peer, received } of chats) this.#told.set(peer, received?.order ?? 0);
    if (chats.length > most) return this.#tell({ tag: 'mail', content: 'nothing', chats: chats.length });
    for (const chat of chats) this.#tell(await this.#notice(chat, content));
  }

  #isNews(chat: Chat, peers: Set<Key>, seen: Seen): boolean {
    const { peer, unread, received } = chat;
    if (isQuiet(chat, this.#book.now())) return false;
    return peers.has(peer) && unread > 0 && (received?.order ?? 0) > (this.#told.get(peer) ?? 0) && !seen.chat(peer);
  }

  async #notice({ peer, handle, server, unread, last }: Chat, content: NoticeChoice['content']): Promise<Notice> {
    const tag = await this.tag(peer);
    if (content === 'nothing') return { tag, content, chats: 1 };
    const who = { peer, server, ...(handle === undefined ? {} : { handle }) };
    const body = content === 'text' && last && !last.note.mine && last.note.kind === 'text' ? last.note.body : undefined;
    return { tag, content, chats: 1, who, unread, ...(body === undefined ? {} : { body }) };
  }
}
