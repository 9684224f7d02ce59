import 'fake-indexeddb/auto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hex } from '../src/protocol/bytes';
import { type Person, texts } from '../src/wire/fixture';
import { Linking } from '../src/wire/linking';
import { type Client, Clients } from './client';
import { binary, Node, terminal } from './node';

// The app's own engine without a browser, against the real binary: a device is linked, chats for its account,
// and is shut out; claims are made and taken back.

let node: Node;
let clients: Clients;
let directory: Clients['directory'];
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  clients = new Clients(node.url);
  directory = clients.directory;
});
afterAll(async () => {
  await clients.close();
  for (const end of ends) await end();
  await node.close();
});

async function sees(who: Client, peer: Person, wanted: string[]): Promise<void> {
  await expect.poll(async () => (await texts(who, peer)).map((line) => line.replace(/ \w+$/, '')), { timeout: 20_000 }).toEqual(wanted);
}

describe('a linked device', () => {
  let ana: Client;
  let bo: Client;
  let tablet: Client;
  beforeAll(async () => {
    [ana, bo] = [await clients.come(1), await clients.come(2)];
  });

  it('is certified from the code that it shows', async () => {
    const record = await directory.byKey(ana.key);
    const linking = await Linking.begin(directory, record, 'Tablet', Date.now());
    if (linking.state.state !== 'waiting') throw new Error('no code');
    const offer = await ana.identity.take(linking.state.code);
    await expect(ana.identity.take(linking.state.code)).rejects.toMatchObject({ problem: { code: 'unknown-link' } });
    await ana.identity.accept(offer.id);
    expect(await linking.wait(new AbortController().signal, Date.now)).toBe(true);
    tablet = await clients.come(1, { linked: linking.keys });
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
    [cy, bo] = [await clients.come(3), await clients.come(4)];
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
    const browser = await clients.come(4, { linked: linking.keys });
    await cy.chains.ask(bo.key);
    await cy.outbox.queue(bo.key, 'to the browser');
    await sees(browser, cy, ['< to the browser']);
  });
});
