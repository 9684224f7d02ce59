import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Key } from '../protocol/key';
import { Contacts, type Directory, type Relation } from './contacts';
import { deleteChat } from './deletion';
import { isQuiet } from './chat';
import { fetchMail, flush, type Person, person, PostOffice, start, texts } from './fixture';
import { Marker } from './marks';
import { Failure } from './problem';
import { Receipts } from './receipts';

let ana: Person;
let bo: Person;
let post: PostOffice;
let contacts: Contacts;
let registry: Registry;
let ending: AbortController;

/** What the node knows of bo's people. */
class Registry implements Directory {
  readonly known = new Map<Key, Relation>();
  readonly told: string[] = [];
  fault: Failure | undefined;

  async contacts(): Promise<[Key, Relation][]> {
    return [...this.known];
  }

  async contact(peer: Key, state: Relation): Promise<void> {
    const { fault } = this;
    this.fault = undefined;
    if (fault) throw fault;
    this.told.push(state);
    if (state === 'none') this.known.delete(peer);
    else this.known.set(peer, state);
  }
}

beforeEach(async () => {
  ana = await person(1);
  bo = await person(2);
  post = new PostOffice(ana, bo);
  contacts = new Contacts(bo.book, () => undefined);
  registry = new Registry();
  ending = new AbortController();
});

afterEach(() => {
  ending.abort();
  vi.useRealTimers();
});

async function say(from: Person, to: Person, ...bodies: string[]): Promise<void> {
  for (const body of bodies) await from.outbox.queue(to.key, body);
  await flush(from, post.sender(from));
}

const chat = () => bo.book.conversations().find(({ peer }) => peer === ana.key);
const record = () => bo.book.chat(ana.key);

async function connect(): Promise<void> {
  ending.abort();
  ending = new AbortController();
  await contacts.fetch(registry);
  contacts.start(registry, ending.signal);
}

describe('a stranger', () => {
  it('who writes waits in requests, quietly, until accepted', async () => {
    await connect();
    await say(ana, bo, 'hello');
    await fetchMail(bo);
    expect(chat()).toMatchObject({ request: true, contact: 'none', unread: 1, last: { body: 'hello' } });
    expect(isQuiet(await record(), start)).toBe(true);
    await contacts.decide(ana.key, 'accepted');
    expect(chat()).toMatchObject({ request: false, contact: 'accepted' });
    expect(isQuiet(await record(), start)).toBe(false);
    contacts.due();
    await vi.waitUntil(() => registry.known.get(ana.key) === 'accepted');
  });

  it('gets no receipt, neither for what came nor for what was read, until accepted', async () => {
    const sent: string[] = [];
    const receipts = new Receipts(bo.book, bo.engine, () => bo.clock.now);
    await say(ana, bo, 'hello');
    await fetchMail(bo);
    await bo.book.read(ana.key);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    receipts.start(async (to, id, envelope) => {
      sent.push(String((await ana.engine.open(envelope, { from: bo.key, id })).letter.read));
      return post.sender(bo, 'note')(to, id, envelope);
    }, ending.signal);
    receipts.due(ana.key);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    await contacts.decide(ana.key, 'accepted');
    receipts.due(ana.key);
    await vi.waitUntil(() => sent.length === 1);
    expect(sent).toEqual([chat()?.last?.id]);
  });

  it('who is answered is accepted by that', async () => {
    await say(ana, bo, 'hello');
    await fetchMail(bo);
    await bo.outbox.queue(ana.key, 'hello yourself');
    expect(chat()).toMatchObject({ request: false, contact: 'accepted' });
    // The node may be asked before it was told.
    await contacts.fetch(registry);
    expect(chat()).toMatchObject({ request: false, contact: 'accepted' });
  });

  it('who is declined is gone, and is a request again with the next message', async () => {
    await say(ana, bo, 'one', 'two');
    await fetchMail(bo);
    await deleteChat(bo.book, ana.key, bo.clock.now);
    expect(chat()).toBeUndefined();
    expect(await texts(bo, ana)).toEqual([]);
    // Another life of the node's store hands everything over again.
    const { epoch, ...cursor } = await bo.store.cursor();
    await bo.store.write({ cursor: { ...cursor, next: 0, generation: 1 } });
    await bo.apply(bo.mail);
    expect(chat()).toBeUndefined();
    ana.clock.now = start + 1000;
    await say(ana, bo, 'three');
    await fetchMail(bo);
    expect(chat()).toMatchObject({ request: true, unread: 1, last: { body: 'three' } });
    expect(await texts(bo, ana)).toEqual(['< three stored']);
  });

  it('who writes what does not open is a request, too', async () => {
    post.put(bo.key, { kind: 'msg', from: ana.key, body: new Uint8Array([1]) });
    await fetchMail(bo);
    expect(chat()).toMatchObject({ request: true, unreadable: 1 });
  });
});

