import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

// Everything by keyboard: from chat to chat, to any place, within the messages; and what a finger has instead.

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let ana: Person;
let bo: Person;
let cy: Person;
const violations: string[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  ana = await Person.arrive(browser, node.url, desktop);
  bo = await Person.arrive(browser, node.url, phone);
  cy = await Person.arrive(browser, node.url, desktop);
  await ana.create('ana', passphrase);
  await bo.create('bo-2', passphrase);
  await cy.create('cyril', passphrase);
  for (const other of [bo, cy]) {
    await other.startChat('ana@localhost');
    await other.say('may I?');
    await ana.openChat(other.handle);
  }
  await ana.page.getByRole('navigation').getByRole('link', { name: /^Identity/ }).click();
  await ana.page.getByRole('navigation').getByRole('link', { name: /^Chats/ }).click();
  for (const other of [bo, cy]) await other.say(`hello from ${other.handle}`);
  await ana.page.getByRole('link', { name: /cyril/ }).filter({ hasText: 'hello from' }).waitFor();
  await ana.page.getByRole('link', { name: /bo-2/ }).filter({ hasText: 'hello from' }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => {
  expect([ana, bo, cy].flatMap(({ faults }) => faults)).toEqual([]);
  expect(violations).toEqual([]);
});

/** Both themes; axe in each. */
async function look(person: Person, name: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await person.page.evaluate((value) => (document.documentElement.dataset.theme = value), theme);
    await person.picture(`${name}-${theme}`);
    violations.push(...(await person.axe(`${name}-${theme}`)));
  }
}

const heading = (name: string) => ana.page.getByRole('heading', { level: 2, name });
const focused = () => ana.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);

it('goes from chat to chat, and to the unread one', async () => {
  const { page } = ana;
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await heading('cyril').waitFor();
  await ana.sees('hello from cyril');
  await page.keyboard.press('Alt+ArrowDown');
  await heading('bo-2').waitFor();
  await page.keyboard.press('Alt+ArrowUp');
  await heading('cyril').waitFor();
  await bo.say('one more');
  await page.getByRole('link', { name: /bo-2/ }).filter({ hasText: 'one more' }).waitFor();
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await heading('bo-2').waitFor();
});

it('goes anywhere from the switcher', async () => {
  const { page } = ana;
  await ana.composer.focus();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Go to' });
  await field.waitFor();
  await look(ana, 'switcher');
  await field.fill('cyl');
  await page.getByRole('option', { name: 'cyril', selected: true }).waitFor();
  await field.press('Enter');
  await heading('cyril').waitFor();
  await page.keyboard.press('Control+k');
  await field.fill('nobody-here');
  await page.getByRole('dialog', { name: 'Go to' }).getByRole('status').filter({ hasText: /\w/ }).waitFor();
  await field.fill('sett');
  await field.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await page.keyboard.press('Control+k');
  await field.fill('copy');
  await field.press('Enter');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('ana@localhost');
  await page.keyboard.press('Control+k');
  await field.waitFor();
  await field.press('Escape');
  await field.waitFor({ state: 'detached' });
});

it('lists all keys', async () => {
  const { page } = ana;
  await page.keyboard.press('Control+/');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.getByText('Reply', { exact: true }).waitFor();
  await look(ana, 'keys');
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
});

it('walks through the messages, and has a menu on each', async () => {
  const { page } = ana;
  await page.getByRole('link', { name: 'Chats' }).click();
  await ana.openChat('cyril');
  await ana.say('*bold*, `code` and https://example.org/');
  await ana.say('> quoted\n_yes_ ~no~\n```\na  listing\n```');
  await ana.message('quoted').getByText(/^(delivered|read)$/).waitFor({ state: 'attached' });
  await ana.log.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  expect(await focused()).toContain('may I?');
  await page.keyboard.press('End');
  expect(await focused()).toContain('quoted');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'Actions' });
  await menu.waitFor();
  expect(await focused()).toContain('Reply');
  await look(ana, 'menu');
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await menu.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('*bold*, `code` and https://example.org/');
  expect(await focused()).toContain('bold, code');
  await page.keyboard.press('Enter');
  await menu.waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const details = page.getByRole('dialog', { name: 'Message details' });
  await details.waitFor();
  expect(await details.getByRole('time').count()).toBeGreaterThanOrEqual(3);
  await look(ana, 'details');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  expect(await focused()).toContain('bold, code');
  await ana.message('bold').getByRole('link').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('https://example.org/');
});

