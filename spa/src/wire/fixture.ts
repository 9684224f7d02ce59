// Only tests import this: people with real vaults and stores, and a post office between them.

import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { type Bytes, hex } from '../protocol/bytes';
import type { ID } from '../protocol/id';
import { type Key, keyOfSeed } from '../protocol/key';
import { apply, type Applied, type Item } from './arrivals';
import { Book, type News } from './book';
import { Chains } from './chains';
import { ChainOffice } from './chainfixture';
import { Cipher, importKeys } from './cipher';
import { Contacts } from './contacts';
import { createStores, type Schema } from './database';
import { Boxes } from './message-engine';
import { Outbox, type Send } from './outbox';
import { Failure } from './problem';
import { type Exclusive, Store } from './store';
import { Trust } from './trust';
import { type LinkedKeys, randomBytes, Vault } from './vault';

export const start = Date.parse('2026-11-24T08:00:00.000Z');

/** One after the other, within this process. */
function queue(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (deed) => {
    const done = last.then(deed, deed);
    last = done.catch(() => undefined);
    return done;
  };
}

export interface Person {
  key: Key;
  vault: Vault;
  store: Store;
  book: Book;
  outbox: Outbox;
  engine: Boxes;
  chains: Chains;
  trust: Trust;
  news: News[];
  clock: { now: number };
  /** What the post office keeps for this person. */
  mail: Item[];
  apply(items: Item[]): Promise<Applied>;
  /** Lets them write, as somebody who answered them does. */
  accept(other: Person): Promise<void>;
}

/** With `linked`, the device of an account whose seed is elsewhere; both need one office to find each other. */
export async function person(number: number, office?: Pick<ChainOffice, 'directory'>, linked?: LinkedKeys): Promise<Person> {
  const seed = new Uint8Array(32).fill(number);
  const key = keyOfSeed(seed);
  const cipher = new Cipher(await importKeys(randomBytes(32)));
  const account = { handle: `person-${number}`, server: 'localhost', primary: key, registeredAt: '' };
  const vault = await Vault.adopt(
    {
      version: 2,
      account,
      device: linked?.device ?? hex(randomBytes(16)),
      locks: [],
      ...(linked
        ? { linked: await cipher.seal('profile/linked', { seed: hex(linked.seed), box: hex(linked.box) }) }
        : { seed: await cipher.seal('profile/seed', hex(seed)) }),
    },
    cipher.keys,
  );
  const clock = { now: start };
  const news: News[] = [];
  const store = new Store(await database(), cipher, queue());
  const book = new Book(store, key, 'localhost', () => clock.now, (what) => {
    news.push(what);
    self.outbox.stirred(what.chats ?? []);
  });
  const { directory } = office ?? new ChainOffice(() => clock.now);
  const chains = new Chains(directory, store, () => clock.now, (account, followed) => void trust.note(account, followed));
  const trust = new Trust(book, chains, directory, () => clock.now);
  const engine = new Boxes(vault, async () => chains, async () => trust);
  const self: Person = {
    key, vault, store, book, engine, chains, trust, news, clock,
    outbox: new Outbox(book, engine, () => clock.now),
    mail: [],
    async apply(items) {
      const cursor = await store.cursor();
      return apply(book, engine, items, { ...cursor, next: items.at(-1)?.seq ?? cursor.next });
    },
    async accept(other) {
      await new Contacts(book, () => undefined).decide(other.key, 'accepted');
    },
  };
  return self;
}

/** A database of its own each time, as every browser profile has one. */
async function database() {
  globalThis.indexedDB = new IDBFactory();
  return openDB<Schema>('kez-chat', 1, { upgrade: createStores });
}

/** Numbers mail and puts it into mailboxes, as the node's one stream does. */
export class PostOffice {
  readonly #people: Map<Key, Person>;
  readonly #accepted = new Map<string, { body: string; receipt: { seq: number; time: string } }>();
  #seq = 0;

  constructor(...people: Person[]) {
    this.#people = new Map(people.map((someone) => [someone.key, someone]));
  }

  sender(from: Person, kind: 'msg' | 'note' = 'msg'): Send {
    return async (to, id, envelope) => {
      const known = this.#accepted.get(`${from.key} ${id}`);
      if (known) {
        if (known.body === hex(envelope)) return known.receipt;
        throw new Failure({ code: 'id-reused', title: '', detail: '', status: 409 });
      }
      const receipt = { seq: this.put(to, { kind, from: from.key, id, body: envelope }, from.clock.now), time: new Date(from.clock.now).toISOString() };
      this.put(from.key, { kind: 'sent', note: kind === 'note', from: from.key, id, body: envelope }, from.clock.now);
      this.#accepted.set(`${from.key} ${id}`, { body: hex(envelope), receipt });
      return receipt;
    };
  }

  put(to: Key, item: { kind: Item['kind']; note?: boolean; from?: Key; id?: ID; body: Bytes }, time = start): number {
    const mail = this.#people.get(to)?.mail ?? [];
    mail.push({ seq: ++this.#seq, prev: mail.at(-1)?.seq ?? 0, time, note: item.kind === 'note', ...item });
    return this.#seq;
  }
}

/** Sends what waits, and comes back when nothing does. */
export async function flush(who: Person, send: Send): Promise<void> {
  const ending = new AbortController();
  const flushing = who.outbox.flush(send, ending.signal);
  while ((await who.store.waitingFor()).length > 0) await new Promise((resolve) => setTimeout(resolve));
  ending.abort();
  await flushing;
}

/** Everything new in the mailbox. */
export async function fetchMail(who: Person): Promise<Applied> {
  const { next } = await who.store.cursor();
  return who.apply(who.mail.filter(({ seq }) => seq > next));
}

export async function texts(who: Person, peer: Person): Promise<string[]> {
  const { messages } = await who.book.page(peer.key, { newest: true, count: 100 });
  return messages.map(({ body, state, mine }) => `${mine ? '>' : '<'} ${body} ${state}`);
}
