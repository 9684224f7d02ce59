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

afterEach(() => {
  expect(everybody.flatMap(({ faults }) => faults)).toEqual([]);
});

async function arrive(screen: typeof desktop | typeof phone): Promise<Person> {
  const person = await Person.arrive(browser, node.url, screen);
  everybody.push(person);
  return person;
}

async function looked(person: Person, name: string): Promise<void> {
  await person.picture(`first-${name}`);
  expect(await person.axe(name)).toEqual([]);
}

describe('first steps', () => {
  let ana: Person;

  it('say what is missing, and tick what is so', async () => {
    ana = await arrive(desktop);
    const { page } = ana;
    await ana.create('ana', passphrase);
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.waitFor();
    await looked(ana, 'steps');
    // The words were checked while the identity was made, and there is a lock.
    await steps.getByText('Check your recovery words: Done').waitFor();
    await steps.getByText('Lock this app: Done').waitFor();
    const bo = await arrive(phone);
    await bo.page.evaluate(() => localStorage.setItem('kez-theme', 'light'));
    await bo.page.reload();
    await bo.create('bob', passphrase, (step) => looked(bo, `create-${step}`));
    await looked(bo, 'steps');
    await steps.getByRole('button', { name: /Start a chat/ }).click();
    await ana.startChat('bob');
    await steps.getByText('Start a chat: Done').waitFor();
    await bo.context.close();
  });

  it('are put away for good', async () => {
    await ana.page.getByRole('button', { name: 'Put the list of first steps away' }).click();
    const steps = ana.page.getByRole('region', { name: 'First steps' });
    await steps.waitFor({ state: 'hidden' });
    await ana.page.reload();
    await ana.unlock(passphrase);
    await ana.home();
    await ana.live();
    expect(await steps.count()).toBe(0);
  });
});

describe('a store that the browser cleared', () => {
  it('is explained, and the words bring everything back', async () => {
    const bo = await arrive(phone);
    await bo.create('cleared', passphrase);
    // As browsers do it: the store goes, and the page is started anew.
    await bo.page.goto(`${node.url}/licenses.md`);
    await bo.page.evaluate(async () => {
      const done = indexedDB.deleteDatabase('kez-chat');
      await new Promise((resolve, reject) => {
        done.onsuccess = resolve;
        done.onerror = reject;
      });
    });
    await bo.page.goto(node.url);
    await bo.page.getByText('This browser removed what the app had stored').waitFor();
    expect(await bo.page.getByText('cleared@localhost').count()).toBe(1);
    await looked(bo, 'evicted');
    await bo.page.getByRole('link', { name: 'Restore it' }).click();
    await bo.page.getByText('The words of cleared@localhost').waitFor();

    const wrong = bo.words.split(' ');
    wrong[2] = `${wrong[2]}x`;
    await bo.page.getByRole('textbox', { name: 'Recovery words' }).fill(wrong.join(' '));
    await bo.page.getByRole('textbox', { name: 'New passphrase for this browser' }).fill(passphrase);
    await bo.page.getByRole('button', { name: 'Restore', exact: true }).click();
    await bo.page.getByText(`Word 3, “${wrong[2]}”, is not in the list`).waitFor();
    await looked(bo, 'wrong-word');
    const meant = bo.page.getByRole('button', { name: /^3\. Use/ });
    if ((await meant.innerText()).includes(bo.words.split(' ')[2] ?? '')) await meant.click();
    else await bo.page.getByRole('textbox', { name: 'Recovery words' }).fill(bo.words);
    await bo.page.getByRole('button', { name: 'Restore', exact: true }).click();
    await bo.home();
  });

  it('is told from words that do not belong together', async () => {
    const one = await arrive(desktop);
    await one.page.getByRole('link', { name: 'I have recovery words' }).click();
    await one.page.getByRole('textbox', { name: 'Recovery words' }).fill(Array.from({ length: 12 }, () => 'zoo').join(' '));
    await one.page.getByRole('textbox', { name: 'New passphrase for this browser' }).fill(passphrase);
    await one.page.getByRole('button', { name: 'Restore', exact: true }).click();
    await one.page.getByText('do not belong together').waitFor();
    await one.page.getByRole('textbox', { name: 'Recovery words' }).fill('ab'.repeat(31));
    await one.page.getByRole('button', { name: 'Restore', exact: true }).click();
    await one.page.getByText('these are 62').waitFor();
    await one.page.getByRole('textbox', { name: 'Recovery words' }).fill('ab'.repeat(32));
    await one.page.getByRole('button', { name: 'Restore', exact: true }).click();
    await one.page.getByText(/nobody|not registered|no account/i).waitFor();
  });
});
