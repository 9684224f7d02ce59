import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChainOffice } from './chainfixture';
import { fetchMail, flush, type Person, person, PostOffice, start } from './fixture';
import { Marker } from './marks';
import type { Send } from './outbox';
import { Failure } from './problem';

let laptop: Person;
let phone: Person;
let bo: Person;
let post: PostOffice;
let ending: AbortController;

beforeEach(async () => {
  laptop = await person(1);
  // The same words on another browser.
  phone = await person(1, new ChainOffice(() => start));
  bo = await person(2);
  post = new PostOffice(laptop, bo);
  phone.mail = laptop.mail;
  ending = new AbortController();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  ending.abort();
  vi.useRealTimers();
});

function marker(of: Person): Marker {
  return new Marker(of.book, of.engine, () => of.clock.now);
}

/** A note to oneself is one item, without a copy. */
function notes(of: Person): Send {
  return async (to, id, envelope) => {
    const seq = post.put(to, { kind: 'msg', note: true, from: of.key, id, body: envelope }, of.clock.now);
    return { seq, time: new Date(of.clock.now).toISOString() };
  };
}

const count = () => laptop.mail.filter(({ from }) => from === laptop.key).length;

async function told(by: Marker, of: Person, send = notes(of)): Promise<void> {
  const before = laptop.mail.length;
  by.start(send, ending.signal);
  await vi.waitUntil(async () => {
    await vi.advanceTimersByTimeAsync(500);
    return laptop.mail.length > before && !Array.from(of.book.all()).some(({ untold }) => untold);
  }, { timeout: 5000 });
  ending.abort();
  ending = new AbortController();
}

