import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person } from './person';

// A build that can be changed under the node's feet, as an upgrade of the node does.
const built = process.env.KEZ_CHAT_WEB_DIR ?? fileURLToPath(new URL('../dist', import.meta.url));
let folder: string;
let browser: Browser;
let node: Node;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kez-app-'));
  await cp(built, folder, { recursive: true });
  node = await Node.start(binary(), '--web-dir', folder);
  browser = await launch();
  ana = await Person.arrive(browser, node.url, desktop);
  bo = await Person.arrive(browser, node.url, desktop);
  for (const [person, handle] of [[ana, 'ana'], [bo, 'bob']] as const) await person.create(handle, 'correct horse battery');
  await ana.page.evaluate(async () => navigator.serviceWorker.ready);
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
  await rm(folder, { recursive: true, force: true });
});

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');

/** Changes the page; `honest` also says so in the service worker's list, as a build does. */
async function change(mark: string, honest: boolean): Promise<void> {
  const [page, worker] = await Promise.all(['index.html', 'sw.js'].map((name) => readFile(join(folder, name), 'utf8'))) as [string, string];
  const changed = page.replace(/(<!--.*-->)?\s*$/, `<!--${mark}-->\n`);
  await writeFile(join(folder, 'index.html'), changed);
  const list = worker.replaceAll(sha256(page), honest ? sha256(changed) : sha256('something else'));
  expect(list).not.toBe(worker);
  await writeFile(join(folder, 'sw.js'), list);
}

const source = () => ana.page.evaluate(async () => (await (await fetch('/')).text()).match(/<!--(.*)-->/)?.[1]);
const check = () => ana.page.evaluate(async () => (await navigator.serviceWorker.ready).update().then(() => 'checked', () => 'refused'));

it('waits with a newer build until it is told', async () => {
  await change('build B', true);
  expect(await check()).toBe('checked');
  await ana.page.getByText(/version/i).filter({ hasText: /ready|newer|new/i }).first().waitFor();
  expect(await source()).toBeUndefined();
  // In the middle of an answer, written a moment ago.
  await bo.startChat('ana');
  await bo.say('shall we?');
  await ana.openChat('bob');
  await ana.sees('shall we?');
  await ana.message('shall we?').hover();
  await ana.message('shall we?').getByRole('button', { name: 'Reply', exact: true }).click();
  await ana.composer.pressSequentially('yes, let us');
  const loaded = ana.page.waitForEvent('load');
  await ana.page.getByRole('button', { name: /reload|update|switch/i }).click();
  await loaded;
  await ana.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
  expect(await source()).toBe('build B');
  await ana.unlock('correct horse battery');
  await ana.sees('shall we?');
  expect(await ana.composer.inputValue()).toBe('yes, let us');
  await ana.composer.press('Enter');
  await ana.message('yes, let us').getByRole('button', { name: /^In reply to bob: shall we/ }).waitFor();
});

it('keeps the old one when a file is not what was built', async () => {
  await change('tampered', false);
  await check();
  await ana.page.waitForFunction(async () => {
    const { installing, waiting } = await navigator.serviceWorker.ready;
    return !installing && !waiting;
  });
  await ana.page.getByRole('alert').filter({ hasText: '/ is not the file that was built' }).waitFor();
  expect(await ana.axe('refused')).toEqual([]);
  await ana.page.reload();
  await ana.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
  expect(await source()).toBe('build B');
  expect(ana.faults.filter((fault) => !fault.includes('is not the file that was built'))).toEqual([]);
});
