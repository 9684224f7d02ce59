import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { boxKey } from '../protocol/box';
import type { ID } from '../protocol/id';
import { keyOfSeed } from '../protocol/key';
import { seedSigner } from '../protocol/primary';
import { signRegistration } from '../protocol/registration';
import { type Draft, noHead, proveDevice, signLink } from '../protocol/sigchain';
import { parseSubject } from '../protocol/subject';
import { ChainOffice } from './chainfixture';
import { conversations } from './chat';
import type { Conversation } from './engine';
import { fetchMail, flush, person, type Person, PostOffice, start, texts } from './fixture';
import type { LinkedKeys } from './vault';

const seedOf = (number: number) => new Uint8Array(32).fill(number);
const keys = (number: number): LinkedKeys => ({ device: String(number).padStart(32, '0') as ID, seed: seedOf(100 + number), box: seedOf(150 + number) });

let office: ChainOffice;
let ana: Person;
let bo: Person;
let post: PostOffice;
beforeEach(async () => {
  office = new ChainOffice(() => start);
  ana = await person(1, office);
  bo = await person(2, office);
  post = new PostOffice(ana, bo);
  office.people.set('bob', signRegistration(seedOf(2), 'bob', 'localhost', start));
  await ana.book.start(bo.key, { primary: bo.key, handle: 'bob', server: 'localhost', registeredAt: '' });
});

function signs(number: number, draft: Draft): void {
  const key = keyOfSeed(seedOf(number));
  office.add(signLink(seedSigner(seedOf(number)), office.links.get(key)?.at(-1) ?? noHead, draft, start - 60_000));
}

function adds(number: number, device: number): void {
  const { device: id, seed, box } = keys(device);
  const key = keyOfSeed(seedOf(number));
  signs(number, { op: 'device_add', device: id, key: keyOfSeed(seed), box: boxKey(box), proof: proveDevice(seed, key, id) });
}

const shown = (of: Person, peer: Person) => conversations(of.book.all(), true).find((one) => one.peer === peer.key) as Conversation;

/** As a reader does it: compares, then marks. */
async function verify(of: Person, peer: Person): Promise<void> {
  const { print } = await of.trust.safety(peer.key);
  await of.book.edit(peer.key, (chat) => {
    chat.verified = print;
    return true;
  });
  await of.trust.compared(peer.key);
}

async function accept(of: Person, peer: Person): Promise<void> {
  const old = await of.trust.accept(peer.key, shown(of, peer).change?.state ?? '');
  if (old) await of.book.edit(peer.key, (chat) => delete chat.verified);
}

/** What was sent until nothing moves any more. */
async function sent(of: Person, deed: () => Promise<void> = async () => undefined): Promise<number> {
  const ending = new AbortController();
  let count = 0;
  const send = post.sender(of);
  const flushing = of.outbox.flush((...args) => {
    count++;
    return send(...args);
  }, ending.signal);
  await settled();
  await deed();
  await settled();
  ending.abort();
  await flushing;
  return count;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setTimeout(resolve));
}

