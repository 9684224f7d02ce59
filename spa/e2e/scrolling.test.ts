import 'fake-indexeddb/auto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Key } from '../src/protocol/key';
import { launch } from './browser';
import { type Client, Clients } from './client';
import { binary, Node } from './node';
import { desktop, Person } from './person';

let browser: Browser;
let node: Node;
let clients: Clients;
let ana: Person;
let bo: Client;
let own: Key;

beforeAll(async () => {
  node = await Node.start(binary(), '--limit', 'sends-per-second=0');
  browser = await launch();
  clients = new Clients(node.url);
  bo = await clients.come(2, { handle: 'bo-2' });
  ana = await Person.arrive(browser, node.url, desktop);
  await ana.create('ana', 'correct horse battery');
  await ana.live();
  own = (await clients.directory.ask('/v1/u/ana')).members.primary as Key;
  await bo.welcome(own);
  await ana.startChat('bo-2');
  await ana.say('begin');
  await ana.message('begin').getByText('delivered').waitFor({ state: 'attached' });
});

afterAll(async () => {
  await browser?.close();
  await clients?.close();
  await node?.close();
});

afterEach(() => {
  expect(ana.faults).toEqual([]);
});

const edge = () => ana.log.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight));

/** Where a message stands on the screen. */
const top = (text: string) => ana.log.getByText(text, { exact: true }).evaluate((element) => element.getBoundingClientRect().top);

it('follows what is new while the reader is at the end', async () => {
  for (let i = 1; i <= 60; i++) await bo.say(own, `line ${i}`);
  await ana.sees('line 60');
  await expect.poll(edge).toBeLessThanOrEqual(1);
  await bo.say(own, 'at the end');
  await ana.sees('at the end');
  await expect.poll(edge).toBeLessThanOrEqual(1);
});

it('moves nothing for whoever reads further up, and counts', async () => {
  await ana.log.hover();
  await ana.page.mouse.wheel(0, -1200);
  await expect.poll(edge).toBeGreaterThan(800);
  await ana.sees('line 40');
  await ana.log.getByText('line 40', { exact: true }).scrollIntoViewIfNeeded();
  const before = await top('line 40');
  const newest = ana.page.getByRole('button', { name: /Jump to the newest message/ });
  for (let i = 1; i <= 25; i++) await bo.say(own, `new ${i}`);
  await ana.page.getByRole('button', { name: 'Jump to the newest message, 25 new' }).waitFor();
  expect(Math.abs((await top('line 40')) - before)).toBeLessThanOrEqual(2);
  // Neither does the focus that leaves the window.
  await ana.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  expect(Math.abs((await top('line 40')) - before)).toBeLessThanOrEqual(2);
  // First to the line above what is new, then to the end.
  await newest.click();
  await ana.log.getByRole('separator', { name: 'New messages' }).waitFor();
  await ana.sees('new 1');
  const rectangle = await ana.log.boundingBox();
  await expect.poll(() => top('new 1')).toBeLessThan((rectangle?.y ?? 0) + (rectangle?.height ?? 0) / 2);
  await newest.click();
  await expect.poll(edge).toBeLessThanOrEqual(1);
  await ana.sees('new 25');
  await newest.waitFor({ state: 'detached' });
});

it('a bubble is as wide as what it says', async () => {
  await bo.say(own, 'ok');
  await bo.say(own, '```\nlet x = 1;\n```');
  await bo.say(own, `much ${'to say '.repeat(60)}`);
  const width = (text: string) =>
    ana.message(text).last().evaluate((article) => Math.max(...Array.from(article.querySelectorAll('.bubble'), (bubble) => bubble.getBoundingClientRect().width)));
  await ana.message('much to say').waitFor();
  const { width: whole = 0 } = (await ana.log.boundingBox()) ?? {};
  expect(await width('ok')).toBeLessThan(160);
  expect(await width('let x = 1;')).toBeLessThan(320);
  expect(await width('much to say')).toBeGreaterThan(400);
  expect(await width('much to say')).toBeLessThanOrEqual(Math.min(0.75 * whole, 560) + 1);
});
