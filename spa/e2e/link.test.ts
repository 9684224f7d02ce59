import 'fake-indexeddb/auto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { hex } from '../src/protocol/bytes';
import { keyOfSeed } from '../src/protocol/key';
import { signRegistration } from '../src/protocol/registration';
import type { Connection } from '../src/wire/engine';
import { Directory } from '../src/wire/directory';
import { person, type Person, texts } from '../src/wire/fixture';
import { Identity } from '../src/wire/identity';
import { Leader } from '../src/wire/leader';
import { Linking } from '../src/wire/linking';
import { Marker } from '../src/wire/marks';
import { Notices } from '../src/wire/notices';
import { Receipts } from '../src/wire/receipts';
import type { LinkedKeys } from '../src/wire/vault';
import { binary, Node, terminal } from './node';

// The app's own engine without a browser, against the real binary: a device is linked, chats for its account,
// and is shut out; claims are made and taken back.

let node: Node;
let directory: Directory;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  Object.assign(globalThis, { WebSocket });
  node = await Node.start(binary());
  directory = new Directory(node.url, fetch, Date.now);
});
afterAll(async () => {
  for (const end of ends) await end();
  await node.close();
});

interface Client extends Person {
  identity: Identity;
  state(): Connection;
}

/** With its own store, connected until the test ends. Accounts register themselves. */
async function client(number: number, linked?: LinkedKeys): Promise<Client> {
  const who = await person(number, { directory }, linked);
  Object.defineProperty(who.clock, 'now', { get: Date.now });
  const { handle } = who.vault.profile.account;
  if (!linked) {
    const seed = new Uint8Array(32).fill(number);
    await directory.register(signRegistration(seed, handle, 'localhost', Date.now()), keyOfSeed(seed));
  }
  const { vault, engine, book, outbox } = who;
  const receipts = new Receipts(book, engine, Date.now);
  const marker = new Marker(book, engine, Date.now);
  const notices = new Notices(book, async () => ({ app: false, chat: () => false }), () => undefined);
  const desk = { vault, engine, book, outbox, receipts, marker, notices, ahead: () => undefined, progress: () => undefined };
  const around = { now: Date.now, online: () => true, random: () => 0, changed: () => undefined, why: async () => undefined };
  const leader = new Leader(desk, `${node.url.replace('http', 'ws')}/nats`, around);
  const ending = new AbortController();
  const running = leader.run(ending.signal);
  ends.push(async () => {
    ending.abort();
    await running;
  });
  return { ...who, identity: new Identity(vault, who.chains, who.store, directory, Date.now), state: () => leader.connection };
}

async function sees(who: Client, peer: Person, wanted: string[]): Promise<void> {
  await expect.poll(async () => (await texts(who, peer)).map((line) => line.replace(/ \w+$/, '')), { timeout: 20_000 }).toEqual(wanted);
}

