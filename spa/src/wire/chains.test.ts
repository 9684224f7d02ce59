import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { boxKey } from '../protocol/box';
import { boxes, statusOf } from '../protocol/chain';
import type { ID } from '../protocol/id';
import { type Key, keyOfSeed } from '../protocol/key';
import { seedSigner } from '../protocol/primary';
import { type Draft, type Head, type Link, noHead, proveDevice, signLink } from '../protocol/sigchain';
import { parseSubject } from '../protocol/subject';
import { ChainOffice } from './chainfixture';
import { fetchMail, flush, person, type Person, PostOffice, start, texts } from './fixture';
import { apply } from './arrivals';
import type { LinkedKeys } from './vault';

const seedOf = (number: number) => new Uint8Array(32).fill(number);
const signer = (number: number) => seedSigner(seedOf(number));
const keys = (number: number): LinkedKeys => ({ device: String(number).padStart(32, '0') as ID, seed: seedOf(100 + number), box: seedOf(150 + number) });
const github = parseSubject('github:ana');

function deviceAdd(account: Key, { device, seed, box }: LinkedKeys): Draft {
  return { op: 'device_add', device, key: keyOfSeed(seed), box: boxKey(box), proof: proveDevice(seed, account, device) };
}

/** Events of person `number`, one after the other. */
function events(number: number, drafts: Draft[], head: Head = noHead): Link[] {
  const links: Link[] = [];
  for (const draft of drafts) links.push(signLink(signer(number), links.at(-1) ?? head, draft, start - 60_000));
  return links;
}

let office: ChainOffice;
let ana: Person;
let bo: Person;
beforeEach(async () => {
  office = new ChainOffice(() => start);
  ana = await person(1, office);
  bo = await person(2, office);
});

describe('chains', () => {
  it('are asked for once in ten minutes, and only for what is new', async () => {
    office.add(...events(2, [{ op: 'add', subject: github }]));
    expect(statusOf((await ana.chains.current(bo.key)).state, github)).toBe('active');
    await ana.chains.current(bo.key);
    expect(office.calls).toEqual([`GET /v1/sigchains/ed25519/${bo.key.slice(8)}?since=0`]);
    ana.clock.now += 10 * 60_000;
    office.add(...events(2, [{ op: 'revoke', subject: github }], office.links.get(bo.key)?.at(-1)));
    // At once what was seen; the news come behind it.
    expect(statusOf((await ana.chains.current(bo.key)).state, github)).toBe('active');
    expect(statusOf((await ana.chains.ask(bo.key)).state, github)).toBe('revoked');
    expect(office.calls.at(-1)).toContain('since=1');
    expect((await ana.chains.ask(bo.key)).state.head.seq).toBe(2);
  });

  it('are kept sealed, so that another life of the app goes on from there', async () => {
    office.add(...events(2, [{ op: 'add', subject: github }]));
    await ana.chains.ask(bo.key);
    ana.chains.forget(bo.key);
    expect((await ana.chains.seen(bo.key)).state.head).toEqual({ seq: 1, hash: office.links.get(bo.key)?.[0]?.hash });
  });

  it('that go back, fork or do not hold are reported, and nothing of them is believed', async () => {
    const good = events(2, [{ op: 'add', subject: github }, { op: 'revoke', subject: github }, { op: 'add', subject: parseSubject('dns:bo.example') }]);
    office.add(...good);
    await ana.chains.ask(bo.key);
    const fork = [...good.slice(0, 2), ...events(2, [{ op: 'add', subject: github }, { op: 'add', subject: github }], good[1])];
    const short = events(2, [{ op: 'add', subject: parseSubject('dns:x.example') }]);
    for (const [links, kind] of [
      [good.slice(0, 2), 'rewound'], [[], 'rewound'], [fork.slice(0, 3), 'forked'], [fork, 'forked'], [short, 'rewound'],
      [[...good, ...events(1, [{ op: 'add', subject: github }], good[2])], 'invalid'],
    ] as [Link[], string][]) {
      office.links.set(bo.key, links);
      const { state, trouble } = await ana.chains.ask(bo.key);
      expect([trouble?.kind, state.head.hash]).toEqual([kind, good[2]?.hash]);
      ana.chains.forget(bo.key);
      expect((await ana.chains.seen(bo.key)).trouble?.kind).toBe(kind);
    }
    office.links.set(bo.key, good);
    expect((await ana.chains.ask(bo.key)).trouble).toBeUndefined();
  });

  it('grow by one event, whatever gets in between', async () => {
    office.before = () => office.add(...events(1, [{ op: 'add', subject: parseSubject('dns:other.example') }]));
    const done = (state: Parameters<typeof statusOf>[0]) => statusOf(state, github) === 'active';
    const sign = (head: Head) => ana.vault.signEvent(head, { op: 'add', subject: github }, start);
    const state = await ana.chains.append(ana.key, done, sign);
    expect([state.head.seq, statusOf(state, github)]).toEqual([2, 'active']);
    await ana.chains.append(ana.key, done, sign);
    expect(office.links.get(ana.key)).toHaveLength(2);
  });

  it('without an answer delay a letter once, and not again soon', async () => {
    office.gone = true;
    await ana.outbox.queue(bo.key, 'hello');
    await flush(ana, new PostOffice(ana, bo).sender(ana));
    const asked = office.calls.length;
    await ana.outbox.queue(bo.key, 'again');
    await flush(ana, new PostOffice(ana, bo).sender(ana));
    expect(office.calls).toHaveLength(asked);
  });
});

