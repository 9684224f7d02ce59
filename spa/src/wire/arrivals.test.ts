import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { utf8 } from '../protocol/bytes';
import { type ID, newID } from '../protocol/id';
import type { Members } from '../protocol/json';
import type { Item } from './arrivals';
import type { Message } from './engine';
import { fetchMail, flush, type Person, person, PostOffice, start, texts } from './fixture';
import { news } from './receipts';
import { next } from './receiver';
import { randomBytes } from './vault';

let ana: Person;
let bo: Person;
let post: PostOffice;
beforeEach(async () => {
  ana = await person(1);
  bo = await person(2);
  post = new PostOffice(ana, bo);
});

async function say(from: Person, to: Person, ...bodies: string[]): Promise<void> {
  for (const body of bodies) await from.outbox.queue(to.key, body);
  await flush(from, post.sender(from));
}

async function letter(from: Person, to: Person, type: string, members: Members, kind: 'msg' | 'note' = 'msg', office = post, id = newID(randomBytes)): Promise<void> {
  await office.sender(from, kind)(to.key, id, await from.engine.seal({ type, id, to: to.key, sentAt: from.clock.now, members }));
}

async function tell(from: Person, to: Person): Promise<void> {
  const chat = await from.book.chat(to.key);
  const told = news(chat, from.clock.now);
  if (told) await letter(from, to, 'receipt', { body: '', ...told }, 'note');
}

const chat = (who: Person) => who.book.conversations()[0];

