import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let ana: Person;
let tablet: Person;
let bo: Person;
const everybody: Person[] = [];
const violations: string[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  [ana, tablet, bo] = [await arrive(desktop), await arrive(phone), await arrive(desktop)];
  await ana.create('ana', passphrase);
  await bo.create('bo-2', passphrase);
  for (const person of [ana, bo]) await person.live();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => {
  expect(everybody.flatMap(({ faults }) => faults)).toEqual([]);
  expect(violations).toEqual([]);
});

async function arrive(screen: typeof desktop | typeof phone): Promise<Person> {
  const person = await Person.arrive(browser, node.url, screen);
  everybody.push(person);
  return person;
}

/** A picture in either theme, and what axe says to it. */
async function look(person: Person, name: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await person.page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
    await person.picture(`${name}-${theme}`);
    violations.push(...(await person.axe(`${name} ${theme}`)));
  }
}

async function visit(person: Person, place: 'Chats' | 'Identity' | 'Settings'): Promise<void> {
  await person.page.getByRole('navigation').getByRole('link', { name: place }).click();
}

/** Of the one that has the key: what the other's page shows is typed in. */
async function enter(code: string): Promise<void> {
  await ana.page.getByRole('button', { name: 'Link a device' }).click();
  await ana.page.getByRole('textbox', { name: 'Code' }).fill(code);
  await ana.page.getByRole('button', { name: 'Continue' }).click();
}

const dialog = () => ana.page.getByRole('dialog');

describe('a phone beside a computer', () => {
  let code: string;

  it('shows a code for an account that is there, and for no other', async () => {
    const { page } = tablet;
    await page.getByRole('link', { name: 'Link to another device' }).click();
    await look(tablet, 'link-form');
    await page.getByRole('textbox', { name: 'Your address' }).fill('nobody@localhost');
    await page.getByRole('textbox', { name: 'Name of this device' }).fill('Phone of Ana');
    await page.getByRole('textbox', { name: 'Passphrase for this browser' }).fill(passphrase);
    await page.getByRole('button', { name: 'Show the code' }).click();
    await page.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor();
    await look(tablet, 'link-nobody');
    await page.getByRole('textbox', { name: 'Your address' }).fill('ana@localhost');
    await page.getByRole('button', { name: 'Show the code' }).click();
    const groups = page.getByRole('group', { name: 'Code' });
    await groups.waitFor();
    code = (await groups.innerText()).toLowerCase().replace(/\s+/g, ' ').trim();
    expect(code).toMatch(/^([a-z2-7]{4} ){6}[a-z2-7]{2}$/);
    expect(await page.getByRole('timer').innerText()).toMatch(/^(10:00|9:\d\d)$/);
    await look(tablet, 'link-code');
  });

  it('is asked about before it is let in', async () => {
    await visit(ana, 'Identity');
    await look(ana, 'devices-none');
    await enter('not a code');
    await dialog().getByRole('alert').filter({ hasText: /code/ }).waitFor();
    await look(ana, 'device-malformed');
    await ana.page.getByRole('button', { name: 'Cancel' }).click();
    await enter(code.toUpperCase().replaceAll(' ', '-'));
    await dialog().getByText('Phone of Ana').waitFor();
    await look(ana, 'device-confirm');
    await dialog().getByRole('button', { name: 'Link device' }).click();
    await ana.page.getByRole('list', { name: 'Devices' }).getByText('Phone of Ana').waitFor();
    await look(ana, 'devices-one');
  });

  it('is open by itself then, and says what it is', async () => {
    await tablet.home();
    await tablet.live();
    await visit(tablet, 'Settings');
    await tablet.page.getByText('This is a linked device', { exact: true }).waitFor();
    await look(tablet, 'settings-linked');
    await visit(tablet, 'Identity');
    await tablet.page.getByRole('list', { name: 'Devices' }).getByText('This device').waitFor();
    expect(await tablet.page.getByRole('button', { name: /Link a device|Remove/ }).count()).toBe(0);
    await look(tablet, 'devices-linked');
    await visit(tablet, 'Chats');
  });

  it('reads and writes for its account, beside the computer', async () => {
    await visit(ana, 'Chats');
    await bo.startChat('ana@localhost');
    await bo.say('to all of you');
    for (const person of [ana, tablet]) {
      await person.openChat('bo-2');
      await person.sees('to all of you');
    }
    await tablet.say('from the phone');
    for (const person of [ana, bo]) await person.sees('from the phone');
    await ana.say('from the computer');
    for (const person of [tablet, bo]) await person.sees('from the computer');
  });

  it('opens again with its own passphrase', async () => {
    await tablet.page.reload();
    await tablet.unlock(passphrase);
    await tablet.sees('from the computer');
  });

  it('is shut out when it is removed, and the others go on', async () => {
    await visit(ana, 'Identity');
    await ana.page.getByRole('button', { name: 'Remove Phone of Ana' }).click();
    await look(ana, 'device-remove');
    await dialog().getByRole('button', { name: 'Remove device' }).click();
    await ana.page.getByText('Removed devices (1)').click();
    await look(ana, 'devices-removed');
    await tablet.page.getByText(/removed this device/).first().waitFor({ timeout: 40_000 });
    await look(tablet, 'device-shut-out');
    await visit(ana, 'Chats');
    await ana.openChat('bo-2');
    await bo.say('without the phone');
    await ana.sees('without the phone');
    await ana.say('it is gone');
    await bo.sees('it is gone');
    expect(await tablet.texts(/without the phone|it is gone/)).toEqual([]);
  });
});
