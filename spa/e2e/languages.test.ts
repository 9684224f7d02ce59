import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
const everybody: Person[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => expect(everybody.flatMap(({ faults }) => faults)).toEqual([]));

async function arrive(screen: typeof desktop | typeof phone, locale?: string): Promise<Person> {
  const person = await Person.arrive(browser, node.url, screen, locale);
  everybody.push(person);
  return person;
}

describe('a language', () => {
  it('is the one that the browser prefers', async () => {
    const ana = await arrive(phone, 'de-CH');
    const { page } = ana;
    await page.getByRole('heading', { name: 'Ein Chat, der dir gehört' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await ana.picture('german-landing');
    await page.getByRole('link', { name: 'Identität erstellen' }).click();
    await page.getByRole('textbox', { name: 'Handle' }).fill('a');
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByText('3 bis 32 Zeichen').first().waitFor();
    expect(await ana.axe('german create')).toEqual([]);
  });

  it('can be chosen, is kept, and leaves a draft alone', async () => {
    const bo = await arrive(desktop);
    const { page } = bo;
    await bo.create('bo-language', passphrase);
    const cy = await arrive(phone);
    await cy.create('cy-language', passphrase);
    await bo.startChat('cy-language');
    await bo.composer.fill('half a thought');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Display language' }).selectOption({ label: 'Deutsch' });
    await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await page.getByRole('button', { name: 'Entsperren' }).click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(await bo.axe('german settings')).toEqual([]);
    await bo.picture('german-settings');
    await page.getByRole('link', { name: /^Chats/ }).click();
    await page.getByRole('link', { name: /cy-language/ }).filter({ hasText: 'Entwurf:' }).click();
    const composer = page.getByRole('textbox', { name: 'Nachricht an cy-language' });
    await expect.poll(() => composer.inputValue()).toBe('half a thought');
    await composer.press('Enter');
    await page.getByRole('article').filter({ hasText: 'half a thought' }).getByText('gesendet').first().waitFor({ state: 'attached' });
    await bo.picture('german-chat');

    await page.getByRole('link', { name: 'Einstellungen' }).click();
    await page.getByRole('combobox', { name: 'Sprache der App' }).selectOption({ label: 'English' });
    await bo.unlock(passphrase);
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('says what the server refuses', async () => {
    const dee = await arrive(desktop, 'de-DE');
    await dee.page.getByRole('link', { name: 'Identität erstellen' }).click();
    await dee.page.getByRole('textbox', { name: 'Handle' }).fill('bo-language');
    await dee.page.getByText('Dieser Handle ist vergeben. Wähle einen anderen.').waitFor();
  });
});
