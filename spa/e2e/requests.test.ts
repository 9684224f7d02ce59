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
    await expect.poll(() => bo.requests.count()).toBe(0);
    await expect.poll(async () => {
      await cy.say('let me in');
      return cy.message('let me in').getByText('not sent').count();
    }, { timeout: 20_000 }).toBeGreaterThan(0);
  });
});
