import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

const passphrase = 'correct horse battery';
const started = 'Start a chat by handle or handle@server';
let browser: Browser;
let node: Node;
let ana: Person;
let bob: Person;
/** Bob's second device, and somebody who verifies nobody. */
let tablet: Person;
let cleo: Person;
const everybody: Person[] = [];
const violations: string[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  [ana, bob, tablet, cleo] = [await arrive(desktop), await arrive(phone), await arrive(phone), await arrive(phone)];
  await ana.create('ana', passphrase);
  await bob.create('bob', passphrase);
  await cleo.create('cleo', passphrase);
  for (const person of [ana, bob, cleo]) await person.live();
  await ana.startChat('bob');
  await ana.say('hello bob');
  await cleo.startChat('bob');
  await cleo.say('hello, this is cleo');
  await bob.openChat('ana');
  await bob.sees('hello bob');
}, 240_000);

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

const dialog = (person: Person) => person.page.getByRole('dialog');
const header = (person: Person) => person.page.getByRole('region', { name: /^(ana|bob|cleo)$/ }).getByRole('link').first();
const notice = (person: Person) => person.log.getByRole('status').filter({ hasText: 'The devices of bob changed.' });

/** From the thread to who it is with, and to the number that the two compare. */
async function number(person: Person): Promise<string> {
  await person.page.getByRole('button', { name: /^Verify/ }).first().click();
  const digits = dialog(person).getByRole('group', { name: 'Safety number' });
  await digits.waitFor();
  return (await digits.innerText()).replace(/\D/g, '');
}

