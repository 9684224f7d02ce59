import 'fake-indexeddb/auto';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '../src/protocol/key';
import { launch } from './browser';
import { type Client, Clients } from './client';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

// Rail, tab bar, paths and Back, and that coming back is coming back to where one was.

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let clients: Clients;
let ana: Person;
let bo: Client;

beforeAll(async () => {
  node = await Node.start(binary(), '--limit', 'sends-per-second=0');
  browser = await launch();
  clients = new Clients(node.url);
  bo = await clients.come(2, { handle: 'bo-2' });
  for (let i = 0; i < 9; i++) await clients.come(10 + i, { handle: `friend-${i}` });
  ana = await Person.arrive(browser, node.url, desktop);
});

afterAll(async () => {
  await browser?.close();
  await clients?.close();
  await node?.close();
});

afterEach(() => {
  expect(ana.faults).toEqual([]);
});

const path = () => new URL(ana.page.url()).pathname;
const main = () => ana.page.getByRole('navigation', { name: 'Main' });
const place = (name: string) => main().getByRole('link', { name: new RegExp(`^${name}`) });
const focused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement);
const own = async () => (await clients.directory.ask('/v1/u/ana')).members.primary as Key;

describe('signed out', () => {
  it('fills the window, with the wordmark above', async () => {
    for (const { viewport } of [desktop, phone]) {
      await ana.page.setViewportSize(viewport);
      const mark = ana.page.getByRole('banner').filter({ hasText: 'kez-chat' });
      await mark.waitFor();
      const frame = await mark.locator('..').boundingBox();
      expect(frame).toMatchObject({ x: 0, y: 0, width: viewport.width });
      expect(frame?.height).toBeGreaterThanOrEqual(viewport.height);
      expect(await ana.page.getByRole('navigation').count()).toBe(0);
    }
    await ana.page.setViewportSize(desktop.viewport);
  });

  it('goes back step by step', async () => {
    await ana.page.getByRole('link', { name: 'I have recovery words' }).click();
    expect(path()).toBe('/restore');
    await ana.page.goBack();
    await ana.page.getByRole('link', { name: 'Create your identity' }).waitFor();
    expect(path()).toBe('/');
  });

  it('lands on the chats, and nothing is called a dashboard', async () => {
    await ana.create('ana', passphrase);
    await ana.live();
    expect(path()).toBe('/chats');
    expect(await ana.page.content()).not.toMatch(/dashboard/i);
  });
});

describe('the rail', () => {
  it('is slim, with the key of the logo above three places', async () => {
    const box = await main().boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: 72, height: desktop.viewport.height });
    const logo = main().locator('svg').first();
    expect(await logo.evaluate((svg) => getComputedStyle(svg).stroke)).toBe('rgb(34, 211, 238)');
    expect((await main().getByRole('link').allInnerTexts()).map((text) => text.split('\n')[0])).toEqual(['Chats', 'Identity', 'Settings']);
  });

  it('marks the place one is at, by a bar and for those who do not see it', async () => {
    for (const [name, at] of [['Identity', '/identity'], ['Settings', '/settings'], ['Chats', '/chats']] as const) {
      await place(name).click();
      await expect.poll(path).toBe(at);
      expect(await main().locator('[aria-current=page]').innerText()).toContain(name);
      const bar = await place(name).evaluate((link) => {
        const { width, backgroundColor, insetInlineStart } = getComputedStyle(link, '::before');
        return { width, backgroundColor, insetInlineStart };
      });
      expect(bar).toEqual({ width: '3px', backgroundColor: 'rgb(34, 211, 238)', insetInlineStart: '-6px' });
      const heading = ana.page.getByRole('main').getByRole('heading', { level: 1 });
      await expect.poll(() => focused(heading)).toBe(true);
    }
  });

  it('counts the unread chats in every place', async () => {
    await bo.welcome(await own());
    await ana.startChat('bo-2');
    await ana.say('hello');
    await ana.message('hello').getByText('delivered').waitFor({ state: 'attached' });
    await place('Settings').click();
    await bo.say(await own(), 'news');
    await main().getByText('1 unread chat').waitFor({ state: 'attached' });
    expect(await ana.page.title()).toMatch(/^\(1\) Settings/);
    await place('Chats').click();
    await ana.openChat('bo-2');
    await ana.sees('news');
    await main().getByText('1 unread chat').waitFor({ state: 'detached' });
    expect(await ana.page.title()).toMatch(/^bo-2/);
  });
});

