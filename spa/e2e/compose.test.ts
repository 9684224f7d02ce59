import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

// What is written with besides letters: emoji and replies.

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let ana: Person;
let bo: Person;
const violations: string[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  ana = await Person.arrive(browser, node.url, desktop);
  bo = await Person.arrive(browser, node.url, phone);
  await ana.create('ana', passphrase);
  await bo.create('bo-2', passphrase);
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => {
  expect([ana, bo].flatMap(({ faults }) => faults)).toEqual([]);
  expect(violations).toEqual([]);
});

/** Both themes; axe in each. */
async function look(person: Person, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await person.page.emulateMedia({ colorScheme });
    await person.picture(`${name}-${colorScheme}`);
    violations.push(...(await person.axe(`${name}-${colorScheme}`)));
  }
}

it('picks emoji by keyboard and by touch', async () => {
  await ana.startChat('bo-2@localhost');
  await ana.composer.fill('hot');
  const log = await ana.log.boundingBox();
  await ana.page.getByRole('button', { name: 'Emoji' }).click();
  const search = ana.page.getByRole('textbox', { name: 'Search emoji' });
  await search.waitFor();
  expect(await ana.log.boundingBox()).toEqual(log);
  await look(ana, 'emoji');
  expect(await ana.page.getByRole('dialog').evaluate((dialog) => dialog.querySelectorAll('*').length)).toBeLessThan(500);
  await ana.page.getByRole('button', { name: 'Flags' }).click();
  await ana.page.getByRole('button', { name: 'chequered flag' }).waitFor();
  await search.fill('fire');
  await search.press('Enter');
  expect(await ana.composer.inputValue()).toBe('hot🔥');
  await ana.composer.press('Enter');
  await bo.openChat('ana');
  await bo.sees('hot🔥');
  await bo.page.getByRole('button', { name: 'Emoji' }).tap();
  await bo.page.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
  await look(bo, 'emoji');
  await bo.page.getByRole('button', { name: 'grinning face', exact: true }).tap();
  await bo.composer.press('Escape');
  await bo.composer.press('Enter');
  await ana.sees('😀');
});

it('answers a message, by swipe and by key, and goes back to it', async () => {
  const { page } = bo;
  await bo.message('hot🔥').tap();
  await bo.message('hot🔥').getByRole('button', { name: 'Actions' }).tap();
  await page.getByRole('menuitem', { name: 'Reply' }).tap();
  await page.getByRole('group', { name: 'Reply to ana' }).waitFor();
  await look(bo, 'reply-strip');
  await bo.say('why hot?');
  await ana.message('why hot?').getByRole('button', { name: /^In reply to You: hot/ }).waitFor();
  await ana.message('why hot?').focus();
  await ana.page.keyboard.press('r');
  await ana.page.getByRole('group', { name: 'Reply to bo-2' }).waitFor();
  await ana.say('because of the weather, which is what everybody talks about');
  await ana.message('because of').getByText('delivered').waitFor({ state: 'attached' });
  await look(ana, 'reply');
  await ana.message('why hot?').getByRole('button', { name: /^In reply to You/ }).click();
  await ana.page.locator('article.target').filter({ hasText: 'hot🔥' }).waitFor();
  await ana.page.locator('article.target').waitFor({ state: 'detached' });
  await look(bo, 'reply');
});

it('remembers which were used, behind the lock', async () => {
  await ana.page.reload();
  await ana.unlock(passphrase);
  await ana.composer.waitFor();
  await ana.page.getByRole('button', { name: 'Emoji' }).click();
  await ana.page.getByRole('rowheader', { name: 'Recently used' }).waitFor();
  await ana.page.getByRole('button', { name: 'fire', exact: true }).first().waitFor();
});
