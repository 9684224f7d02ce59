import type { Key } from '../protocol/key';
import { plain } from '../protocol/likeness';
import { type Chat, conversation, conversations, isLast, newChat, type Note, view } from './chat';
import type { Details, Events, Found, Message, Page, Person, Place, Privacy, Reference } from './engine';
import { refuse } from './problem';
import type { Row, Store } from './store';
import { tickedAt } from './ticks';

/** Messages that one batch of a search opens: short enough for everything else to come in between. */
const batch = 400;
/** Some rows of the picker. */
const recentEmoji = 24;

/** What happened, for the pages of all tabs. `chats` are the records behind `conversations`. */
export interface News {
  chats?: Chat[];
  messages?: Events['messages'];
}

/** The account's conversations: the records in memory, and what a reader does with them. */
export class Book {
  readonly store: Store;
  readonly own: Key;
  readonly server: string;
  readonly now: () => number;
  readonly #chats = new Map<Key, Chat>();
  readonly #tell: (news: News) => void;

  constructor(store: Store, own: Key, server: string, now: () => number, tell: (news: News) => void) {
    this.store = store;
    this.own = own;
    this.server = server;
    this.now = now;
    this.#tell = tell;
  }

  async load(): Promise<void> {
    this.adopt(await this.store.chats());
  }

  /** Records that were read or that another tab wrote. */
  adopt(chats: Chat[]): void {
    for (const chat of chats) this.#chats.set(chat.peer, chat);
  }