describe('arrivals', () => {
  it('count as unread until they are read', async () => {
    await say(ana, bo, 'one', 'two');
    expect((await fetchMail(bo)).received).toEqual(new Set([ana.key]));
    expect(chat(bo)).toMatchObject({ peer: ana.key, unread: 2, last: { body: 'two' }, time: start });
    const page = await bo.book.page(ana.key, { newest: true, count: 10 });
    expect(page.firstUnread).toBe(page.messages[0]?.id);
    expect(await bo.book.read(ana.key)).toBe(true);
    expect(await bo.book.read(ana.key)).toBe(false);
    expect(chat(bo)).toMatchObject({ unread: 0 });
    expect(await bo.book.page(ana.key, { newest: true, count: 10 })).not.toHaveProperty('firstUnread');
  });

  it('come once, however often the node hands them over', async () => {
    await say(ana, bo, 'once');
    await bo.apply(bo.mail);
    await bo.apply(bo.mail);
    await bo.apply(bo.mail.map((item) => ({ ...item, seq: item.seq + 100 })));
    expect(await texts(bo, ana)).toEqual(['< once stored']);
    expect(chat(bo)).toMatchObject({ unread: 1, unreadable: 0 });
  });

  it('are written together with the cursor', async () => {
    await say(ana, bo, 'one');
    await fetchMail(bo);
    expect(await bo.store.cursor()).toMatchObject({ next: bo.mail.at(-1)?.seq });
  });

  it('bring ticks: delivered, then read', async () => {
    await say(ana, bo, 'one', 'two');
    await fetchMail(ana);
    await fetchMail(bo);
    await tell(bo, ana);
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['> one delivered', '> two delivered']);
    expect(ana.news.flatMap(({ messages }) => messages?.changed.map(({ body, state }) => `${body} ${state}`) ?? []).slice(-2)).toEqual(['one delivered', 'two delivered']);
    await bo.book.read(ana.key);
    await tell(bo, ana);
    await say(ana, bo, 'three');
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['> one read', '> two read', '> three stored']);
    expect(chat(ana)).toMatchObject({ last: { body: 'three', state: 'stored' } });
  });

  it('never take ticks back, and ignore receipts for what is not mine', async () => {
    await say(ana, bo, 'one', 'two');
    await fetchMail(bo);
    await bo.book.read(ana.key);
    await tell(bo, ana);
    const first = (await bo.book.page(ana.key, { newest: true, count: 2 })).messages[0]?.id ?? '';
    await letter(bo, ana, 'receipt', { body: '', delivered: first, read: first }, 'note');
    await letter(bo, ana, 'receipt', { body: '', delivered: 'f'.repeat(32), read: 7 }, 'note');
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['> one read', '> two read']);
    const cleo = await person(3);
    const all = new PostOffice(ana, cleo);
    await letter(cleo, ana, 'receipt', { body: '', read: first }, 'note', all);
    await ana.apply(ana.mail.slice(-1).map((item) => ({ ...item, seq: 1000 })));
    expect(ana.book.conversations().map(({ peer }) => peer)).toEqual([bo.key]);
  });

  it('count what does not open, quietly', async () => {
    await say(ana, bo, 'fine');
    post.put(bo.key, { kind: 'msg', from: ana.key, id: newID(randomBytes), body: utf8('not a box') });
    post.put(bo.key, { kind: 'msg', from: ana.key, id: newID(randomBytes), body: bo.mail[0]?.body as Uint8Array<ArrayBuffer> });
    post.put(bo.key, { kind: 'msg', body: utf8('{"anonymous":"junk"}') });
    await letter(ana, bo, 'text', { body: { not: 'text' } });
    await fetchMail(bo);
    expect(await texts(bo, ana)).toEqual(['< fine stored']);
    expect(chat(bo)).toMatchObject({ unread: 1, unreadable: 3 });
    expect(bo.book.conversations()).toHaveLength(1);
  });

  it('refuse a letter dated far from when the node stored it', async () => {
    const id = newID(randomBytes);
    const body = await ana.engine.seal({ type: 'text', id, to: bo.key, sentAt: start, members: { body: 'late' } });
    post.put(bo.key, { kind: 'msg', from: ana.key, id, body }, start - 300_001);
    await fetchMail(bo);
    expect(chat(bo)).toMatchObject({ unreadable: 1 });
    expect(chat(bo)).not.toHaveProperty('last');
  });

  it('refuse my own letter that a stranger posts to me', async () => {
    await say(ana, bo, 'mine');
    const fresh = await person(1);
    post.put(fresh.key, { kind: 'msg', body: ana.mail[0]?.body as Uint8Array<ArrayBuffer> });
    await fresh.apply([{ ...(ana.mail.at(-1) as Item), kind: 'msg', seq: 50 }]);
    expect(fresh.book.conversations()).toEqual([]);
  });

  it('show newer kinds as such, and machines’ notes not at all', async () => {
    await letter(ana, bo, 'poll', { body: 'which?' });
    await letter(ana, bo, 'typing', { body: '' });
    await letter(ana, bo, 'profile', { body: '' }, 'note');
    await letter(ana, bo, 'unheard-of', { body: '' }, 'note');
    await fetchMail(bo);
    const { messages } = await bo.book.page(ana.key, { newest: true, count: 10 });
    expect(messages.map(({ kind, body }) => [kind, body])).toEqual([['newer', '']]);
    expect(chat(bo)).toMatchObject({ unread: 1, unreadable: 0 });
  });

  it('give a restored browser its chats back, read where they were read', async () => {
    await say(ana, bo, 'a1', 'a2');
    await fetchMail(bo);
    await say(bo, ana, 'b1');
    await say(ana, bo, 'a3');
    await fetchMail(bo);
    await bo.book.read(ana.key);
    await tell(bo, ana);
    await say(ana, bo, 'a4');
    const again = await person(2);
    await again.apply(bo.mail);
    expect(await texts(again, ana)).toEqual(['< a1 stored', '< a2 stored', '> b1 stored', '< a3 stored', '< a4 stored']);
    expect(chat(again)).toMatchObject({ unread: 1, last: { body: 'a4' } });
  });

  it('keep their order over another life of the node', async () => {
    await say(ana, bo, 'one', 'two');
    await fetchMail(bo);
    const restored = [bo.mail[0] as Item, { ...(bo.mail[1] as Item), seq: 2 }];
    await say(ana, bo, 'three');
    restored.push({ ...(bo.mail[2] as Item), seq: 3 });
    await bo.store.write({ cursor: { next: 0, generation: 1, epoch: 'b'.repeat(16) } });
    await bo.apply(restored);
    expect(await texts(bo, ana)).toEqual(['< one stored', '< two stored', '< three stored']);
    expect(await bo.store.cursor()).toMatchObject({ generation: 1, next: 3 });
  });

  it('move own messages to where the node put them', async () => {
    const first = await ana.outbox.queue(bo.key, 'mine, first');
    await say(bo, ana, 'theirs');
    await ana.apply(ana.mail);
    expect(await texts(ana, bo)).toEqual(['< theirs stored', '> mine, first queued']);
    await flush(ana, post.sender(ana));
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['< theirs stored', '> mine, first stored']);
    expect((await ana.book.page(bo.key, { after: { id: (await ana.book.page(bo.key, { newest: true, count: 2 })).messages[0]?.id ?? '', mine: false }, count: 5 })).messages.map(({ id }) => id)).toEqual([first.id]);
  });

  const theirs = (message: Message | undefined) => ({ id: message?.id ?? '', mine: false });

  it('come in pages both ways', async () => {
    await say(ana, bo, ...Array.from({ length: 10 }, (_, i) => `${i}`));
    await fetchMail(bo);
    const newest = await bo.book.page(ana.key, { newest: true, count: 4 });
    expect(newest).toMatchObject({ older: true, newer: false });
    expect(newest.messages.map(({ body }) => body)).toEqual(['6', '7', '8', '9']);
    const before = await bo.book.page(ana.key, { before: theirs(newest.messages[0]), count: 6 });
    expect(before).toMatchObject({ older: false, newer: true });
    expect(before.messages.map(({ body }) => body)).toEqual(['0', '1', '2', '3', '4', '5']);
    const after = await bo.book.page(ana.key, { after: theirs(before.messages[0]), count: 3 });
    expect(after).toMatchObject({ older: true, newer: true });
    expect(after.messages.map(({ body }) => body)).toEqual(['1', '2', '3']);
    const around = await bo.book.page(ana.key, { around: theirs(after.messages[1]), count: 4 });
    expect(around).toMatchObject({ older: false, newer: true });
    expect(around.messages.map(({ body }) => body)).toEqual(['0', '1', '2', '3', '4']);
    expect(await bo.book.page(ana.key, { around: theirs(newest.messages[3]), count: 2 })).toMatchObject({ older: true, newer: false });
    await expect(bo.book.page(ana.key, { before: { id: 'gone', mine: false }, count: 1 })).rejects.toMatchObject({ problem: { title: 'No such message' } });
  });
});