async function say(from: Person, to: Person, body: string): Promise<void> {
  vi.useRealTimers();
  await from.outbox.queue(to.key, body);
  await flush(from, post.sender(from));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

const marks = (of: Person) => of.book.conversations().find(({ peer }) => peer === bo.key)?.marks;

describe('marks', () => {
  it('are on the other device once it fetched its mail, and nothing else is', async () => {
    await say(bo, laptop, 'hello');
    for (const one of [laptop, phone]) await fetchMail(one);
    const mine = marker(laptop);
    await mine.set(bo.key, { pinned: true, mutedUntil: start + 3600_000, verified: '12345 67890' });
    await mine.set(bo.key, { mutedUntil: -1 });
    expect(marks(phone)).toEqual({});
    await told(mine, laptop);
    expect(count()).toBe(1);
    await fetchMail(phone);
    expect(marks(phone)).toEqual({ pinned: true, mutedUntil: -1, verified: '12345 67890' });
    expect(phone.book.conversations()).toHaveLength(1);
    await mine.set(bo.key, { pinned: false, mutedUntil: null, verified: null });
    await told(mine, laptop);
    await fetchMail(phone);
    expect(marks(phone)).toEqual({});
  });

  it('come back on a browser that knows nothing but the words, before or after the messages', async () => {
    await say(bo, laptop, 'hello');
    await fetchMail(laptop);
    const mine = marker(laptop);
    await mine.set(bo.key, { pinned: true });
    await told(mine, laptop);
    await phone.apply(laptop.mail.toReversed().map((item, i) => ({ ...item, seq: i + 1 })));
    expect(phone.book.conversations()).toMatchObject([{ peer: bo.key, marks: { pinned: true }, time: start, unread: 1 }]);
  });

  it('of somebody to whom there is no conversation show none', async () => {
    const mine = marker(laptop);
    await mine.set(bo.key, { verified: 'compared' });
    expect(laptop.book.conversations()).toEqual([]);
    await told(mine, laptop);
    await fetchMail(phone);
    expect(phone.book.conversations()).toEqual([]);
    await say(bo, laptop, 'hello');
    await fetchMail(phone);
    expect(marks(phone)).toEqual({ verified: 'compared' });
  });

  it('set on two devices at once are the same on both in the end', async () => {
    await say(bo, laptop, 'hello');
    for (const one of [laptop, phone]) await fetchMail(one);
    const [mine, theirs] = [marker(laptop), marker(phone)];
    await mine.set(bo.key, { pinned: true, verified: 'one' });
    await theirs.set(bo.key, { pinned: false, mutedUntil: -1, verified: 'two' });
    await told(mine, laptop);
    await told(theirs, phone);
    for (const one of [laptop, phone]) await fetchMail(one);
    expect(marks(laptop)).toEqual({ pinned: true, mutedUntil: -1, verified: 'two' });
    expect(marks(phone)).toEqual(marks(laptop));
  });

  it('that others write to me mean nothing', async () => {
    await say(bo, laptop, 'hello');
    const hostile = { peer: bo.key, verified: ['2026-11-24T08:00:00.000Z', 'trust me'] };
    const id = '00000000000000000000000000000001' as never;
    post.put(laptop.key, { kind: 'note', from: bo.key, id, body: await bo.engine.seal({ type: 'marks', id, to: laptop.key, sentAt: start, members: { body: '', marks: [hostile] } }) });
    await fetchMail(laptop);
    expect(marks(laptop)).toEqual({});
  });

  it('pin five conversations and no more; one that is archived is not pinned', async () => {
    const mine = marker(laptop);
    const people = await Promise.all([2, 3, 4, 5, 6, 7].map((number) => person(number)));
    for (const { key } of people) await laptop.book.start(key, { primary: key, handle: `h${key.slice(8, 12)}`, server: 'localhost', registeredAt: '' });
    for (const { key } of people.slice(0, 5)) await mine.set(key, { pinned: true });
    const sixth = people[5]?.key as never;
    await expect(mine.set(sixth, { pinned: true })).rejects.toMatchObject({ problem: { code: 'too-many-pins' } });
    await mine.set(bo.key, { pinned: true });
    await mine.set(bo.key, { archived: true });
    expect(marks(laptop)).toEqual({ archived: true });
    await mine.set(sixth, { pinned: true });
    await expect(mine.set(bo.key, { pinned: true })).rejects.toBeInstanceOf(Failure);
  });

  it.each([{ mutedUntil: 0.5 }, { mutedUntil: NaN }, { mutedUntil: -2 }, { mutedUntil: 9e15 }, { verified: '' }, { verified: 'x'.repeat(129) }])('refuse %j', async (change) => {
    await expect(marker(laptop).set(bo.key, change)).rejects.toMatchObject({ problem: { code: 'malformed' } });
  });

  it('archived, a conversation is back with what is written later, unless it is mute by then', async () => {
    await say(bo, laptop, 'hello');
    await fetchMail(laptop);
    const mine = marker(laptop);
    await mine.set(bo.key, { archived: true, mutedUntil: start + 60_000 });
    bo.clock.now = start + 1000;
    await say(bo, laptop, 'while it is mute');
    await fetchMail(laptop);
    expect(marks(laptop)).toMatchObject({ archived: true });
    bo.clock.now = start + 61_000;
    await say(bo, laptop, 'and after');
    await fetchMail(laptop);
    expect(marks(laptop)).not.toHaveProperty('archived');
  });

  it('are written anew once a month, what was taken back is not', async () => {
    const mine = marker(laptop);
    await mine.set(bo.key, { verified: 'compared' });
    await told(mine, laptop);
    laptop.clock.now += 29 * 86_400_000;
    mine.start(notes(laptop), ending.signal);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(count()).toBe(1);
    laptop.clock.now += 2 * 86_400_000;
    ending.abort();
    ending = new AbortController();
    await told(mine, laptop);
    expect(count()).toBe(2);
    await mine.set(bo.key, { verified: null });
    await told(mine, laptop);
    laptop.clock.now += 90 * 86_400_000;
    mine.start(notes(laptop), ending.signal);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(count()).toBe(3);
  });

  it('are told again when the node could not take them', async () => {
    const mine = marker(laptop);
    await mine.set(bo.key, { verified: 'compared' });
    let failures = 1;
    const send = notes(laptop);
    await told(mine, laptop, async (...args) => {
      if (failures-- > 0) throw new Failure({ code: 'rate-limited', title: '', detail: '', status: 429, retryAfter: 7 });
      return send(...args);
    });
    expect(count()).toBe(1);
  });
});
