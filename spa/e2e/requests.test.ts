import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
/** Writes to people who do not know her. */
let ana: Person;
/** Gets requests, on a phone. */
let bo: Person;
/** A stranger who does not stop. */
let cy: Person;
const everybody: Person[] = [];
const violations: string[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
  [ana, bo, cy] = [await arrive(desktop), await arrive(phone), await arrive(desktop)];
  for (const [person, handle] of [[ana, 'ana'], [bo, 'bo-2'], [cy, 'cy-3']] as const) {
    await person.create(handle, passphrase);
    await person.live();
  }
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

async function look(person: Person, name: string): Promise<void> {
  await person.picture(name);
  violations.push(...(await person.axe(name)));
}

const chats = (person: Person) => person.page.getByRole('region', { name: 'Conversations' });

/** Through the visible button of the row. */
async function choose(person: Person, handle: string, ...path: string[]): Promise<void> {
  await chats(person).getByRole('button', { name: `More about ${handle}` }).click();
  for (const item of path) await person.page.getByRole('menuitem', { name: item, exact: true }).click();
}

async function settings(person: Person): Promise<void> {
  await person.page.goto(`${node.url}/settings`);
  const locked = person.page.getByRole('textbox', { name: /passphrase/i });
  const page = person.page.getByRole('heading', { name: 'Privacy' });
  await locked.or(page).first().waitFor();
  if ((await page.count()) === 0) await person.unlock(passphrase);
  await page.waitFor();
}

describe('a stranger', () => {
  it('waits in requests, and learns nothing, until accepted', async () => {
    await ana.startChat('bo-2');
    await ana.say('hello stranger');
    await bo.requests.waitFor();
    expect(await bo.requests.innerText()).toMatch(/1/);
    expect(await bo.row('ana').count()).toBe(0);
    expect(await bo.page.title()).not.toMatch(/\(\d/);
    await bo.requests.click();
    await look(bo, 'requests');
    await bo.row('ana').click();
    await bo.sees('hello stranger');
    await bo.page.getByText('ana wants to write to you').waitFor();
    expect(await bo.composer.count()).toBe(0);
    expect(await bo.page.getByRole('link', { name: /Profile, key/ }).getAttribute('href')).toBe('/identity/ana');
    await look(bo, 'request');
    // Longer than receipts take.
    await bo.page.waitForTimeout(3000);
    expect(await ana.message('hello stranger').getByText(/delivered|read/).count()).toBe(0);
    await bo.page.getByRole('button', { name: 'Accept' }).click();
    await bo.composer.waitFor();
    await ana.message('hello stranger').getByText('read').waitFor({ state: 'attached' });
  });

  it('who is accepted sees who types, and is seen typing', async () => {
    await bo.composer.pressSequentially('hi');
    await ana.page.getByText('typing…').first().waitFor();
    await look(ana, 'typing');
    await bo.composer.press('Enter');
    await ana.sees('hi');
    await expect.poll(() => ana.page.getByText('typing…').count()).toBe(0);
    await bo.page.goBack();
  });

  it('who is declined is gone, and may ask again; who is blocked may not', async () => {
    await cy.startChat('bo-2');
    await cy.say('buy this');
    await bo.requests.click();
    await bo.row('cy-3').click();
    await bo.page.getByRole('button', { name: 'Decline' }).click();
    await bo.home();
    await expect.poll(() => bo.requests.count()).toBe(0);
    expect(await cy.message('buy this').getByText(/delivered|read/).count()).toBe(0);
    await cy.say('and this');
    await bo.requests.click();
    await bo.row('cy-3').filter({ hasText: 'and this' }).click();
    await bo.sees('and this');
    expect(await bo.log.getByText('buy this').count()).toBe(0);
    await bo.page.getByRole('button', { name: 'Block' }).click();
    await look(bo, 'block');
    await bo.page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await expect.poll(() => new URL(bo.page.url()).pathname).toBe('/chats');
    await expect.poll(() => bo.requests.count()).toBe(0);
    await expect.poll(async () => {
      await cy.say('let me in');
      return cy.message('let me in').getByText('not sent').count();
    }, { timeout: 20_000 }).toBeGreaterThan(0);
  });
});

describe('a chat', () => {
  it('is pinned, muted, archived and brought back from its menu, by pointer and keyboard', async () => {
    await choose(ana, 'bo-2', 'Pin');
    await ana.row('bo-2').getByText('Pinned').waitFor({ state: 'attached' });
    await ana.row('bo-2').focus();
    await ana.page.keyboard.press('Shift+F10');
    await ana.page.getByRole('menu').waitFor();
    await look(ana, 'chat-menu');
    await ana.page.keyboard.press('Escape');
    await expect.poll(() => ana.page.getByRole('menu').count()).toBe(0);
    expect(await ana.row('bo-2').evaluate((row) => row === document.activeElement)).toBe(true);
    await choose(ana, 'bo-2', 'Mute…', '1 week');
    await ana.row('bo-2').getByText('Muted').waitFor({ state: 'attached' });
    await choose(ana, 'bo-2', 'Archive');
    await expect.poll(() => ana.row('bo-2').count()).toBe(0);
    await look(ana, 'archived');
    await ana.page.getByRole('button', { name: 'Undo' }).click();
    await ana.row('bo-2').waitFor();
  });

  it('that is mute counts nowhere, one left for later does', async () => {
    await ana.page.goto(`${node.url}/settings`);
    await ana.unlock(passphrase);
    await ana.page.getByRole('navigation').getByRole('link', { name: /Chats/ }).click();
    await ana.live();
    await bo.openChat('ana');
    await bo.say('quietly');
    await ana.row('bo-2').filter({ hasText: 'quietly' }).waitFor();
    expect(await ana.page.title()).not.toMatch(/\(\d/);
    await choose(ana, 'bo-2', 'Unmute');
    await expect.poll(() => ana.page.title()).toMatch(/\(1\)/);
    await choose(ana, 'bo-2', 'Mark as read');
    await expect.poll(() => ana.page.title()).not.toMatch(/\(\d/);
    await choose(ana, 'bo-2', 'Mark as unread');
    await expect.poll(() => ana.page.title()).toMatch(/\(1\)/);
    await ana.openChat('bo-2');
    await expect.poll(() => ana.page.title()).not.toMatch(/\(\d/);
  });

  it('is as it was set on another browser, with nothing but the words, and follows from there', async () => {
    await choose(ana, 'bo-2', 'Mute…', 'Always');
    const elsewhere = await arrive(phone);
    await elsewhere.restore(ana.words, passphrase);
    await elsewhere.row('bo-2').getByText('Muted').waitFor({ state: 'attached' });
    await choose(elsewhere, 'bo-2', 'Unmute');
    await expect.poll(() => ana.row('bo-2').getByText('Muted').count()).toBe(0);
    // Both at once: in the end both are the same.
    await Promise.all([choose(ana, 'bo-2', 'Unpin'), choose(elsewhere, 'bo-2', 'Mute…', '8 hours')]);
    for (const one of [ana, elsewhere]) {
      await one.row('bo-2').getByText('Muted').waitFor({ state: 'attached' });
      await expect.poll(() => one.row('bo-2').getByText('Pinned').count()).toBe(0);
    }
    await look(elsewhere, 'list');
  });
});

describe('privacy', () => {
  it('receipts off are off both ways', async () => {
    await settings(bo);
    await look(bo, 'privacy');
    await bo.page.getByRole('switch', { name: 'Delivery and read receipts' }).click();
    await bo.page.getByRole('switch', { name: 'Delivery and read receipts', checked: false }).waitFor();
    await bo.page.getByRole('navigation').getByRole('link', { name: /Chats/ }).click();
    await bo.openChat('ana');
    await ana.openChat('bo-2');
    await ana.say('no receipt for this');
    await bo.sees('no receipt for this');
    await bo.page.waitForTimeout(3000);
    expect(await ana.message('no receipt for this').getByText(/delivered|read/).count()).toBe(0);
    await bo.say('nor for this');
    await ana.sees('nor for this');
    await bo.message('nor for this').getByText('delivered').waitFor({ state: 'attached' });
    await bo.page.waitForTimeout(3000);
    expect(await bo.message('nor for this').getByText('read').count()).toBe(0);
  });

  it('lets a blocked person write again', async () => {
    await settings(bo);
    await bo.page.getByRole('button', { name: 'Unblock cy-3' }).click();
    await bo.page.getByText('You have not blocked anybody.').waitFor();
    await bo.page.getByRole('navigation').getByRole('link', { name: /Chats/ }).click();
    await cy.openChat('bo-2');
    await expect.poll(async () => {
      await cy.say('once more');
      return bo.requests.count();
    }, { timeout: 20_000 }).toBe(1);
  });
});

describe('a flood', () => {
  it('who floods fills one row', async () => {
    await cy.page.getByRole('navigation').getByRole('link', { name: /Chats/ }).click();
    await cy.startChat('ana');
    for (let i = 1; i <= 120; i++) await cy.say(`spam ${i}`);
    await expect.poll(() => ana.requests.innerText(), { timeout: 60_000 }).toMatch(/1/);
    await ana.requests.click();
    await expect.poll(() => ana.row('cy-3').innerText(), { timeout: 120_000 }).toMatch(/spam 120/);
    expect(await ana.requests.innerText()).toMatch(/1 waiting/);
    expect(await ana.page.title()).not.toMatch(/\(\d/);
    await choose(ana, 'cy-3', 'Delete chat');
    await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => ana.requests.count()).toBe(0);
  });
});
