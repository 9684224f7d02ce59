import 'fake-indexeddb/auto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Key } from '../src/protocol/key';
import { texts } from '../src/wire/fixture';
import { launch } from './browser';
import { type Client, Clients } from './client';
import { binary, Node } from './node';
import { desktop, Person } from './person';

// From the landing page to a sent message and into the settings without a mouse: everything is reached by Tab,
// where the focus is can be seen, and what happens is said.

let browser: Browser;
let node: Node;
let clients: Clients;
let ana: Person;
let bo: Client;

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  clients = new Clients(node.url);
  bo = await clients.come(2, { handle: 'bo-2' });
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

interface Stop {
  name: string;
  /** By an outline, or a frame in a colour of its own. */
  visible: boolean;
}

/** What has the focus, as it is called. */
function stop(): Promise<Stop> {
  return ana.page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const labels = 'labels' in element ? Array.from((element as HTMLInputElement).labels ?? [], (label) => label.textContent) : [];
    const by = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
    const name = element.getAttribute('aria-label') || by.join(' ').trim() || labels.join(' ') || element.textContent || '';
    // A field shows it on the frame around it, a message on its bubble. Colours on their way count as those they become.
    for (const animation of document.getAnimations()) animation.finish();
    const probe = document.body.appendChild(document.createElement('i'));
    const colours = ['--focus', '--accent-bar', '--bad'].map((token) => {
      probe.style.color = `var(${token})`;
      return getComputedStyle(probe).color;
    });
    probe.remove();
    const visible = [element, element.parentElement, element.parentElement?.parentElement, element.querySelector('.bubble')].some((one) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth, borderTopColor, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || colours.some((colour) => borderTopColor === colour && boxShadow.includes(colour));
    });
    return { name: name.replace(/\s+/g, ' ').trim(), visible };
  });
}

/** Tab after Tab, and every stop on the way shows where it is. */
async function tabTo(name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i++) {
    await ana.page.keyboard.press('Tab');
    const at = await stop();
    // After the last stop comes the browser's own bar.
    if (!at.name.startsWith('Skip to content ')) expect(at, `focus on “${at.name}”`).toMatchObject({ visible: true });
    if (name.test(at.name)) return;
    passed.push(at.name.slice(0, 40));
  }
  throw new Error(`${name} was not reached by Tab; passed ${passed.join(' | ')}`);
}

const spoken = () => ana.page.locator('[aria-live=polite][aria-atomic=true]').innerText();

it('an identity is made', async () => {
  const { keyboard } = ana.page;
  await ana.page.getByRole('link', { name: 'Create your identity' }).waitFor();
  await tabTo(/^Create your identity/);
  await keyboard.press('Enter');
  await ana.page.getByRole('textbox', { name: 'Handle' }).waitFor();
  if (!/Handle/.test((await stop()).name)) await tabTo(/^Handle/);
  await keyboard.type('ana');
  await ana.page.getByText('ana@localhost is free').waitFor();
  await keyboard.press('Enter');
  const list = ana.page.getByRole('list', { name: 'Recovery words, in order' });
  await list.getByRole('listitem').nth(11).waitFor();
  const words = (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
  await tabTo(/^I have written them down/);
  await keyboard.press('Space');
  await tabTo(/^Continue/);
  await keyboard.press('Enter');
  await ana.page.getByRole('textbox', { name: /^Word \d+/ }).first().waitFor();
  if (!/^Word/.test((await stop()).name)) await tabTo(/^Word/);
  await keyboard.insertText(words.join(' '));
  await keyboard.press('Enter');
  await ana.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
  if (!/^Passphrase$/.test((await stop()).name)) await tabTo(/^Passphrase$/);
  await keyboard.insertText('correct horse battery');
  await keyboard.press('Enter');
  await ana.home();
});

it('somebody is found and written to, and the answer is read out once', async () => {
  const { keyboard } = ana.page;
  const own = (await clients.directory.ask('/v1/u/ana')).members.primary as Key;
  await bo.welcome(own);
  if (!/^Start a chat/.test((await stop()).name)) await tabTo(/^Start a chat/);
  await keyboard.type('bo-2');
  await ana.page.getByRole('button', { name: 'Start chat' }).waitFor();
  await keyboard.press('Enter');
  await ana.composer.waitFor();
  if (!/^Message to bo-2/.test((await stop()).name)) await tabTo(/^Message to bo-2/);
  await keyboard.type('hello without a mouse');
  await keyboard.press('Enter');
  await ana.message('hello without a mouse').getByText('delivered').waitFor({ state: 'attached' });
  expect(await texts(bo, { key: own } as Client)).toEqual(['< hello without a mouse stored']);
  await bo.say(own, 'hello keyboard');
  await expect.poll(spoken, { timeout: 5000 }).toBe('bo-2: hello keyboard');
  expect(await ana.log.getAttribute('aria-live')).toBe('off');
});

it('messages are walked through and answered', async () => {
  const { keyboard } = ana.page;
  await keyboard.press('Shift+Tab');
  for (let i = 0; i < 20 && !/^Messages with/.test((await stop()).name); i++) await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowUp');
  expect((await stop()).name).toMatch(/bo-2.*hello keyboard/);
  expect(await stop()).toMatchObject({ visible: true });
  await keyboard.press('ArrowUp');
  expect((await stop()).name).toMatch(/You.*hello without a mouse.*(delivered|read)/);
  await keyboard.press('End');
  await keyboard.press('r');
  expect((await stop()).name).toMatch(/^Message to/);
  await keyboard.type('an answer');
  await keyboard.press('Enter');
  await ana.message('an answer').getByText('delivered').waitFor({ state: 'attached' });
});

it('the settings are reached, and locking gives the focus to the passphrase', async () => {
  const { keyboard } = ana.page;
  await tabTo(/^Settings/);
  await keyboard.press('Enter');
  await ana.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await tabTo(/^Lock now/);
  await keyboard.press('Enter');
  await ana.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
  await expect.poll(() => ana.page.locator('[aria-live=assertive]').innerText()).toBe('Locked');
  if (!/^Passphrase$/.test((await stop()).name)) await tabTo(/^Passphrase$/);
  await keyboard.insertText('correct horse battery');
  await keyboard.press('Enter');
  await ana.page.getByRole('navigation', { name: 'Main' }).waitFor();
});
