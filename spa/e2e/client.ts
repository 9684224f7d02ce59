import 'fake-indexeddb/auto';
import { WebSocket } from 'ws';
import { type Key, keyOfSeed } from '../src/protocol/key';
import { signRegistration } from '../src/protocol/registration';
import { Contacts } from '../src/wire/contacts';
import type { Connection } from '../src/wire/engine';
import { Directory } from '../src/wire/directory';
import { person, type Person } from '../src/wire/fixture';
import { Identity } from '../src/wire/identity';
import { Leader } from '../src/wire/leader';
import { Live } from '../src/wire/live';
import { Marker } from '../src/wire/marks';
import { Notices } from '../src/wire/notices';
import { Receipts } from '../src/wire/receipts';
import type { LinkedKeys } from '../src/wire/vault';

export interface Client extends Person {
  identity: Identity;
  state(): Connection;
  /** From then on they are told what was delivered and read. */
  welcome(peer: Key): Promise<void>;
  /** Once it is queued; what it answers with is its reference. */
  say(peer: Key, body: string): Promise<{ id: string; mine: boolean }>;
}

/** The app's own engines without browsers: people at one node, connected until all are closed. */
export class Clients {
  readonly directory: Directory;
  readonly #url: string;
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(url: string) {
    Object.assign(globalThis, { WebSocket });
    this.#url = url;
    this.directory = new Directory(url, fetch, Date.now);
  }

  /** With its own store. Accounts register themselves; the key is made of the number. */
  async come(number: number, { linked, handle, server = 'localhost' }: { linked?: LinkedKeys; handle?: string; server?: string } = {}): Promise<Client> {
    const who = await person(number, this, linked);
    Object.defineProperty(who.clock, 'now', { get: Date.now });
    const { account } = who.vault.profile;
    Object.assign(account, { handle: handle ?? account.handle, server });
    if (!linked) {
      const seed = new Uint8Array(32).fill(number);
      await this.directory.register(signRegistration(seed, account.handle, server, Date.now()), keyOfSeed(seed));
    }
    const { vault, engine, book, outbox } = who;
    const receipts = new Receipts(book, engine, Date.now);
    const marker = new Marker(book, engine, Date.now);
    const notices = new Notices(book, async () => ({ app: false, chat: () => false }), () => undefined);
    const contacts = new Contacts(book, () => undefined);
    const live = new Live(book, engine, Date.now, { typing: () => undefined, contacts: () => undefined });
    const desk = { vault, engine, book, outbox, receipts, marker, notices, contacts, live, ahead: () => undefined, progress: () => undefined };
    const around = { now: Date.now, online: () => true, random: () => 0, changed: () => undefined, why: async () => undefined };
    const leader = new Leader(desk, `${this.#url.replace('http', 'ws')}/nats`, around);
    const ending = new AbortController();
    const running = leader.run(ending.signal);
    this.#ends.push(async () => {
      ending.abort();
      await running;
    });
    return {
      ...who,
      identity: new Identity(vault, who.chains, who.store, this.directory, Date.now),
      state: () => leader.connection,
      welcome: (peer) => contacts.decide(peer, 'accepted'),
      say: (peer, body) => outbox.queue(peer, body),
    };
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
  }
}