describe('a change', () => {
  it('is what was not there when the person was first seen', async () => {
    adds(2, 1);
    await ana.trust.look(bo.key);
    expect(shown(ana, bo)).not.toHaveProperty('change');
    ana.clock.now += 60_000;
    adds(2, 2);
    signs(2, { op: 'device_revoke', device: keys(1).device });
    await ana.trust.look(bo.key);
    expect(shown(ana, bo).change).toMatchObject({ added: 1, removed: 1, held: false });
    await accept(ana, bo);
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });

  it('is the first device of somebody who had none', async () => {
    await ana.trust.look(bo.key);
    ana.clock.now += 60_000;
    adds(2, 1);
    await ana.trust.look(bo.key);
    expect(shown(ana, bo).change).toMatchObject({ added: 1, removed: 0 });
  });

  it('is nothing that somebody claims', async () => {
    await ana.trust.look(bo.key);
    ana.clock.now += 60_000;
    signs(2, { op: 'add', subject: parseSubject('github:bo') });
    await ana.trust.look(bo.key);
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });

  it('of somebody who was not verified stops nothing', async () => {
    await ana.trust.look(bo.key);
    ana.clock.now += 60_000;
    adds(2, 1);
    await ana.trust.look(bo.key);
    await ana.outbox.queue(bo.key, 'hello');
    await flush(ana, post.sender(ana));
    expect(await texts(ana, bo)).toEqual(['> hello stored']);
    expect(shown(ana, bo).change).toBeDefined();
  });

  it('is a chain that is in trouble', async () => {
    adds(2, 1);
    await ana.trust.look(bo.key);
    office.links.set(bo.key, []);
    ana.clock.now += 60_000;
    await ana.trust.look(bo.key);
    expect(shown(ana, bo).change).toMatchObject({ added: 0, removed: 0, trouble: 'rewound', held: false });
    await accept(ana, bo);
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });

  it('cannot be accepted for another one', async () => {
    await ana.trust.look(bo.key);
    ana.clock.now += 60_000;
    adds(2, 1);
    await ana.trust.look(bo.key);
    const { state } = shown(ana, bo).change ?? { state: '' };
    ana.clock.now += 60_000;
    adds(2, 2);
    await ana.trust.look(bo.key);
    await expect(ana.trust.accept(bo.key, state)).rejects.toMatchObject({ problem: { code: 'person-changed' } });
    expect(shown(ana, bo).change).toMatchObject({ added: 2 });
  });
});

describe('somebody who was verified', () => {
  beforeEach(async () => {
    adds(2, 1);
    await verify(ana, bo);
  });

  it('sees the same number, and is shown as verified', async () => {
    const [hers, his] = [await ana.trust.safety(bo.key), await bo.trust.safety(ana.key)];
    expect(hers.number).toBe(his.number);
    expect(hers).toMatchObject({ uri: `kez:safety:${hers.number}`, verified: true, print: his.own });
    expect(shown(ana, bo)).toMatchObject({ verified: true });
  });

  it('gets nothing after a change, until it is accepted, and then is verified no more', async () => {
    adds(2, 2);
    ana.clock.now += 60_000;
    await ana.outbox.queue(bo.key, 'secret');
    expect(await sent(ana)).toBe(0);
    expect(await texts(ana, bo)).toEqual(['> secret queued']);
    expect(shown(ana, bo)).toMatchObject({ verified: false, change: { added: 1, held: true } });
    const count = await sent(ana, () => accept(ana, bo));
    expect(count).toBe(1);
    expect(shown(ana, bo)).toMatchObject({ verified: false });
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });

  it('gets what waited when the number was compared again', async () => {
    adds(2, 2);
    ana.clock.now += 60_000;
    await ana.outbox.queue(bo.key, 'secret');
    expect(await sent(ana)).toBe(0);
    const count = await sent(ana, () => verify(ana, bo));
    expect(count).toBe(1);
    expect(shown(ana, bo)).toMatchObject({ verified: true });
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });

  it('gets nothing of what was sealed before the change', async () => {
    await ana.outbox.queue(bo.key, 'sealed');
    const ending = new AbortController();
    await ana.outbox.flush(async () => {
      ending.abort();
      throw new Error('connection lost');
    }, ending.signal);
    adds(2, 2);
    ana.clock.now += 60_000;
    expect(await sent(ana)).toBe(0);
    expect(await texts(ana, bo)).toEqual(['> sealed queued']);
  });

  it('gets nothing by a chain that grew while the letter was sealed', async () => {
    await ana.chains.ask(bo.key);
    const readers = ana.chains.readers.bind(ana.chains);
    ana.chains.readers = async (...accounts) => {
      adds(2, 2);
      await ana.chains.ask(bo.key);
      return readers(...accounts);
    };
    await expect(ana.engine.seal({ type: 'text', id: '1'.repeat(32) as ID, to: bo.key, sentAt: start, members: { body: '' } })).rejects.toMatchObject({
      problem: { code: 'person-changed' },
    });
  });

  it('gets nothing while nobody tells of the chain', async () => {
    ana.clock.now += 60_000;
    office.gone = true;
    await ana.outbox.queue(bo.key, 'secret');
    expect(await sent(ana)).toBe(0);
    expect(await texts(ana, bo)).toEqual(['> secret queued']);
  });

  it('elsewhere is not shown as such before their chain was seen here', async () => {
    const { print } = await ana.trust.safety(bo.key);
    const other = await person(1, office);
    await other.book.edit(bo.key, (chat) => {
      chat.verified = print;
      return true;
    });
    expect(shown(other, bo)).toMatchObject({ verified: false });
    expect(shown(other, bo)).not.toHaveProperty('change');
    await other.trust.survey();
    expect(shown(other, bo)).toMatchObject({ verified: true });
    adds(2, 2);
    other.clock.now += 11 * 60_000;
    await other.trust.survey();
    await settled();
    expect(shown(other, bo)).toMatchObject({ verified: false, change: { held: true } });
  });

  it('is heard all the same', async () => {
    adds(2, 2);
    ana.clock.now += 60_000;
    bo.clock.now += 60_000;
    await bo.outbox.queue(ana.key, 'hello');
    await flush(bo, post.sender(bo));
    await ana.trust.look(bo.key);
    expect(shown(ana, bo).change).toMatchObject({ held: true });
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['< hello stored']);
  });

  it('whose chain forks gets nothing', async () => {
    const [first] = office.links.get(bo.key) ?? [];
    office.links.set(bo.key, []);
    adds(2, 3);
    adds(2, 4);
    expect(first).toBeDefined();
    ana.clock.now += 60_000;
    await ana.outbox.queue(bo.key, 'secret');
    expect(await sent(ana)).toBe(0);
    expect(shown(ana, bo)).toMatchObject({ verified: false, change: { trouble: 'forked', held: true } });
    await accept(ana, bo);
    expect(shown(ana, bo)).toMatchObject({ verified: false });
    expect(ana.book.record(bo.key)).not.toHaveProperty('verified');
  });
});

