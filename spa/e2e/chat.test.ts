import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let ana: Person;
let bo: Person;
const everybody: Person[] = [];
const violations: string[] = [];

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
  expect(violations).toEqual([]);
});

async function arrive(screen: typeof desktop | typeof phone): Promise<Person> {
  const person = await Person.arrive(browser, node.url, screen);
  everybody.push(person);
  return person;
}

/** A picture, and what axe says to it. */
async function look(person: Person, name: string): Promise<void> {
  await person.picture(name);
  violations.push(...(await person.axe(name)));
}

describe('two people', () => {
  it('each make an identity', async () => {
    ana = await arrive(desktop);
    await look(ana, 'landing');
    await ana.create('ana', passphrase, (step) => look(ana, `create-${step}`));
    bo = await arrive(phone);
    await look(bo, 'landing');
    await bo.create('bo-2', passphrase, (step) => look(bo, `create-${step}`));
    for (const person of [ana, bo]) {
      await person.live();
      await look(person, 'home');
    }
  });

  it('chat both ways, with ticks up to read', async () => {
    await ana.startChat('bo-2@localhost');
    await ana.say('may I?');
    await bo.openChat('ana');
    await ana.message('may I?').getByText('read').waitFor({ state: 'attached' });
    await bo.page.goBack();
    await ana.say('hello bo');
    await ana.message('hello bo').getByText('delivered').waitFor({ state: 'attached' });
    await bo.row('ana').filter({ hasText: 'hello bo' }).waitFor();
    await look(bo, 'unread');
    expect(await bo.page.title()).toMatch(/1/);
    await bo.openChat('ana');
    await bo.sees('hello bo');
    await ana.message('hello bo').getByText('read').waitFor({ state: 'attached' });
    await bo.say('hello ana');
    await ana.sees('hello ana');
    await bo.message('hello ana').getByText('read').waitFor({ state: 'attached' });
    for (const person of [ana, bo]) await look(person, 'chat');
  });

  it('see hostile text as text', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      'javascript:alert(1)',
      '[x](javascript:alert(1)) {{constructor.constructor("alert(1)")()}}',
      '\u202egnihtemos\u202c "quoted" \\u0041 \u0001',
      '__proto__ constructor ${7*7} %s',
      'שלום مرحبا 👋🏽',
    ];
    for (const text of hostile) await ana.say(text);
    for (const text of hostile.slice(0, 4)) await bo.sees(text);
    await bo.message('שלום مرحبا').waitFor();
    expect(await bo.log.locator('img, script, a[href^="javascript"]').count()).toBe(0);
    expect(await bo.log.getByRole('link', { name: /javascript/ }).count()).toBe(0);
    await ana.say('line one\nline two');
    await bo.message('line one').waitFor();
    const long = `long ${'word '.repeat(4000)}end`;
    await ana.say(long);
    await bo.message('long word word').waitFor();
    for (const person of [ana, bo]) await look(person, 'hostile');
  });

  it('find later what was written while they were away', async () => {
    await bo.context.setOffline(true);
    await bo.page.close();
    for (const text of ['away 1', 'away 2', 'away 3']) await ana.say(text);
    await ana.message('away 3').getByText('sent').waitFor({ state: 'attached' });
    // Ana's tick stays at one: nobody has them yet.
    expect(await ana.message('away 3').getByText('delivered').count()).toBe(0);
    await bo.context.setOffline(false);
    bo.page = await bo.context.newPage();
    await bo.watch(bo.page);
    await bo.page.goto(`${node.url}/chats`);
    await look(bo, 'locked');
    await bo.unlock('not the passphrase');
    await bo.page.getByRole('alert').filter({ hasText: /passphrase/i }).or(bo.page.getByText(/does not open/)).first().waitFor();
    await bo.unlock(passphrase);
    await bo.home();
    await bo.openChat('ana');
    await bo.sees('away 3');
    expect(await bo.texts(/away \d/)).toEqual(['away 1', 'away 2', 'away 3']);
    await ana.message('away 3').getByText('read').waitFor({ state: 'attached' });
  });

  it('lose nothing and see nothing twice when the node is killed in mid-chat', async () => {
    const expected = Array.from({ length: 24 }, (_, i) => `count ${i}`);
    for (const [i, text] of expected.entries()) {
      if (i === 8) await node.kill();
      if (i === 12) {
        await ana.status(/Reconnecting|Connecting|Offline/);
        await look(ana, 'reconnecting');
      }
      if (i === 16) await node.start();
      await ana.say(text);
    }
    await bo.sees('count 23');
    const seen = () => bo.texts(/count \d+/);
    await expect.poll(async () => (await seen()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(10);
    const shown = await seen();
    expect(shown).toEqual(expected.slice(-shown.length));
    await ana.message('count 23').getByText('read').waitFor({ state: 'attached' });
    expect(await all(bo, /count \d+/)).toEqual(expected);
    expect(await all(ana, /count \d+/)).toEqual(expected);
  });

  it('keep what waits over a reload without a node', async () => {
    await node.kill();
    await ana.say('written without a node');
    await ana.message('written without a node').getByText('waiting').waitFor({ state: 'attached' });
    await ana.page.reload();
    await ana.unlock(passphrase);
    await ana.sees('written without a node');
    await look(ana, 'offline');
    await node.start();
    await bo.sees('written without a node');
    await ana.message('written without a node').getByText('read').waitFor({ state: 'attached' });
    expect(await bo.texts(/written without a node/)).toHaveLength(1);
  });
});

/** Every matching text of the thread, from its beginning to its end: only what is near the screen is in the page. */
async function all(person: Person, pattern: RegExp): Promise<string[]> {
  const seen = new Map<string, string>();
  await person.log.evaluate((log) => log.scrollTo(0, 0));
  for (let quiet = 0; quiet < 4; ) {
    await person.page.waitForTimeout(100);
    const before = seen.size;
    const rows = await person.log.getByRole('article').evaluateAll((articles) => articles.map((article) => [article.getAttribute('data-key') ?? '', article.textContent] as const));
    for (const [key, text] of rows) {
      const found = pattern.exec(text ?? '')?.[0];
      if (found) seen.set(key, found);
    }
    await person.log.evaluate((log) => log.scrollBy(0, log.clientHeight / 2));
    const below = await person.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    quiet = seen.size === before && below < 1 ? quiet + 1 : 0;
  }
  return [...seen.values()];
}