describe('a profile', () => {
  it('is reached from the thread, and Back leads there again', async () => {
    const { page } = ana;
    await header(ana).click();
    await page.getByRole('heading', { name: 'bob', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/identity/bob');
    expect(await page.title()).toBe('bob · kez-chat');
    await page.getByText('bob@localhost').waitFor();
    await page.getByText('No linked devices.').waitFor();
    await look(ana, 'profile');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await ana.composer.waitFor();
    await header(bob).click();
    await bob.page.getByText('ana@localhost').waitFor();
    await look(bob, 'profile');
    await bob.page.getByRole('button', { name: 'Message' }).click();
    await bob.composer.waitFor();
  });

  it('has an address of its own for whoever there is, and says when there is nobody', async () => {
    const { page } = cleo;
    await page.goto(`${node.url}/identity/nobody-here`);
    await cleo.unlock(passphrase);
    await page.getByRole('heading', { name: 'Nobody goes by this name here' }).waitFor();
    await look(cleo, 'profile-nobody');
    await page.getByRole('link', { name: 'My identity' }).click();
    await page.getByRole('heading', { name: 'Identity', level: 1 }).waitFor();
    await page.goto(`${node.url}/identity/cleo`);
    await cleo.unlock(passphrase);
    await page.getByRole('button', { name: 'Show QR code' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/identity');
    await page.goto(`${node.url}/identity/ana@localhost`);
    await cleo.unlock(passphrase);
    await page.getByText('ana@localhost').first().waitFor();
    await page.getByRole('button', { name: 'Message' }).click();
    await cleo.composer.waitFor();
    expect(new URL(page.url()).pathname).toBe('/chats/ana');
  });

  it('is a link beside whom one looks for', async () => {
    const { page } = cleo;
    await page.getByRole('button', { name: 'Back to chats' }).click();
    await page.getByRole('textbox', { name: started }).fill('bob');
    await page.getByRole('link', { name: 'Profile of bob' }).click();
    await page.getByRole('heading', { name: 'bob', level: 1 }).waitFor();
    await page.goBack();
    await cleo.openChat('bob');
  });
});

describe('a safety number', () => {
  it('is the same for both', async () => {
    await header(ana).click();
    await header(bob).click();
    const [hers, his] = [await number(ana), await number(bob)];
    expect(hers).toMatch(/^\d{60}$/);
    expect(hers).toBe(his);
    await dialog(bob).getByRole('img', { name: 'QR code of the safety number of you and ana' }).waitFor();
    await look(ana, 'verify');
    await look(bob, 'verify');
  });

  it('is compared, and marks the person', async () => {
    const field = dialog(ana).getByRole('textbox', { name: 'Their number' });
    const digits = (await dialog(ana).getByRole('group', { name: 'Safety number' }).innerText()).replace(/\s+/g, ' ').trim();
    const compare = () => dialog(ana).getByRole('button', { name: 'Compare' }).click();
    await field.fill('12345');
    await compare();
    await dialog(ana).getByText('A safety number has 60 digits.').waitFor();
    await field.fill(digits.replace(/\d/g, '0'));
    await compare();
    await dialog(ana).getByText('This is the number of other people.').waitFor();
    expect(await dialog(ana).getByRole('button', { name: 'Mark as verified' }).isDisabled()).toBe(true);
    await look(ana, 'verify-other');
    await field.fill(digits);
    await compare();
    await dialog(ana).getByText('The numbers are the same.').waitFor();
    await dialog(ana).getByRole('button', { name: 'Mark as verified' }).click();
    await ana.page.getByText('You verified this person').waitFor();
    await look(ana, 'profile-verified');
    await dialog(bob).getByRole('button', { name: 'Later' }).click();
    await bob.page.getByRole('button', { name: 'Back', exact: true }).click();
  });

  it('leaves a shield in the thread and in the list', async () => {
    await ana.page.getByRole('button', { name: 'Message' }).click();
    await ana.composer.waitFor();
    expect(await header(ana).innerText()).toContain('Verified by you');
    expect(await ana.page.getByRole('link', { name: /^bob\s+Verified by you/ }).count()).toBeGreaterThan(0);
    await look(ana, 'thread-verified');
    await ana.page.reload();
    await ana.unlock(passphrase);
    await ana.composer.waitFor();
    expect(await header(ana).innerText()).toContain('Verified by you');
  });
});

describe('a new device', () => {
  it('of somebody verified stops what is sent, and nothing that is received', async () => {
    for (let line = 1; line <= 30; line++) await ana.say(`line ${line}`);
    await ana.message('line 30').filter({ hasNotText: 'waiting' }).first().waitFor();
    await link();
    await tablet.startChat('ana');
    await tablet.say('from my new tablet');
    await ana.sees('from my new tablet');
    await notice(ana).waitFor();
    await ana.page.getByRole('group', { name: /You verified bob, and something changed since/ }).waitFor();
    expect(await ana.composer.count()).toBe(0);
    expect(await header(ana).innerText()).not.toContain('Verified by you');
    await look(ana, 'thread-held');
  });

  it('is told of wherever the reader is in the thread', async () => {
    const inside = async () => {
      const [box, frame] = [await notice(ana).boundingBox(), await ana.log.boundingBox()];
      if (!box || !frame) throw new Error('not on screen');
      return box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
    };
    for (const key of ['Home', 'End']) {
      await ana.log.focus();
      await ana.page.keyboard.press(key);
      await expect.poll(inside).toBe(true);
      await ana.picture(`thread-held-${key.toLowerCase()}`);
    }
  });

  it('is held in other tabs and after a restart, too', async () => {
    await ana.page.reload();
    await ana.unlock(passphrase);
    await ana.page.getByRole('group', { name: /You verified bob/ }).waitFor();
    expect(await ana.composer.count()).toBe(0);
  });

  it('is looked at and accepted', async () => {
    const { page } = ana;
    await page.getByRole('group', { name: /You verified bob/ }).getByRole('link', { name: 'Look at it' }).click();
    await page.getByRole('region', { name: 'What changed' }).getByText('1 device was added.').waitFor();
    await page.getByRole('list', { name: 'Devices' }).getByText('Linked device').waitFor();
    await look(ana, 'profile-changed');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('region', { name: 'What changed' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Message' }).click();
    await ana.composer.waitFor();
    expect(await header(ana).innerText()).not.toContain('Verified by you');
    await ana.say('to the tablet as well');
    for (const person of [bob, tablet]) await person.sees('to the tablet as well');
  });

  it('is part of the number that is compared again', async () => {
    await header(ana).click();
    await header(bob).click();
    const [hers, his] = [await number(ana), await number(bob)];
    expect(hers).toBe(his);
    await dialog(ana).getByRole('button', { name: 'Mark as verified' }).click();
    await ana.page.getByText('You verified this person').waitFor();
    await number(ana);
    await dialog(ana).getByRole('button', { name: 'Clear verification' }).click();
    await ana.page.getByText('You verified this person').waitFor({ state: 'detached' });
  });

  it('of somebody who was not verified is told, and nothing is stopped', async () => {
    await tablet.page.getByRole('button', { name: 'Back to chats' }).click();
    await tablet.openChat('cleo');
    await tablet.say('hello cleo');
    await cleo.sees('hello cleo');
    await notice(cleo).waitFor();
    await look(cleo, 'thread-changed');
    await cleo.say('nice tablet');
    await tablet.sees('nice tablet');
    await notice(cleo).getByRole('button', { name: 'OK' }).click();
    await notice(cleo).waitFor({ state: 'detached' });
  });
});

/** Bob's tablet becomes a device of his. */
async function link(): Promise<void> {
  const { page } = tablet;
  await page.getByRole('link', { name: 'Link to another device' }).click();
  await page.getByRole('textbox', { name: 'Your address' }).fill('bob@localhost');
  await page.getByRole('textbox', { name: 'Name of this device' }).fill('Tablet');
  await page.getByRole('textbox', { name: 'Passphrase for this browser' }).fill(passphrase);
  await page.getByRole('button', { name: 'Show the code' }).click();
  const code = await page.getByRole('group', { name: 'Code' }).innerText();
  await bob.page.goto(`${node.url}/identity`);
  await bob.unlock(passphrase);
  await bob.page.getByRole('button', { name: 'Link a device' }).click();
  await bob.page.getByRole('textbox', { name: 'Code' }).fill(code);
  await bob.page.getByRole('button', { name: 'Continue' }).click();
  await dialog(bob).getByRole('button', { name: 'Link device' }).click();
  await tablet.home();
  await tablet.live();
  await bob.page.getByRole('navigation').getByRole('link', { name: 'Chats' }).click();
  await bob.openChat('ana');
}
