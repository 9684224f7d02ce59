import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, freePort, Node } from './node';
import { desktop, Person } from './person';

const passphrase = 'correct horse battery';
const program = binary();
let browser: Browser;
let node: Node;
let monitor: string;
let ana: Person;
let bo: Person;
const everybody: Person[] = [];

beforeAll(async () => {
  const port = await freePort();
  monitor = `http://127.0.0.1:${port}`;
  node = await Node.start(program, '--monitor-bind', monitor.slice('http://'.length));
  browser = await launch();
  for (const handle of ['ana', 'bo-2']) {
    const person = await arrive();
    await person.create(handle, passphrase);
    await person.live();
  }
  [ana, bo] = everybody as [Person, Person];
  await ana.startChat('bo-2');
  await ana.say('first');
  await bo.openChat('ana');
  await bo.sees('first');
  await bo.say('second');
  await ana.sees('second');
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => {
  expect(everybody.flatMap(({ faults }) => faults)).toEqual([]);
});

async function arrive(): Promise<Person> {
  const person = await Person.arrive(browser, node.url, desktop);
  everybody.push(person);
  return person;
}

/** The same browser, one more tab. */
async function tab(of: Person, path: string): Promise<Person> {
  const other = Object.assign(Object.create(Person.prototype), of) as Person;
  other.page = await of.context.newPage();
  await other.watch(other.page);
  await other.page.goto(node.url + path);
  return other;
}

async function admin(...words: string[]): Promise<void> {
  const done = spawnSync(program, ['admin', ...words, ...node.settings], { encoding: 'utf8' });
  expect(done.stderr + done.stdout).toBeTruthy();
  expect(done.status, done.stderr).toBe(0);
}

describe('one account', () => {
  it('is open in every tab once it is open in one, and they show the same', async () => {
    const second = await tab(ana, '/chats/bo-2');
    await second.sees('second');
    await second.live();
    await second.say('from the second tab');
    await ana.sees('from the second tab');
    await bo.sees('from the second tab');
    await bo.say('to both');
    for (const one of [ana, second]) await one.sees('to both');
    // One tab leads, so the node sees one connection.
    const held = await ana.page.evaluate(async () => (await navigator.locks.query()).held?.filter(({ name }) => name === 'kez-leader').length);
    expect(held).toBe(1);
    const { connections } = (await (await fetch(`${monitor}/connz`)).json()) as { connections: { name?: string }[] };
    expect(connections.filter(({ name }) => name?.startsWith('web:'))).toHaveLength(everybody.length);
    await second.page.close();
  });

  it('goes on when the tab that leads is closed', async () => {
    const second = await tab(ana, '/chats/bo-2');
    await second.live();
    await ana.page.close();
    ana.page = second.page;
    await bo.say('to whoever leads');
    await second.sees('to whoever leads');
    await second.say('and back');
    await bo.sees('and back');
  });

  it('is locked in every tab at once, and opens in all by one passphrase', async () => {
    const second = await tab(ana, '/settings');
    await second.page.getByRole('button', { name: 'Lock now' }).click();
    for (const one of [ana, second]) await one.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
    expect(await ana.page.getByText('and back').count()).toBe(0);
    await bo.say('while locked');
    await second.unlock(passphrase);
    await ana.sees('while locked');
    await second.page.close();
  });

  it('comes back from its words, with its chats, in another browser', async () => {
    const elsewhere = await arrive();
    await elsewhere.restore(ana.words, 'another passphrase');
    await elsewhere.openChat('bo-2');
    await elsewhere.sees('while locked');
    expect(await elsewhere.texts(/first|second(?! tab)|from the second tab|to both/)).toEqual(['first', 'second', 'from the second tab', 'to both']);
    await elsewhere.say('from elsewhere');
    await ana.sees('from elsewhere');
    await elsewhere.message('from elsewhere').getByText('read').waitFor({ state: 'attached' });
    expect(await elsewhere.page.getByRole('link', { name: /bo-2/ }).filter({ hasText: 'unread' }).count()).toBe(0);
    await elsewhere.context.close();
  });

  it('says so when the node shuts it out, and recovers', async () => {
    await admin('suspend', 'ana');
    await ana.status(/Refused/);
    await admin('unsuspend', 'ana');
    await ana.page.reload();
    await ana.unlock(passphrase);
    await ana.live();
  });

  it('leaves nothing behind when it is erased', async () => {
    await ana.page.goto(`${node.url}/settings`);
    await ana.unlock(passphrase);
    await ana.page.getByRole('button', { name: 'Sign out and erase' }).click();
    await ana.page.getByRole('dialog').getByRole('textbox').fill('ana');
    await ana.page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await ana.page.getByRole('link', { name: 'Create your identity' }).waitFor();
    // Of the stores nothing is left, whether the next worker has made empty ones already or not.
    const left = await ana.page.evaluate(async () => {
      if (!(await indexedDB.databases()).some(({ name }) => name === 'kez-chat')) return 0;
      const open = indexedDB.open('kez-chat');
      await new Promise((resolve) => (open.onsuccess = resolve));
      let records = 0;
      for (const name of open.result.objectStoreNames) {
        const count = open.result.transaction(name).objectStore(name).count();
        await new Promise((resolve) => (count.onsuccess = resolve));
        records += count.result;
      }
      open.result.close();
      return records;
    });
    expect(left).toBe(0);
  });
});
