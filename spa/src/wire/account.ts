import { type Key, parseKey } from '../protocol/key';
import { Book, type News } from './book';
import type { Chains, Followed } from './chains';
import type { Database } from './database';
import type { Directory } from './directory';
import { Live } from './live';
import { Contacts } from './contacts';
import { deleteChat } from './deletion';
import type { Connection, Contact, Events, MarkChange, Privacy, Problem } from './engine';
import type { Identity } from './identity';
import type { Leader } from './leader';
import { Marker } from './marks';
import { Boxes, type MessageEngine } from './message-engine';
import { Notices } from './notices';
import { Outbox } from './outbox';
import { asProblem } from './problem';
import { Receipts } from './receipts';
import { type Exclusive, Store } from './store';
import type { Tabs, Word } from './tabs';
import type { Trust } from './trust';
import type { Vault } from './vault';
import type { Views } from './views';
import type { Wakes } from './wakes';

export interface Outside {
  db: Database;
  directory: Directory;
  tabs: Tabs;
  views: Views;
  exclusive: Exclusive;
  /** The WebSocket URL of the node. */
  socket: string;
  now(): number;
  online(): boolean;
  tell<K extends keyof Events>(event: K, value: Events[K]): void;
}

/** An unlocked account in this tab. One of the open tabs also leads; the others hand it their work. */
export class Account {
  readonly vault: Vault;
  readonly book: Book;
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly #engine: MessageEngine;
  readonly #receipts: Receipts;
  readonly #marker: Marker;
  readonly #contacts: Contacts;
  readonly #live: Live;
  readonly #outside: Outside;
  readonly #stop = new AbortController();
  #leader: Leader | undefined;
  #ahead = 0;
  #chains: Promise<Chains> | undefined;
  #identity: Promise<Identity> | undefined;
  #trust: Promise<Trust> | undefined;
  #wakes: Promise<Wakes> | undefined;

  constructor(vault: Vault, outside: Outside) {
    this.vault = vault;
    this.#outside = outside;
    this.#engine = new Boxes(vault, () => this.chains(), () => this.trust());
    const nodeTime = () => this.#nodeTime();
    const { server } = vault.profile.account;
    this.book = new Book(new Store(outside.db, vault.cipher, outside.exclusive), vault.own, server, outside.now, (news) => this.#told(news));
    this.outbox = new Outbox(this.book, this.#engine, nodeTime);
    this.#receipts = new Receipts(this.book, this.#engine, nodeTime);
    this.#marker = new Marker(this.book, this.#engine, nodeTime);
    this.notices = new Notices(this.book, () => outside.views.seen(), (notice) => outside.tell('notice', notice));
    this.#contacts = new Contacts(this.book, () => void this.#live.contacts());
    this.#live = new Live(this.book, this.#engine, nodeTime, {
      typing: (typing) => {
        outside.tell('typing', typing);
        outside.tabs.say({ say: 'typing', typing });
      },
      contacts: () => this.#contacts.elsewhere(),
    });
  }

  /** Shows what is stored, then stands in line to lead. */
  async open(): Promise<void> {
    await this.book.load();
    this.#listed();
    this.#outside.tabs.say({ say: 'ask' });
    void this.#outside.tabs.lead(this.#stop.signal, () => this.#lead());
  }

  /** What reads sigchains is a chunk of its own: the first paint does not wait for it. */
  chains(): Promise<Chains> {
    this.#chains ??= import('./chains').then(
      ({ Chains }) =>
        new Chains(this.#outside.directory, this.book.store, () => this.#nodeTime(), (account, followed) => void this.#followed(account, followed)),
    );
    return this.#chains;
  }

  identity(): Promise<Identity> {
    this.#identity ??= Promise.all([import('./identity'), this.chains()]).then(
      ([{ Identity }, chains]) => new Identity(this.vault, chains, this.book.store, this.#outside.directory, () => this.#nodeTime()),
    );
    return this.#identity;
  }

