import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { NameServer } from './nameserver';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

let browser: Browser;
let node: Node;
let names: NameServer;
let ana: Person;
const violations: string[] = [];

beforeAll(async () => {
  names = await NameServer.start();
  node = await Node.start(binary(), '--dns-server', names.address);
  browser = await launch();
  ana = await Person.arrive(browser, node.url, desktop);
  await ana.create('ana', 'correct horse battery');
  await ana.live();
  await ana.page.getByRole('navigation').getByRole('link', { name: 'Identity' }).click();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
  await names?.close();
});

afterEach(() => {
  expect(ana.faults).toEqual([]);
  expect(violations).toEqual([]);
});

/** A picture in either theme and size, and what axe says to it. */
async function look(name: string): Promise<void> {
  for (const { viewport } of [phone, desktop]) {
    await ana.page.setViewportSize(viewport);
    for (const theme of ['light', 'dark']) {
      await ana.page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
      await ana.picture(`${name}-${theme}`);
      violations.push(...(await ana.axe(`${name} ${viewport.width} ${theme}`)));
    }
  }
}

const dialog = () => ana.page.getByRole('dialog');

describe('the card', () => {
  it('shows a QR code of a link to the address', async () => {
    const { page } = ana;
    await page.getByRole('button', { name: 'Show QR code' }).click();
    await dialog().getByRole('img', { name: 'QR code of a link to ana@localhost' }).waitFor();
    await look('card-qr');
    await dialog().getByRole('button', { name: /^Copy the link/ }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${node.url}/u/ana`);
    await dialog().getByRole('button', { name: 'Close' }).click();
    await look('card');
  });
});

describe('a domain', () => {
  it('is claimed, published, looked for and verified', async () => {
    const { page } = ana;
    await page.getByRole('button', { name: 'Add proof' }).click();
    await look('proof-add');
    await dialog().getByRole('textbox', { name: 'Domain' }).fill('example.org');
    await dialog().getByRole('button', { name: 'Sign' }).click();
    const region = dialog().getByRole('region', { name: 'Text to publish' });
    await region.waitFor();
    await look('proof-publish');
    await dialog().getByRole('button', { name: 'Check now' }).click();
    await dialog().getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await look('proof-missing');
    const text = await region.innerText();
    names.records.set('_kez.example.org', text.startsWith('"') ? text.slice(1, -1).split('" "') : [text]);
    await expect.poll(async () => {
      await dialog().getByRole('button', { name: 'Check now' }).click();
      return dialog().getByText(/verified\.$/).waitFor({ timeout: 3000 }).then(() => true, () => false);
    }, { timeout: 90_000, interval: 1000 }).toBe(true);
    await look('proof-holds');
    await dialog().getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Verified (1)' }).getByText('example.org').waitFor();
    await page.getByRole('heading', { name: 'Proofs' }).scrollIntoViewIfNeeded();
    await look('proofs');
  });

  it('is no proof any more when it is taken back', async () => {
    await ana.page.getByRole('button', { name: 'Manage' }).click();
    await dialog().getByText('The server’s list is the same as your signed history.').waitFor();
    await look('proof-manage');
    await dialog().getByRole('button', { name: 'Remove the proof of example.org' }).click();
    await look('proof-revoke');
    await dialog().getByRole('button', { name: 'Remove proof' }).click();
    await dialog().getByText(/^Removed on/).waitFor();
    await dialog().getByRole('button', { name: 'Close' }).click();
    await ana.page.getByRole('list', { name: 'Verified (1)' }).waitFor({ state: 'detached' });
    const shown = await fetch(`${node.url}/v1/u/ana`).then((response) => response.json() as Promise<{ proofs: string[] }>);
    expect(shown.proofs).toEqual([]);
  });
});