  conversations(): Events['conversations'] {
    return conversations(this.#chats.values(), this.privacy.receipts);
  }

  /** As it was last read or written. */
  record(peer: Key): Chat | undefined {
    return this.#chats.get(peer);
  }

  /** Also those of whom nothing else is here. */
  blocked(): Events['conversations'] {
    return Array.from(this.#chats.values()).filter(({ contact }) => contact === 'blocked').map((chat) => conversation(chat, [], this.privacy.receipts));
  }

  /** As it was read last, in whichever tab. */
  known(peer: Key): Chat | undefined {
    return this.#chats.get(peer);
  }

  /** Settings are marks of oneself, so that they travel with the others. */
  get privacy(): Privacy {
    const { receipts, typing } = this.#chats.get(this.own)?.marks ?? {};
    return { receipts: receipts?.to ?? true, typing: typing?.to ?? true };
  }

  view(chat: Chat, { note, order }: Pick<Row, 'note' | 'order'>): Message {
    return view(chat, note, order, this.privacy.receipts);
  }

  all(): Iterable<Chat> {
    return this.#chats.values();
  }

  /** Tells every page what one write changed. */
  wrote(chats: Chat[], messages: Iterable<Events['messages']> = []): void {
    this.adopt(chats);
    for (const news of messages) this.#tell({ messages: news });
    if (chats.length > 0) this.#tell({ chats });
  }

  /** As it lies in the store now: another tab may have written since. Inside `exclusive` only. */
  async chat(peer: Key): Promise<Chat> {
    return (await this.store.chat(peer)) ?? newChat(peer, this.server, this.now());
  }

  /** Edits one conversation's record; `edit` says whether there is anything to write. */
  async edit(peer: Key, edit: (chat: Chat) => boolean): Promise<Chat | undefined> {
    return this.store.exclusive(async () => {
      const chat = await this.chat(peer);
      if (!edit(chat)) return undefined;
      await this.store.write({ chats: [chat] });
      this.wrote([chat]);
      return chat;
    });
  }

  async start(peer: Key, person: Person): Promise<void> {
    await this.edit(peer, (chat) => {
      const learned = learn(chat, person);
      if (!chat.hidden && this.#chats.has(peer)) return learned;
      // Begun anew, it stands where one looks for what is new.
      if (chat.hidden) chat.time = this.now();
      delete chat.hidden;
      return true;
    });
  }

  /** A name for a key, which begins no conversation. */
  async learn(peer: Key, person: Person): Promise<void> {
    await this.edit(peer, (chat) => learn(chat, person));
  }

  async draft(peer: Key, text: string, answers?: Reference): Promise<void> {
    await this.edit(peer, (chat) => {
      if (chat.draft === text && chat.answers?.id === answers?.id && chat.answers?.mine === answers?.mine) return false;
      chat.draft = text;
      delete chat.answers;
      if (answers) chat.answers = { id: answers.id, mine: answers.mine };
      return true;
    });
  }

  /** What was used lately, the last one first; `used` becomes that one. */
  async emoji(used?: string): Promise<string[]> {
    return this.store.exclusive(async () => {
      const kept = (await this.store.fact<string[]>('emoji')) ?? [];
      if (used === undefined) return kept;
      const recent = [used, ...kept.filter((other) => other !== used)].slice(0, recentEmoji);
      await this.store.keep('emoji', recent);
      return recent;
    });
  }

  /** Whether that was news, and so a receipt is due. */
  async read(peer: Key): Promise<boolean> {
    const chat = await this.edit(peer, (chat) => {
      if (!chat.received || (chat.unread === 0 && chat.read?.id === chat.received.id)) return false;
      chat.read = { order: chat.received.order, id: chat.received.id };
      chat.unread = 0;
      return true;
    });
    return chat !== undefined;
  }

  async page(peer: Key, { count: wanted, ...at }: Place & { count: number }): Promise<Page> {
    const count = Math.max(1, Math.min(1000, Math.floor(wanted) || 1));
    const chat = (await this.store.chat(peer)) ?? newChat(peer, this.server, this.now());
    const first = await this.#firstUnread(chat);
    const { rows, older, newer } = await this.#rows(peer, at, count, first);
    return {
      messages: rows.map((row) => this.view(chat, row)),
      older,
      newer,
      ...(first ? { firstUnread: first.note.id } : {}),
    };
  }

  async #rows(peer: Key, at: Place, count: number, unread: Row | undefined): Promise<{ rows: Row[]; older: boolean; newer: boolean }> {
    if ('after' in at) {
      const rows = await this.store.range(peer, { after: (await this.#rowOf(peer, at.after)).order }, count + 1);
      return { rows: rows.slice(0, count), older: true, newer: rows.length > count };
    }
    const middle = 'around' in at ? await this.#rowOf(peer, at.around) : 'unread' in at ? unread : undefined;
    if (middle) return this.#around(peer, middle, count);
    const before = 'before' in at ? (await this.#rowOf(peer, at.before)).order : Infinity;
    const rows = await this.store.range(peer, { before }, count + 1);
    return { rows: rows.slice(-count), older: rows.length > count, newer: before !== Infinity };
  }

  async #around(peer: Key, middle: Row, count: number): Promise<{ rows: Row[]; older: boolean; newer: boolean }> {
    const half = Math.max(1, Math.floor(count / 2));
    const above = await this.store.range(peer, { before: middle.order }, half + 1);
    const below = await this.store.range(peer, { after: middle.order }, half + 1);
    return {
      rows: [...above.slice(-half), middle, ...below.slice(0, half)],
      older: above.length > half,
      newer: below.length > half,
    };
  }

  /** However long ago that was: what lies between it and what was read are own messages. */
  async #firstUnread(chat: Chat): Promise<Row | undefined> {
    if (chat.unread === 0) return undefined;
    for (let after = chat.read?.order ?? 0; ; ) {
      const rows = await this.store.range(chat.peer, { after }, 100);
      const last = rows.at(-1);
      const first = rows.find(({ note }) => !note.mine);
      if (first || !last || rows.length < 100) return first;
      after = last.order;
    }
  }

  async message(peer: Key, { id, mine }: Reference): Promise<Message | undefined> {
    const row = await this.store.message(peer, mine ? this.own : peer, id);
    return row && this.view(await this.chat(peer), row);
  }

  async details(peer: Key, of: Reference): Promise<Details> {
    const { note, order } = await this.#rowOf(peer, of);
    const chat = await this.chat(peer);
    const stored = note.state === 'stored';
    return {
      sent: note.sentAt ?? (stored ? undefined : note.time),
      stored: stored ? note.time : undefined,
      delivered: note.mine ? tickedAt(chat, order, false) : undefined,
      read: note.mine ? tickedAt(chat, order, true) : undefined,
    };
  }

  /** One batch of a search, newest first. The node cannot search what it cannot read, so all of it is opened here. */
  async search(peer: Key, sought: string, from = Infinity): Promise<Found> {
    const rows = await this.store.range(peer, { before: from }, batch);
    const like = plain(sought.trim());
    const hits = rows.filter(({ note }) => like !== '' && note.kind === 'text' && plain(note.body).includes(like)).reverse();
    const oldest = rows[0]?.order;
    return {
      hits: hits.map(({ note: { id, mine } }) => ({ id, mine })),
      searched: rows.length,
      total: await this.store.count(peer),
      ...(oldest !== undefined && rows.length === batch ? { next: oldest } : {}),
    };
  }

  async #rowOf(peer: Key, { id, mine }: Reference): Promise<Row> {
    const row = await this.store.message(peer, mine ? this.own : peer, id);
    if (!row) throw refuse('gone', 'No such message', 'The message is not here any more. Open the conversation again.');
    return row;
  }

  /** What the list shows, once a message moved back or went away; `changed` is not yet in the store. */
  async relast(chat: Chat, changed: { gone: Note } | { moved: Row }): Promise<void> {
    const note = 'gone' in changed ? changed.gone : changed.moved.note;
    if (!isLast(chat, note)) return;
    const rows = await this.store.range(chat.peer, { before: Infinity }, 2);
    const other = rows.filter((row) => row.note.id !== note.id || row.note.mine !== note.mine).at(-1);
    const moved = 'moved' in changed ? changed.moved : undefined;
    const last = moved && (!other || moved.order >= other.order) ? moved : other;
    if (last) chat.last = { order: last.order, note: last.note };
    else delete chat.last;
  }
}

function learn(chat: Chat, { handle, server, registeredAt }: Person): boolean {
  if (chat.handle === handle && chat.registeredAt === registeredAt) return false;
  Object.assign(chat, { handle, server, registeredAt });
  return true;
}