describe('a handle', () => {
  const cleo = keyOfSeed(seedOf(3));

  it('that leads to another key holds what is sent to the one who was verified', async () => {
    await verify(ana, bo);
    office.people.set('bob', signRegistration(seedOf(3), 'bob', 'localhost', start));
    await ana.trust.look(bo.key);
    expect(shown(ana, bo).change).toMatchObject({ other: cleo, held: true, added: 0 });
    await accept(ana, bo);
    // The key is still the one that was compared.
    expect(shown(ana, bo)).toMatchObject({ verified: true });
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });

  it('of somebody verified is not taken over by who shows up with it', async () => {
    await verify(ana, bo);
    const other = { primary: cleo, handle: 'bob', server: 'localhost', registeredAt: '' };
    await ana.trust.met(other);
    await ana.book.start(cleo, other);
    expect(conversations(ana.book.all(), true).map(({ peer, change }) => [peer, change?.other, change?.held]).sort()).toEqual(
      [[bo.key, cleo, true], [cleo, bo.key, true]].sort(),
    );
    await expect(ana.engine.admit(cleo)).rejects.toMatchObject({ problem: { code: 'person-changed' } });
  });

  it('that leads back is no change any more', async () => {
    office.people.set('bob', signRegistration(seedOf(3), 'bob', 'localhost', start));
    await ana.trust.look(bo.key);
    expect(shown(ana, bo).change).toMatchObject({ other: cleo, held: false });
    office.people.set('bob', signRegistration(seedOf(2), 'bob', 'localhost', start));
    ana.clock.now += 10 * 60_000;
    await ana.trust.look(bo.key);
    expect(shown(ana, bo)).not.toHaveProperty('change');
  });
});