describe('a linked device', () => {
  let ana: Client;
  let bo: Client;
  let tablet: Client;
  beforeAll(async () => {
    [ana, bo] = [await client(1), await client(2)];
  });

  it('is certified from the code that it shows', async () => {
    const record = await directory.byKey(ana.key);
    const linking = await Linking.begin(directory, record, 'Tablet', Date.now());
    if (linking.state.state !== 'waiting') throw new Error('no code');
    const offer = await ana.identity.take(linking.state.code);
    await expect(ana.identity.take(linking.state.code)).rejects.toMatchObject({ problem: { code: 'unknown-link' } });
    await ana.identity.accept(offer.id);
    expect(await linking.wait(new AbortController().signal, Date.now)).toBe(true);
    tablet = await client(1, linking.keys);
    await expect.poll(() => tablet.state().state).toBe('live');
  });

  it('reads and writes for its account, beside the others', async () => {
    await bo.outbox.queue(ana.key, 'to all of you');
    for (const who of [ana, tablet]) await sees(who, bo, ['< to all of you']);
    await tablet.outbox.queue(bo.key, 'from the tablet');
    await sees(bo, ana, ['> to all of you', '< from the tablet']);
    await sees(ana, bo, ['< to all of you', '> from the tablet']);
    await ana.outbox.queue(bo.key, 'from the seed');
    for (const who of [ana, tablet]) await sees(who, bo, ['< to all of you', '> from the tablet', '> from the seed']);
  });

  it('is shut out at once when it is revoked', async () => {
    const chain = await ana.identity.revokeDevice(tablet.vault.profile.device);
    expect(chain.devices).toMatchObject([{ id: tablet.vault.profile.device, reads: false, name: 'Tablet' }]);
    await expect.poll(() => tablet.state().state, { timeout: 30_000 }).toBe('refused');
    await bo.chains.ask(ana.key);
    await bo.outbox.queue(ana.key, 'without the tablet');
    await expect.poll(async () => (await texts(ana, bo)).at(-1)).toContain('without the tablet');
    expect((await texts(tablet, bo)).join()).not.toContain('without the tablet');
  });

  it('leaves claims to the seed, which others see in the sigchain and not only in the list', async () => {
    const forms = await ana.identity.addClaim('GitHub:Ana-Example');
    expect(forms).toMatchObject({ subject: 'github:ana-example', markdown: expect.stringContaining('```kez') });
    const shown = await directory.ask('/v1/u/person-1');
    expect(shown.members.proofs).toEqual(['github:ana-example']);
    expect((await bo.identity.chain(ana.key, true)).subjects).toMatchObject([{ subject: 'github:ana-example', status: 'active' }]);
    // The node has no way out of here: it says so, and nothing holds.
    const check = await bo.identity.checkProof(ana.key, 'github:ana-example');
    expect(check).toMatchObject({ holds: false, status: 'active', failing: { phase: 'fetch' } });
    await ana.identity.revokeClaim('github:ana-example');
    expect((await directory.ask('/v1/u/person-1')).members.proofs).toEqual([]);
    expect((await bo.identity.chain(ana.key, true)).subjects).toMatchObject([{ subject: 'github:ana-example', status: 'revoked' }]);
    await expect(tablet.identity.revokeClaim('github:ana-example')).rejects.toMatchObject({ problem: { code: 'no-seed' } });
  });
});

describe('kez of the terminal', () => {
  let home: string;
  let kez: string;
  let cy: Client;
  let bo: Client;
  beforeAll(async () => {
    kez = terminal();
    home = await mkdtemp(join(tmpdir(), 'kez-link-'));
    ends.push(() => rm(home, { recursive: true, force: true }));
    [cy, bo] = [await client(3), await client(4)];
  });

  /** Its answers are JSON, an object a line; `heard` gets each as it comes. */
  async function run(args: string[], env: Record<string, string> = {}, heard: (answer: Record<string, unknown>) => void = () => undefined): Promise<void> {
    const started = spawn(kez, ['--json', '--node', node.url, ...args], { env: { PATH: process.env.PATH ?? '', HOME: home, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    started.stderr.on('data', (text) => (complaint += String(text)));
    createInterface(started.stdout).on('line', (line) => heard(JSON.parse(line) as Record<string, unknown>));
    const [code] = await once(started, 'close');
    if (code !== 0) throw new Error(`kez ${args.join(' ')} ended with ${code}: ${complaint}`);
  }

  it('becomes a device of an account in the browser, and is read', async () => {
    const identity = join(home, 'machine');
    let taken: Promise<unknown> | undefined;
    await run(['-i', identity, 'device', 'link', 'person-3@localhost', '--name', 'Machine'], {}, ({ code }) => {
      if (typeof code === 'string') taken ??= cy.identity.take(code).then((offer) => cy.identity.accept(offer.id));
    });
    expect(await taken).toMatchObject({ devices: [{ name: 'Machine', reads: true }] });
    await run(['-i', identity, 'send', 'person-4@localhost', 'from the machine']);
    await sees(bo, cy, ['< from the machine']);
    await sees(cy, bo, ['> from the machine']);
  });

  it('makes the browser a device of its account', async () => {
    const linking = await Linking.begin(directory, await directory.byKey(bo.key), 'Browser', Date.now());
    if (linking.state.state !== 'waiting') throw new Error('no code');
    await run(['device', 'add', '--yes', linking.state.code], { KEZ_SEED: hex(new Uint8Array(32).fill(4)) });
    expect(await linking.wait(new AbortController().signal, Date.now)).toBe(true);
    const browser = await client(4, linking.keys);
    await cy.chains.ask(bo.key);
    await cy.outbox.queue(bo.key, 'to the browser');
    await sees(browser, cy, ['< to the browser']);
  });
});
