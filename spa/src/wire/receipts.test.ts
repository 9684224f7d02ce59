import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { flush, type Person, person, PostOffice } from './fixture';
import type { Send } from './outbox';
import { Failure } from './problem';
import { Marker } from './marks';
import { news, Receipts } from './receipts';

let ana: Person;
let bo: Person;
let post: PostOffice;
let receipts: Receipts;
let sent: string[];
const ending = { controller: new AbortController() };

beforeEach(async () => {
  ana = await person(1);
  bo = await person(2);
  post = new PostOffice(ana, bo);
  receipts = new Receipts(bo.book, bo.engine, () => bo.clock.now);
  sent = [];
  await bo.accept(ana);
  ending.controller = new AbortController();
  for (const body of ['one', 'two', 'three']) await ana.outbox.queue(bo.key, body);
  await flush(ana, post.sender(ana));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  ending.controller.abort();
  vi.useRealTimers();
});

/** What was told, opened by the one it was told to. */
const telling: Send = async (to, id, envelope) => {
  const { letter } = await ana.engine.open(envelope, { from: bo.key, id });
  sent.push(`${String(letter.delivered)} ${String(letter.read)}`);
  return post.sender(bo, 'note')(to, id, envelope);
};

/** The next of three messages that wait for Bo arrives; its id. */
async function receive(): Promise<string> {
  const { next } = await bo.store.cursor();
  const item = bo.mail.find(({ seq }) => seq > next);
  if (!item) throw new Error('no more mail');
  await bo.apply([item]);
  receipts.due(ana.key);
  return String(item.id);
}

it('tells at once, then at most every two seconds, then only what is new', async () => {
  receipts.start(telling, ending.controller.signal);
  const first = await receive();
  await vi.waitUntil(() => sent.length === 1);
  await receive();
  const third = await receive();
  expect(sent).toEqual([`${first} undefined`]);
  await vi.advanceTimersByTimeAsync(1999);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await vi.waitUntil(() => sent.length === 2);
  expect(sent[1]).toBe(`${third} undefined`);
  await vi.waitUntil(async () => (await bo.store.chat(ana.key))?.told.delivered === third);
  receipts.due(ana.key);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(2);
  await bo.book.read(ana.key);
  receipts.due(ana.key);
  await vi.waitUntil(() => sent.length === 3);
  expect(sent[2]).toBe(`${third} ${third}`);
});

it('finds what is due when the connection comes, and tries again what failed', async () => {
  const message = await receive();
  expect(sent).toEqual([]);
  let failures = 1;
  receipts.start((...args) => {
    if (failures-- > 0) return Promise.reject(new Failure({ code: 'rate-limited', title: '', detail: '', status: 429, retryAfter: 5 }));
    return telling(...args);
  }, ending.controller.signal);
  await vi.waitUntil(() => failures === 0);
  await vi.advanceTimersByTimeAsync(4900);
  expect(sent).toEqual([]);
  await vi.waitUntil(async () => {
    await vi.advanceTimersByTimeAsync(100);
    return sent.length === 1;
  });
  expect(sent).toEqual([`${message} undefined`]);
});

it('is not worth it for what is older than a note lives', async () => {
  await receive();
  const chat = await bo.book.chat(ana.key);
  expect(news(chat, bo.clock.now)).toBeDefined();
  expect(news(chat, bo.clock.now + 8 * 86_400_000)).toBeUndefined();
});

it('is not told by who does not want to tell, who is not told either', async () => {
  const marker = new Marker(bo.book, bo.engine, () => bo.clock.now);
  await marker.put(bo.key, { receipts: false });
  receipts.start(telling, ending.controller.signal);
  await receive();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual([]);
  await bo.book.edit(ana.key, (chat) => {
    chat.peerDelivered = chat.peerRead = Number.MAX_SAFE_INTEGER;
    return true;
  });
  const note = { id: 'f'.repeat(32) as never, mine: true, kind: 'text', body: '', time: 0, state: 'stored' } as const;
  const shown = async () => bo.book.view(await bo.book.chat(ana.key), { note, order: 1 }).state;
  expect(await shown()).toBe('delivered');
  await marker.put(bo.key, { receipts: true });
  expect(await shown()).toBe('read');
  receipts.due(ana.key);
  await vi.waitUntil(() => sent.length === 1);
});