describe('paths', () => {
  it('of old lead to those of today, also after unlocking', async () => {
    for (const [old, today] of [['/dashboard', '/identity'], ['/messages', '/chats'], ['/messages/bo-2', '/chats/bo-2'], ['/u/bo-2', '/chats/bo-2']] as const) {
      await ana.page.goto(node.url + old);
      await ana.unlock(passphrase);
      await main().waitFor();
      expect(path()).toBe(today);
    }
    await ana.sees('news');
  });

  it('lead deep: settings, a chat, and what does not exist', async () => {
    await ana.page.goto(`${node.url}/settings`);
    await ana.unlock(passphrase);
    await ana.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await ana.page.goto(`${node.url}/nowhere`);
    await ana.unlock(passphrase);
    await ana.page.getByRole('heading', { name: 'There is nothing here' }).first().waitFor();
    await ana.page.getByRole('link', { name: 'To the start' }).click();
    await ana.home();
    expect(path()).toBe('/chats');
  });
});

describe('Back and Forward', () => {
  it('go through places and chats as they were visited', async () => {
    await ana.openChat('bo-2');
    await place('Identity').click();
    await place('Settings').click();
    await ana.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    for (const at of ['/identity', '/chats/bo-2', '/chats']) {
      await ana.page.goBack();
      await expect.poll(path).toBe(at);
    }
    await ana.page.goForward();
    await expect.poll(path).toBe('/chats/bo-2');
    await ana.sees('news');
    await ana.page.goBack();
    await expect.poll(path).toBe('/chats');
  });
});

describe('on a phone', () => {
  beforeAll(async () => {
    for (let i = 0; i < 9; i++) await ana.startChat(`friend-${i}`);
    await place('Chats').click();
    await ana.page.setViewportSize({ width: 390, height: 560 });
  });

  it('the three places are below, clear of the edge that the system uses', async () => {
    const session = await ana.context.newCDPSession(ana.page);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { bottom: 34 } });
    await expect.poll(() => main().evaluate((nav) => getComputedStyle(nav).paddingBlockEnd)).toBe('34px');
    const [bar, link] = [await main().boundingBox(), await place('Chats').boundingBox()];
    expect([bar?.width, Math.round((bar?.y ?? 0) + (bar?.height ?? 0))]).toEqual([390, 560]);
    expect(Math.round((link?.y ?? 0) + (link?.height ?? 0))).toBe(560 - 34);
    expect(link?.height).toBeGreaterThanOrEqual(52);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: {} });
    await session.detach();
  });

  it('a chat moves over the list and hides them; its heading and then its row have the focus', async () => {
    const row = ana.page.getByRole('link', { name: /friend-3/ });
    await row.click();
    await expect.poll(() => focused(ana.page.getByRole('heading', { name: 'friend-3' }))).toBe(true);
    expect(await main().count()).toBe(0);
    await ana.page.getByRole('button', { name: 'Back to chats' }).click();
    await expect.poll(path).toBe('/chats');
    await expect.poll(() => focused(row)).toBe(true);
    await main().waitFor();
    // The same by the browser's own Back.
    await row.click();
    await ana.composer.waitFor();
    await ana.page.goBack();
    await expect.poll(() => focused(row)).toBe(true);
  });

  it('the list is where it was after a look at another place', async () => {
    const row = ana.page.getByRole('link', { name: /friend-3/ });
    const before = (await row.boundingBox())?.y;
    await place('Identity').click();
    await ana.page.getByRole('heading', { name: 'Identity', level: 1 }).waitFor();
    await ana.page.goBack();
    await row.waitFor();
    await expect.poll(async () => (await row.boundingBox())?.y).toBe(before);
  });
});

describe('a chat that was left', () => {
  it('is where it was read', async () => {
    await ana.page.setViewportSize(desktop.viewport);
    await ana.openChat('bo-2');
    const primary = await own();
    for (let i = 1; i <= 50; i++) await bo.say(primary, `line ${i}`);
    await ana.sees('line 50');
    await ana.log.hover();
    await ana.page.mouse.wheel(0, -900);
    const top = () => ana.log.getByText('line 30', { exact: true }).evaluate((element) => element.getBoundingClientRect().top);
    await ana.log.getByText('line 30', { exact: true }).scrollIntoViewIfNeeded();
    // Until the wheel has come to rest.
    let before = NaN;
    await expect.poll(async () => before === (before = await top()), { interval: 100 }).toBe(true);
    await place('Settings').click();
    await ana.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await ana.page.goBack();
    await ana.log.getByText('line 30', { exact: true }).waitFor();
    await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
    await ana.page.getByRole('link', { name: /friend-1/ }).click();
    await ana.page.getByRole('heading', { name: 'friend-1' }).waitFor();
    await ana.openChat('bo-2');
    await ana.log.getByText('line 30', { exact: true }).waitFor();
    await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(2);
  });
});