describe('the line above what is new', () => {
  it('is named by every page, however far it is from it', async () => {
    await say(ana, bo, ...Array.from({ length: 3 }, (_, i) => `read ${i}`));
    await fetchMail(bo);
    await bo.book.read(ana.key);
    for (let i = 0; i < 120; i++) await bo.outbox.queue(ana.key, `own ${i}`);
    await flush(bo, post.sender(bo));
    await fetchMail(bo);
    await say(ana, bo, ...Array.from({ length: 30 }, (_, i) => `new ${i}`));
    await fetchMail(bo);
    const page = await bo.book.page(ana.key, { unread: true, count: 10 });
    expect(page).toMatchObject({ older: true, newer: true });
    expect(page.messages.map(({ body }) => body)).toEqual([...Array.from({ length: 5 }, (_, i) => `own ${115 + i}`), ...Array.from({ length: 6 }, (_, i) => `new ${i}`)]);
    for (const at of [{ newest: true } as const, { around: { id: page.messages[0]?.id ?? '', mine: true } }]) {
      expect((await bo.book.page(ana.key, { ...at, count: 4 })).firstUnread).toBe(page.firstUnread);
    }
    await bo.book.read(ana.key);
    expect(await bo.book.page(ana.key, { unread: true, count: 4 })).toMatchObject({ older: true, newer: false });
  });

  it('is not moved by a letter with the id of an own one', async () => {
    const mine = await bo.outbox.queue(ana.key, 'mine');
    await flush(bo, post.sender(bo));
    await say(ana, bo, 'one');
    await letter(ana, bo, 'text', { body: 'twin' }, 'msg', post, mine.id as ID);
    await fetchMail(bo);
    const before = await bo.book.page(ana.key, { before: { id: mine.id, mine: false }, count: 9 });
    expect(before.messages.map(({ body }) => body)).toEqual(['mine', 'one']);
    expect((await bo.book.page(ana.key, { after: { id: mine.id, mine: true }, count: 9 })).messages.map(({ body }) => body)).toEqual(['one', 'twin']);
  });
});

describe('held pushes', () => {
  const item = (seq: number, prev: number) => ({ seq, prev }) as Item;

  it.each([
    ['nothing', [], 5, [], false],
    ['in order', [item(6, 5), item(9, 6)], 5, [6, 9], false],
    ['out of order', [item(9, 6), item(6, 5)], 5, [6, 9], false],
    ['known already', [item(4, 3), item(5, 4)], 5, [], false],
    ['twice', [item(6, 5), item(6, 5)], 5, [6], false],
    ['after a page that looked further than the mailbox', [item(12, 5)], 10, [12], false],
    ['with one missing', [item(9, 7)], 5, [], true],
    ['with one missing in the middle', [item(6, 5), item(9, 8)], 5, [], true],
  ])('%s', (_, held, cursor, seqs, gap) => {
    const fresh = next(held, cursor);
    expect(fresh.items.map(({ seq }) => seq)).toEqual(seqs);
    expect(fresh.gap).toBe(gap);
  });
});
