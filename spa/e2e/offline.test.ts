import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person } from './person';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  ana = await Person.arrive(browser, node.url, desktop);
  bo = await Person.arrive(browser, node.url, desktop);
  for (const [person, handle] of [[ana, 'ana'], [bo, 'bob']] as const) {
    await person.create(handle, passphrase);
    await person.live();
  }
  await ana.startChat('bob');
  await ana.say('kept here');
  await bo.openChat('ana');
  await bo.sees('kept here');
  await bo.say('and there');
  await ana.sees('and there');
  await ana.page.evaluate(async () => navigator.serviceWorker.ready);
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => {
  expect([ana, bo].flatMap(({ faults }) => faults)).toEqual([]);
});

/** The browser is closed and opened again, and nobody answers. */
async function reopen(path: string): Promise<void> {
  await ana.page.close();
  ana.page = await ana.context.newPage();
  await ana.watch(ana.page);
  await ana.page.goto(node.url + path);
}

it('starts without a node, shows what is stored, and sends later what is written', async () => {
  await node.kill();
  await reopen('/chats');
  await ana.unlock(passphrase);
  await ana.openChat('bob');
  for (const text of ['kept here', 'and there']) await ana.sees(text);
  await ana.status(/Connecting|Reconnecting|Offline/);
  await ana.say('written offline');
  await ana.message('written offline').getByText('waiting').waitFor({ state: 'attached' });
  await reopen('/chats/bob');
  await ana.unlock(passphrase);
  await ana.message('written offline').getByText('waiting').waitFor({ state: 'attached' });
  await node.start();
  await bo.sees('written offline');
  await ana.message('written offline').getByText(/^(sent|delivered|read)$/).waitFor({ state: 'attached' });
  expect(await bo.texts(/kept here|and there|written offline/)).toEqual(['kept here', 'and there', 'written offline']);
});

it('has all its parts at hand', async () => {
  await node.kill();
  await reopen('/identity');
  await ana.unlock(passphrase);
  await ana.page.getByRole('heading', { name: 'Identity', level: 1 }).waitFor();
  await ana.page.getByRole('link', { name: 'Settings' }).first().click();
  await ana.page.getByRole('heading', { name: 'Notifications' }).waitFor();
  await node.start();
});

it('comes anew for the next one when it was erased', async () => {
  await ana.live();
  await ana.page.getByRole('button', { name: 'Sign out and erase' }).click();
  await ana.page.getByRole('dialog').getByRole('textbox').fill('ana');
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
  await ana.page.getByRole('link', { name: 'Create your identity' }).waitFor();
  await expect.poll(() => ana.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await reopen('/');
  await ana.page.evaluate(async () => navigator.serviceWorker.ready);
  await node.kill();
  await reopen('/');
  await ana.page.getByRole('link', { name: 'Create your identity' }).waitFor();
});
