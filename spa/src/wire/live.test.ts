import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { newID } from '../protocol/id';
import { Contacts } from './contacts';
import { type Person, person, start } from './fixture';
import { lasts, Live } from './live';
import { Marker } from './marks';
import { randomBytes } from './vault';

let ana: Person;
let bo: Person;
let hers: Live;
let his: Live;
let typing: unknown[];
let changes: number;

beforeEach(async () => {
  ana = await person(1);
  bo = await person(2);
  typing = [];
  changes = 0;
  his = new Live(bo.book, bo.engine, () => bo.clock.now, { typing: (what) => typing.push(what), contacts: () => changes++ });
  hers = new Live(ana.book, ana.engine, () => ana.clock.now, { typing: () => undefined, contacts: () => undefined });
  await ana.accept(bo);
  await bo.accept(ana);
});

/** What ana says is passed on to bo at once; the envelopes. */
function connect(passed: Promise<void>[] = [], delay = 0): Uint8Array[] {
  const said: Uint8Array[] = [];
  hers.start((to, body) => {
    said.push(body);
    if (to === bo.key) passed.push(his.hear({ from: ana.key, time: ana.clock.now + delay, body }));
  }, new AbortController().signal);
  return said;
}

async function types(): Promise<void> {
  const passed: Promise<void>[] = [];
  const said = connect(passed);
  await hers.typing(bo.key);
  expect(said).toHaveLength(1);
  await Promise.all(passed);
}

describe('typing', () => {
  it('is shown for six seconds', async () => {
    await types();
    expect(typing).toEqual([{ peer: ana.key, until: start + lasts }]);
  });

  it('is said at most every four seconds', async () => {
    const said = connect();
    for (const after of [0, 1000, 2000, 999]) {
      ana.clock.now += after;
      await hers.typing(bo.key);
    }
    expect(said).toHaveLength(1);
    ana.clock.now += 1;
    await hers.typing(bo.key);
    expect(said).toHaveLength(2);
  });

  it('is not said to strangers and blocked people, nor when that is off', async () => {
    const said = connect();
    const contacts = new Contacts(ana.book, () => undefined);
    await contacts.decide(bo.key, 'blocked');
    await hers.typing(bo.key);
    await ana.book.edit(bo.key, (chat) => delete chat.contact);
    await hers.typing(bo.key);
    await contacts.decide(bo.key, 'accepted');
    await new Marker(ana.book, ana.engine, () => start).put(ana.key, { typing: false });
    await hers.typing(bo.key);
    expect(said).toEqual([]);
  });

  it('of strangers is not shown, and none when that is off', async () => {
    await bo.book.edit(ana.key, (chat) => delete chat.contact);
    await types();
    await bo.accept(ana);
    await new Marker(bo.book, bo.engine, () => start).put(bo.key, { typing: false });
    ana.clock.now += 5000;
    await types();
    expect(typing).toEqual([]);
  });

  it('that is old, of somebody else or to somebody else is not shown', async () => {
    const passed: Promise<void>[] = [];
    connect(passed, 15_001);
    await hers.typing(bo.key);
    await Promise.all(passed);
    const id = newID(randomBytes);
    const cy = await person(3);
    bo.clock.now += 2000;
    await his.hear({ from: ana.key, time: start, body: await cy.engine.seal({ type: 'typing', id, to: bo.key, sentAt: start, members: { body: '' } }) });
    bo.clock.now += 2000;
    await his.hear({ from: ana.key, time: start, body: new Uint8Array([123, 125]) });
    expect(typing).toEqual([]);
  });

  it('is heeded once a second, however often it is said', async () => {
    const envelope = await ana.engine.seal({ type: 'typing', id: newID(randomBytes), to: bo.key, sentAt: start, members: { body: '' } });
    for (let i = 0; i < 20; i++) await his.hear({ from: ana.key, time: start, body: envelope });
    expect(typing).toHaveLength(1);
  });
});

it('another device hears that contacts changed, the one that said it does not', async () => {
  const phone = await person(2);
  let heard = 0;
  const other = new Live(phone.book, phone.engine, () => start, { typing: () => undefined, contacts: () => heard++ });
  const passed: Promise<void>[] = [];
  his.start((to, body) => {
    for (const one of [his, other]) passed.push(one.hear({ from: to, time: start, body }));
  }, new AbortController().signal);
  await his.contacts();
  await Promise.all(passed);
  expect({ heard, changes }).toEqual({ heard: 1, changes: 0 });
  // Nobody else can say it.
  const body = await ana.engine.seal({ type: 'contacts', id: newID(randomBytes), to: bo.key, sentAt: start, members: { body: '' } });
  await his.hear({ from: ana.key, time: start, body });
  expect(changes).toBe(0);
});
