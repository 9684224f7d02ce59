import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Contacts } from './contacts';
import type { Notice } from './engine';
import { fetchMail, flush, type Person, person, PostOffice } from './fixture';
import { Marker } from './marks';
import { Notices } from './notices';

let ana: Person;
let bo: Person;
let post: PostOffice;
let told: Notice[];
let seen: { app: boolean; chat(peer: string): boolean };
let notices: Notices;

beforeEach(async () => {
  ana = await person(1);
  bo = await person(2);
  post = new PostOffice(ana, bo);
  told = [];
  seen = { app: false, chat: () => false };
  notices = new Notices(bo.book, async () => seen, (notice) => told.push(notice));
  await notices.choose({ on: true, content: 'text', push: true });
  await bo.accept(ana);
});

async function say(from: Person, to: Person, body: string): Promise<void> {
  await from.outbox.queue(to.key, body);
  await flush(from, post.sender(from));
}

/** Whatever is new in bo's mailbox, as the receiver hands it on. */
async function arrive(opening = false): Promise<void> {
  await notices.due((await fetchMail(bo)).received, opening);
}

describe('a notice', () => {
  it('says who wrote what, and opens nothing to whoever reads its name', async () => {
    await say(ana, bo, 'hello');
    await arrive();
    expect(told).toMatchObject([{ content: 'text', chats: 1, who: { peer: ana.key }, unread: 1, body: 'hello' }]);
    expect(told[0]?.tag).toMatch(/^chat-[0-9a-f]{32}$/);
    expect(await notices.peerOf(told[0]?.tag ?? '')).toBe(ana.key);
    expect(await notices.peerOf('chat-0')).toBeUndefined();
  });

  it('says as much as its owner wants', async () => {
    await notices.choose({ on: true, content: 'name', push: true });
    await say(ana, bo, 'secret');
    await arrive();
    await notices.choose({ on: true, content: 'nothing', push: true });
    await say(ana, bo, 'secret');
    await arrive();
    await notices.choose({ on: false, content: 'text', push: true });
    await say(ana, bo, 'secret');
    await arrive();
    expect(told).toEqual([
      { tag: told[0]?.tag, content: 'name', chats: 1, who: { peer: ana.key, server: 'localhost' }, unread: 1 },
      { tag: told[0]?.tag, content: 'nothing', chats: 1 },
    ]);
  });

  it('is off until somebody wants it, and its settings are kept', async () => {
    expect(await new Notices(ana.book, async () => seen, () => undefined).choice()).toEqual({ on: false, content: 'text', push: true });
    await notices.choose({ on: true, content: 'name', push: false });
    expect(await new Notices(bo.book, async () => seen, () => undefined).choice()).toEqual({ on: true, content: 'name', push: false });
  });

  it('comes once for a message, however it came, and counts what is unread', async () => {
    await say(ana, bo, 'one');
    await arrive();
    await notices.due([ana.key]);
    expect(told).toHaveLength(1);
    await say(ana, bo, 'two');
    await arrive();
    expect(told[1]).toMatchObject({ tag: told[0]?.tag, unread: 2, body: 'two' });
  });

  it('does not come of what is seen, was read elsewhere or is one’s own', async () => {
    seen = { app: true, chat: (peer) => peer === ana.key };
    await say(ana, bo, 'in the open chat');
    await arrive();
    seen = { app: true, chat: () => false };
    await say(ana, bo, 'read');
    const { received } = await fetchMail(bo);
    await bo.book.read(ana.key);
    await notices.due(received);
    await say(bo, ana, 'mine');
    await arrive();
    expect(told).toEqual([]);
  });

  it('does not come of a chat that is muted, for as long as it is', async () => {
    await bo.book.edit(ana.key, (chat) => {
      chat.marks = { muted: { to: bo.clock.now + 60_000, at: bo.clock.now } };
      return true;
    });
    await say(ana, bo, 'unheard');
    await arrive();
    expect(told).toEqual([]);
    bo.clock.now += 60_000;
    await say(ana, bo, 'heard');
    await arrive();
    expect(told).toMatchObject([{ body: 'heard' }]);
  });

  it('does not tell whoever just opened the app what lies before their eyes', async () => {
    seen = { app: true, chat: () => false };
    await say(ana, bo, 'missed');
    await arrive(true);
    expect(told).toEqual([]);
    await say(ana, bo, 'after a reconnect');
    await arrive();
    expect(told).toMatchObject([{ body: 'after a reconnect', unread: 2 }]);
  });

  it('stands for many chats when there are many', async () => {
    const others = await Promise.all([3, 4, 5].map((number) => person(number)));
    post = new PostOffice(ana, bo, ...others);
    for (const other of others) await bo.accept(other);
    for (const other of [ana, ...others]) await say(other, bo, 'hello');
    await arrive();
    expect(told).toEqual([{ tag: 'mail', content: 'nothing', chats: 4 }]);
  });

  it('is not for strangers, blocked and mute people', async () => {
    const contacts = new Contacts(bo.book, () => undefined);
    const marker = new Marker(bo.book, bo.engine, () => bo.clock.now);
    await contacts.decide(ana.key, 'none');
    await say(ana, bo, 'as a stranger');
    await arrive();
    await contacts.decide(ana.key, 'blocked');
    await say(ana, bo, 'blocked');
    await arrive();
    await contacts.decide(ana.key, 'accepted');
    await marker.set(ana.key, { mutedUntil: bo.clock.now + 60_000 });
    await say(ana, bo, 'mute');
    await arrive();
    expect(told).toEqual([]);
    bo.clock.now += 60_000;
    await say(ana, bo, 'not any more');
    await arrive();
    expect(told).toMatchObject([{ body: 'not any more' }]);
  });
});