describe('somebody who is blocked', () => {
  it('is so for the node, and their conversation stays', async () => {
    await connect();
    await bo.outbox.queue(ana.key, 'hi');
    await contacts.decide(ana.key, 'blocked');
    contacts.due();
    await vi.waitUntil(() => registry.known.get(ana.key) === 'blocked');
    expect(chat()).toMatchObject({ contact: 'blocked', request: false });
    expect(bo.book.blocked()).toMatchObject([{ peer: ana.key }]);
    await expect(bo.outbox.queue(ana.key, 'hi again')).rejects.toMatchObject({ problem: { code: 'recipient-blocked' } });
    await contacts.decide(ana.key, 'none');
    expect(chat()).toMatchObject({ contact: 'accepted' });
  });

  it('is told of no more, whatever of theirs was on its way', async () => {
    await bo.outbox.queue(ana.key, 'hi');
    await contacts.decide(ana.key, 'blocked');
    await say(ana, bo, 'written before the block');
    expect((await fetchMail(bo)).received).toEqual(new Set());
    expect(chat()).toMatchObject({ unread: 0 });
    expect(await texts(bo, ana)).toContain('< written before the block stored');
  });

  it('as a stranger is out of the list, and can be found to be let go', async () => {
    await say(ana, bo, 'spam');
    await fetchMail(bo);
    await contacts.decide(ana.key, 'blocked');
    await deleteChat(bo.book, ana.key, bo.clock.now);
    await say(ana, bo, 'more spam');
    await fetchMail(bo);
    expect(chat()).toBeUndefined();
    expect(bo.book.blocked()).toMatchObject([{ peer: ana.key }]);
    await contacts.decide(ana.key, 'none');
    expect(bo.book.blocked()).toEqual([]);
    expect(chat()).toMatchObject({ request: true });
  });
});

describe('what the node knows', () => {
  it('holds on every device: whom another one accepted, blocked or let go', async () => {
    await say(ana, bo, 'hello');
    await fetchMail(bo);
    registry.known.set(ana.key, 'accepted');
    await connect();
    expect(chat()).toMatchObject({ contact: 'accepted', request: false });
    registry.known.set(ana.key, 'blocked');
    contacts.elsewhere();
    await vi.waitUntil(async () => (await record()).contact === 'blocked');
    registry.known.delete(ana.key);
    contacts.elsewhere();
    await vi.waitUntil(async () => (await record()).contact === 'none');
    expect(registry.told).toEqual([]);
  });

  it('is not what was decided here while it could not be told', async () => {
    registry.known.set(ana.key, 'accepted');
    await contacts.fetch(registry);
    await contacts.decide(ana.key, 'blocked');
    await contacts.fetch(registry);
    expect(bo.book.blocked()).toHaveLength(1);
    contacts.start(registry, ending.signal);
    await vi.waitUntil(() => registry.known.get(ana.key) === 'blocked');
  });

  it('is told again when it was not taken, and not for ever of whom it does not know', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    registry.fault = new Failure({ code: 'rate-limited', title: '', detail: '', status: 429, retryAfter: 9 });
    await contacts.decide(ana.key, 'accepted');
    await connect();
    await vi.waitUntil(() => registry.fault === undefined);
    await vi.advanceTimersByTimeAsync(8900);
    expect(registry.told).toEqual([]);
    await vi.waitUntil(async () => {
      await vi.advanceTimersByTimeAsync(100);
      return registry.told.length === 1;
    });
    registry.fault = new Failure({ code: 'unknown-key', title: '', detail: '', status: 404 });
    await contacts.decide(ana.key, 'blocked');
    contacts.due();
    await vi.waitUntil(async () => !(await record()).undecided);
    contacts.due();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(registry.told).toEqual(['accepted']);
  });

  it('is that somebody is mute for as long as they are mute for ever', async () => {
    const marker = new Marker(bo.book, bo.engine, () => bo.clock.now);
    registry.known.set(ana.key, 'accepted');
    await connect();
    await marker.set(ana.key, { mutedUntil: -1 });
    contacts.due();
    await vi.waitUntil(() => registry.known.get(ana.key) === 'muted');
    await contacts.fetch(registry);
    expect((await record()).contact).toBe('accepted');
    await marker.set(ana.key, { mutedUntil: null });
    contacts.due();
    await vi.waitUntil(() => registry.known.get(ana.key) === 'accepted');
  });

  it('does not begin conversations', async () => {
    registry.known.set(ana.key, 'accepted');
    await connect();
    expect(bo.book.conversations()).toEqual([]);
  });
});

it('a flood of a stranger is one request, and quiet', async () => {
  await contacts.fetch(registry);
  const sender = post.sender(ana);
  const { newID } = await import('../protocol/id');
  const { randomBytes } = await import('./vault');
  const id = () => newID(randomBytes);
  for (let i = 0; i < 500; i++) {
    const one = id();
    await sender(bo.key, one, await ana.engine.seal({ type: 'text', id: one, to: bo.key, sentAt: start, members: { body: `spam ${i}` } }));
  }
  bo.news.length = 0;
  await fetchMail(bo);
  expect(bo.book.conversations()).toHaveLength(1);
  expect(chat()).toMatchObject({ request: true, unread: 500 });
  await deleteChat(bo.book, ana.key, bo.clock.now);
  expect(await bo.store.range(ana.key, { before: Infinity }, 1000)).toEqual([]);
}, 30_000);