it('answers by one letter unless that is turned off', async () => {
  const { page } = ana;
  await ana.message('bold').focus();
  await page.keyboard.press('r');
  const strip = page.getByRole('group', { name: 'Reply to yourself' });
  await strip.waitFor();
  await page.keyboard.press('Escape');
  await strip.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: /Single letters/ }).uncheck();
  await look(ana, 'settings');
  await page.reload();
  await ana.unlock(passphrase);
  await page.getByRole('checkbox', { name: /Single letters/, checked: false }).waitFor();
  await page.getByRole('link', { name: 'Chats' }).click();
  await ana.openChat('cyril');
  await ana.message('bold').focus();
  await page.keyboard.press('r');
  expect(await ana.composer.inputValue()).toBe('r');
  expect(await strip.count()).toBe(0);
});

it('keeps a draft with what it answers through a reload, and shows it in the other tab', async () => {
  const { page } = ana;
  await ana.composer.fill('');
  await ana.message('hello from cyril').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Reply' }).click();
  await page.keyboard.type('not yet sent');
  const other = await ana.context.newPage();
  await ana.watch(other);
  await other.goto(page.url());
  const field = other.getByRole('textbox', { name: 'Passphrase' });
  await other.getByRole('textbox', { name: /^Message to/ }).or(field).first().waitFor();
  if (await field.isVisible()) {
    await field.fill(passphrase);
    await other.getByRole('button', { name: 'Unlock' }).click();
  }
  await other.getByRole('group', { name: 'Reply to cyril' }).waitFor();
  await expect.poll(() => other.getByRole('textbox', { name: /^Message to/ }).inputValue()).toBe('not yet sent');
  await other.getByRole('textbox', { name: /^Message to/ }).press('End');
  await other.keyboard.type(' at all');
  await page.bringToFront();
  await expect.poll(() => ana.composer.inputValue()).toBe('not yet sent at all');
  await other.close();
  await page.reload();
  await ana.unlock(passphrase);
  await page.getByRole('group', { name: 'Reply to cyril' }).waitFor();
  await ana.composer.press('Enter');
  await cy.message('not yet sent at all').getByRole('button', { name: /^In reply to You: hello from cyril/ }).waitFor();
});

it('filters the chats by what is typed above them', async () => {
  const { page } = ana;
  const row = (name: string) => page.locator('a[data-peer]').filter({ hasText: name });
  const field = page.getByRole('textbox', { name: 'Start a chat by handle or handle@server' });
  await field.fill('CYR');
  await row('bo-2').waitFor({ state: 'detached' });
  await row('cyril').waitFor();
  await field.fill('zzz');
  await page.getByText('No chat has a name like that.').waitFor();
  await field.press('Escape');
  await row('bo-2').waitFor();
});

it('has the menu under a finger that stays', async () => {
  const { page } = bo;
  await bo.openChat('ana').catch(() => undefined);
  const bubble = bo.message('hello from bo-2').locator('.bubble');
  const box = await bubble.boundingBox();
  const session = await bo.context.newCDPSession(page);
  const at = [{ x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10 }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at });
  await page.getByRole('menu', { name: 'Actions' }).waitFor();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await look(bo, 'menu');
  await page.getByRole('menuitem', { name: 'Reply' }).tap();
  await page.getByRole('group', { name: 'Reply to yourself' }).waitFor();
});