describe('linked devices', () => {
  let tablet: Person;
  beforeEach(async () => {
    tablet = await person(2, office, keys(7));
    office.add(...events(2, [deviceAdd(bo.key, keys(7))]));
  });

  it('read what is written to their account, and write for it', async () => {
    const mail = new PostOffice(ana, bo);
    await ana.outbox.queue(bo.key, 'for every device');
    await flush(ana, mail.sender(ana));
    tablet.mail.push(...bo.mail);
    await fetchMail(tablet);
    await fetchMail(bo);
    expect(await texts(tablet, ana)).toEqual(['< for every device stored']);
    expect(await texts(bo, ana)).toEqual(['< for every device stored']);
    await tablet.outbox.queue(ana.key, 'from the tablet');
    await flush(tablet, mail.sender({ ...bo, outbox: tablet.outbox }));
    await fetchMail(ana);
    await fetchMail(bo);
    expect(await texts(ana, bo)).toEqual(['> for every device stored', '< from the tablet stored']);
    expect(await texts(bo, ana)).toEqual(['< for every device stored', '> from the tablet stored']);
    expect(() => tablet.vault.signProofs(start)).toThrow('no-seed');
    await expect(tablet.vault.signEvent(noHead, { op: 'add', subject: github }, start)).rejects.toThrow('no-seed');
  });

  it('that were linked after the chain was seen are found when their first letter comes', async () => {
    await ana.chains.ask(bo.key);
    const phone = await person(2, office, keys(8));
    office.add(...events(2, [deviceAdd(bo.key, keys(8))], office.links.get(bo.key)?.at(-1)));
    const envelope = await phone.engine.seal({ type: 'text', id: 'a'.repeat(32) as ID, to: ana.key, sentAt: start, members: { body: 'new phone' } });
    new PostOffice(ana).put(ana.key, { kind: 'msg', from: bo.key, id: 'a'.repeat(32) as ID, body: envelope }, start + 60_000);
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['< new phone stored']);
  });

  it('that nobody certified are not believed, and asked for once', async () => {
    const stranger = await person(2, office, keys(9));
    const mail = new PostOffice(ana);
    for (const digit of ['b', 'c']) {
      const id = digit.repeat(32) as ID;
      mail.put(ana.key, { kind: 'msg', from: bo.key, id, body: await stranger.engine.seal({ type: 'text', id, to: ana.key, sentAt: start, members: { body: 'x' } }) });
    }
    ana.clock.now += 60_000;
    const before = office.calls.length;
    await fetchMail(ana);
    expect(ana.book.conversations()).toMatchObject([{ unreadable: 2 }]);
    expect(office.calls.length - before).toBe(1);
  });

  it('write nothing after they were revoked, and are sealed for no more', async () => {
    office.add(...events(2, [{ op: 'device_revoke', device: keys(7).device }], office.links.get(bo.key)?.at(-1)));
    expect(boxes((await ana.chains.ask(bo.key)).state)).toEqual([]);
    const id = 'd'.repeat(32) as ID;
    const body = await tablet.engine.seal({ type: 'text', id, to: ana.key, sentAt: start, members: { body: 'x' } });
    new PostOffice(ana).put(ana.key, { kind: 'msg', from: bo.key, id, body });
    await fetchMail(ana);
    expect(ana.book.conversations()).toMatchObject([{ unreadable: 1 }]);
  });

  it('that were revoked after the chain was seen are not believed half a minute later', async () => {
    await ana.chains.ask(bo.key);
    office.add(...events(2, [{ op: 'device_revoke', device: keys(7).device }], office.links.get(bo.key)?.at(-1)));
    const id = 'f'.repeat(32) as ID;
    const body = await tablet.engine.seal({ type: 'text', id, to: ana.key, sentAt: start, members: { body: 'x' } });
    new PostOffice(ana).put(ana.key, { kind: 'msg', from: bo.key, id, body }, start + 60_000);
    await fetchMail(ana);
    expect(ana.book.conversations()).toMatchObject([{ unreadable: 1 }]);
  });

  it('whose certificate cannot be asked for now keep their letters waiting, not lost', async () => {
    const id = 'e'.repeat(32) as ID;
    const body = await tablet.engine.seal({ type: 'text', id, to: ana.key, sentAt: start, members: { body: 'later' } });
    new PostOffice(ana).put(ana.key, { kind: 'msg', from: bo.key, id, body });
    office.gone = true;
    await expect(fetchMail(ana)).rejects.toMatchObject({ problem: { code: 'no-network' } });
    office.gone = false;
    await apply(ana.book, ana.engine, ana.mail, { next: 1, generation: 0 });
    expect(await texts(ana, bo)).toEqual(['< later stored']);
  });
});