  trust(): Promise<Trust> {
    this.#trust ??= Promise.all([import('./trust'), this.chains()]).then(
      ([{ Trust }, chains]) => new Trust(this.book, chains, this.#outside.directory, () => this.#nodeTime()),
    );
    return this.#trust;
  }

  /** The reader looked at what changed: what waited for that goes out. */
  async accept(peer: Key, state: string): Promise<void> {
    if (await (await this.trust()).accept(peer, state)) await this.mark(peer, { verified: null });
    this.#accepted(peer);
  }

  #accepted(peer: Key): void {
    if (this.#leader) this.#receipts.due(peer);
    else this.#outside.tabs.say({ say: 'accepted', peer });
  }

  wakes(): Promise<Wakes> {
    this.#wakes ??= import('./wakes').then(({ Wakes }) => new Wakes(this.vault, this.#outside.directory, () => this.#nodeTime()));
    return this.#wakes;
  }

  close(): void {
    this.#stop.abort();
    this.vault.forget();
  }

  async read(peer: Key): Promise<void> {
    if (!(await this.book.read(peer))) return;
    if (this.#leader) this.#receipts.due(peer);
    else this.#outside.tabs.say({ say: 'read', peer });
  }

  async mark(peer: Key, change: MarkChange): Promise<void> {
    await this.#marker.set(peer, change);
    this.#marked();
    if (typeof change.verified === 'string') await (await this.trust()).compared(peer);
    if (change.verified !== undefined) this.#accepted(peer);
  }

  async contact(peer: Key, contact: Contact): Promise<void> {
    await this.#contacts.decide(peer, contact);
    this.#decided(peer);
  }

  async forget(peer: Key): Promise<void> {
    await deleteChat(this.book, peer, this.#nodeTime());
    this.#marked();
  }

  typing(peer: Key): void {
    if (this.#leader) void this.#live.typing(peer);
    else this.#outside.tabs.say({ say: 'types', peer });
  }

  async setPrivacy({ receipts, typing }: Partial<Privacy>): Promise<void> {
    await this.#marker.put(this.vault.own, { ...(receipts === undefined ? {} : { receipts }), ...(typing === undefined ? {} : { typing }) });
    this.#marked();
  }

  #marked(): void {
    if (!this.#leader) return this.#outside.tabs.say({ say: 'marked' });
    this.#marker.due();
    this.#contacts.due();
  }

  /** Who was accepted learns what arrived and was read. */
  #decided(peer: Key): void {
    if (!this.#leader) return this.#outside.tabs.say({ say: 'decided', peer });
    this.#contacts.due();
    this.#receipts.due(peer);
  }

  queued(): void {
    if (!this.#leader) return this.#outside.tabs.say({ say: 'queued' });
    this.outbox.wake();
    this.#contacts.due();
  }

  refetch(): void {
    if (this.#leader) this.#leader.refetch();
    else this.#outside.tabs.say({ say: 'refetch' });
  }

  awake(): void {
    if (this.#leader) this.#leader.wake();
    else this.#outside.tabs.say({ say: 'awake' });
  }

  /** What another tab says. */
  heard(word: Word): void {
    const { tell, tabs } = this.#outside;
    switch (word.say) {
      case 'messages':
        return tell('messages', word.news);
      case 'chats':
        this.book.adopt(word.chats);
        this.outbox.stirred(word.chats);
        return this.#listed();
      case 'connection':
        return this.#leader ? undefined : tell('connection', word.state);
      case 'catchup':
        return tell('catchup', word.progress);
      case 'queued':
        return this.#leader ? this.queued() : undefined;
      case 'read':
        return this.#leader ? this.#receipts.due(word.peer) : undefined;
      case 'accepted':
        return this.#leader ? this.#accepted(word.peer) : undefined;
      case 'typing':
        return tell('typing', word.typing);
      case 'types':
        return this.#leader ? this.typing(word.peer) : undefined;
      case 'marked':
        return this.#leader ? this.#marked() : undefined;
      case 'decided':
        return this.#leader ? this.#decided(word.peer) : undefined;
      case 'awake':
        return this.#leader?.wake();
      case 'refetch':
        return this.#leader?.refetch();
      case 'chain':
        return void this.#reread(word.account);
      case 'ask':
        if (this.#leader) tabs.say({ say: 'connection', state: this.#leader.connection });
        return tabs.say({ say: 'opened', keys: this.vault.cipher.keys });
    }
  }

  async #lead(): Promise<void> {
    const { Leader } = await import('./leader');
    // The tab that led before may have written after this one read.
    await this.book.load();
    this.#listed();
    const desk = {
      vault: this.vault,
      engine: this.#engine,
      book: this.book,
      outbox: this.outbox,
      receipts: this.#receipts,
      marker: this.#marker,
      notices: this.notices,
      contacts: this.#contacts,
      live: this.#live,
      ahead: (ms: number) => {
        this.#ahead = ms;
      },
      progress: (progress: Events['catchup']) => {
        this.#outside.tell('catchup', progress);
        this.#outside.tabs.say({ say: 'catchup', progress });
      },
    };
    const { socket, now, online } = this.#outside;
    const changed = (state: Connection) => this.#connected(state);
    this.#leader = new Leader(desk, socket, { now, online, random: Math.random, changed, why: () => this.#why() });
    await this.#leader.run(this.#stop.signal);
    this.#leader = undefined;
  }

  #connected(state: Connection): void {
    // Behind everything else: whether the own sigchain and those of people who were verified are still the ones that were seen.
    if (state.state === 'live') void this.#survey().catch(() => undefined);
    this.#outside.tell('connection', state);
    this.#outside.tabs.say({ say: 'connection', state });
  }

  async #survey(): Promise<void> {
    await (await this.chains()).current(this.vault.own);
    await (await this.trust()).survey();
  }

  #told(news: News): void {
    const { tell, tabs } = this.#outside;
    if (news.messages) {
      tell('messages', news.messages);
      tabs.say({ say: 'messages', news: news.messages });
    }
    if (news.chats) {
      this.outbox.stirred(news.chats);
      this.#listed();
      tabs.say({ say: 'chats', chats: news.chats });
    }
  }

  #listed(): void {
    this.#outside.tell('conversations', this.book.conversations());
    this.#outside.tell('privacy', this.book.privacy);
  }

  #nodeTime(): number {
    return this.#outside.now() + this.#ahead;
  }

  async #followed(account: Key, followed: Followed): Promise<void> {
    await (await this.trust()).note(account, followed);
    this.#outside.tabs.say({ say: 'chain', account });
    this.#outside.tell('chain', await (await this.identity()).view(account, followed));
  }

  /** Another tab wrote it, and tells its own page only. */
  async #reread(account: Key): Promise<void> {
    const chains = await this.#chains;
    if (!chains) return;
    chains.forget(account);
    this.#outside.tell('chain', await (await this.identity()).view(account, await chains.seen(account)));
  }

  async #why(): Promise<Problem | undefined> {
    try {
      await this.#outside.directory.byKey(parseKey(this.vault.profile.account.primary));
      return this.vault.linked ? await this.#unlinked() : undefined;
    } catch (error) {
      const problem = asProblem(error);
      // Only an answer about the account is a reason; a node that cannot answer now is none.
      return problem.status !== undefined && problem.status < 500 && problem.status !== 429 ? problem : undefined;
    }
  }

  /** Whether the account shut this linked device out. */
  async #unlinked(): Promise<Problem | undefined> {
    const identity = await this.identity();
    const { devices } = await identity.chain(this.vault.own, true);
    if (devices.some(({ here, revoked }) => here && revoked === undefined)) return undefined;
    return {
      code: 'device-revoked',
      title: 'This device was removed',
      detail: 'Somebody removed this device from the account, on a device that has the recovery phrase. Erase the app here, or link it again.',
    };
  }
}
