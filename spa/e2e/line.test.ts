import 'fake-indexeddb/auto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Key } from '../src/protocol/key';
import { texts } from '../src/wire/fixture';
import { launch } from './browser';
import { type Client, Clients } from './client';
import { Line } from './line';
import { binary, Node } from './node';
import { desktop, Person } from './person';

// Ana's browser reaches the node over a bad line, Bo does not. Whatever the line does, each message arrives once
// and in order.

let browser: Browser;
let node: Node;
let line: Line;
let clients: Clients;
let ana: Person;
let bo: Client;
const said: string[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  line = await Line.to(node.url);
  browser = await launch();
  clients = new Clients(node.url);
  bo = await clients.come(2, { handle: 'bo-2' });
  ana = await Person.arrive(browser, line.url, desktop);
  await ana.create('ana', 'correct horse battery');
  await ana.live();
  await bo.welcome(await primary('ana'));
  await ana.startChat('bo-2');
});

afterAll(async () => {
  await browser?.close();
  await clients?.close();
  await line?.close();
  await node?.close();
});

afterEach(() => {
  expect(ana.faults).toEqual([]);
});

async function say(text: string): Promise<void> {
  said.push(text);
  await ana.say(text);
}

/** All that was said, once, in order, at either end. */
async function arrived(): Promise<void> {
  const key = await primary('ana');
  const got = async () => (await texts(bo, { key } as Client)).map((text) => text.replace(/^< (.*) \w+$/, '$1'));
  await expect.poll(got, { timeout: 60_000 }).toEqual(said);
  await ana.message(said.at(-1) ?? '').getByText('delivered').waitFor({ state: 'attached', timeout: 60_000 });
  expect(await ana.texts(new RegExp(`^${said.join('|')}`, 'm'))).toEqual(said);
}

async function primary(handle: string): Promise<Key> {
  return (await clients.directory.ask(`/v1/u/${handle}`)).members.primary as Key;
}

it('a good line', async () => {
  await say('hello');
  await arrived();
});

it('two seconds each way', async () => {
  line.delay = 2000;
  await say('slow one');
  await say('slow two');
  await arrived();
  line.delay = 0;
});

it('answers that never come: what was stored is not stored twice', async () => {
  line.deaf = true;
  await say('the answer was lost');
  await expect.poll(async () => (await texts(bo, { key: await primary('ana') } as Client)).length, { timeout: 20_000 }).toBe(said.length);
  await ana.message('the answer was lost').getByText('waiting').waitFor({ state: 'attached' });
  await say('written meanwhile');
  line.cut();
  line.deaf = false;
  await arrived();
});

it('everything lost for a while, and nobody told', async () => {
  line.dead = true;
  await say('into the void');
  await say('and after it');
  await ana.message('and after it').getByText('waiting').waitFor({ state: 'attached' });
  line.dead = false;
  line.cut();
  await arrived();
});

it('cut in mid-message, again and again', async () => {
  for (const bytes of [1, 40, 400, 700]) {
    line.cutAfter(bytes);
    await say(`cut after ${bytes} bytes`);
    await say(`next to ${bytes} bytes`);
    await arrived();
  }
});
