import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, type Letter, Node, out, write } from './node';
import { desktop, Person, phone } from './person';

// A conversation of many messages: read both ways, jumped about in, and never moved under the reader. With
// MESSAGES=10000 (go tool task test:history) it is as long as the app promises to bear.

const passphrase = 'correct horse battery';
const many = Number(process.env.MESSAGES ?? 2_000);
const seed = '5e'.repeat(32);
const violations: string[] = [];
const measured: Record<string, number> = {};
let browser: Browser;
let node: Node;
let ana: Person;

/** As people write: short ones, some lines, some long, links, another script. */
function letter(at: number): Letter {
  const sizes = [`letter ${at}`, `letter ${at}\nwith a second line`, `letter ${at} ${'and so on '.repeat(at % 40)}`, `letter ${at} https://example.org/${at}`, `letter ${at} مرحبا`];
  return { body: sizes[at % sizes.length] ?? '' };
}

beforeAll(async () => {
  node = await Node.start(binary(), '--limit', 'sends-per-second=0', '--limit', 'sends-burst=0', '--limit', 'undelivered-messages=0');
  browser = await launch();
  ana = await Person.arrive(browser, node.url, desktop);
  await ana.create('ana', passphrase);
  await ana.live();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'history.json'), JSON.stringify(measured, undefined, 2));
});

afterEach(() => {
  expect(ana.faults).toEqual([]);
  expect(violations).toEqual([]);
});

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}

/** Both themes and both sizes; axe in each. */
async function look(name: string): Promise<void> {
  for (const viewport of [desktop.viewport, phone.viewport]) {
    await ana.page.setViewportSize(viewport);
    for (const theme of ['dark', 'light']) {
      await ana.page.evaluate((value) => (document.documentElement.dataset.theme = value), theme);
      await ana.picture(`${name}-${theme}`);
      violations.push(...(await ana.axe(`${name}-${theme}-${viewport.width}`)));
    }
  }
  await ana.page.setViewportSize(desktop.viewport);
  await ana.page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
}

const elements = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);

async function spent(debug: CDPSession): Promise<number> {
  const { metrics } = await debug.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

/** Clicks the row and gives the milliseconds until the end of the chat was painted. */
function openTime(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const row = document.querySelector<HTMLElement>('a[data-peer]');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const begun = performance.now();
    row?.click();
    for (;;) {
      await frame();
      const log = document.querySelector('[role="log"]');
      const last = [...document.querySelectorAll('article')].at(-1)?.getBoundingClientRect();
      const box = log?.getBoundingClientRect();
      if (last && box && last.bottom <= box.bottom + 1) break;
    }
    // The frame in which it is painted has ended when the next one begins.
    await frame();
    return performance.now() - begun;
  });
}

/**
 * Scrolls by a page and follows what is then topmost over the next frames, while pages of the history are
 * put above or below it: gives how far it moved by itself.
 */
function turn(page: Page, way: 1 | -1): Promise<{ shift: number; elements: number; top: string }> {
  return page.evaluate(async (way) => {
    const log = document.querySelector<HTMLElement>('[role="log"]');
    if (!log) throw new Error('no log');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const edge = log.getBoundingClientRect().top;
    log.scrollTop += way * log.clientHeight * 0.9;
    const top = [...log.querySelectorAll<HTMLElement>('article')].find((article) => article.getBoundingClientRect().bottom > edge);
    const begun = top?.getBoundingClientRect().top ?? 0;
    const key = top?.dataset.key ?? '';
    let shift = 0;
    let most = 0;
    for (let frames = 0; frames < 12; frames++) {
      await frame();
      const now = log.querySelector(`article[data-key="${CSS.escape(key)}"]`);
      shift = Math.max(shift, now ? Math.abs(now.getBoundingClientRect().top - begun) : Infinity);
      most = Math.max(most, document.querySelectorAll('*').length);
    }
    return { shift, elements: most, top: top?.textContent ?? '' };
  }, way);
}

it('takes in all of them', async () => {
  // Nobody is a stranger to anybody.
  write(node.url, seed, 'bulk', 'ana', [{ body: 'may I send you something long?' }]);
  await ana.openChat('bulk');
  await ana.page.goto(`${node.url}/identity`);
  await ana.unlock(passphrase);
  const letters = Array.from({ length: many }, (_, at): Letter => (at === many - 1 ? { body: 'the answer to an old letter', answers: 12 } : letter(at)));
  let begun = performance.now();
  write(node.url, seed, 'bulk', 'ana', letters);
  measured['writing, s'] = Math.round((performance.now() - begun) / 1000);
  begun = performance.now();
  await ana.page.getByRole('link', { name: /^Chats/ }).click();
  await ana.page.getByRole('link', { name: /bulk/ }).filter({ hasText: 'the answer to an old letter' }).waitFor({ timeout: 400_000 });
  measured['still taking in after that, s'] = Math.round((performance.now() - begun) / 1000);
}, 600_000);

it('opens at the line above what is new, and goes from there to the newest by the button', async () => {
  const { page } = ana;
  await ana.openChat('bulk');
  await page.getByRole('separator', { name: 'New messages' }).waitFor();
  await ana.message('letter 0').first().waitFor();
  await page.getByRole('button', { name: `Jump to the newest message, ${many} new` }).click();
  await ana.sees('the answer to an old letter');
  await page.getByRole('button', { name: /^Jump to the newest/ }).waitFor({ state: 'detached' });
  expect(await elements(page)).toBeLessThanOrEqual(1500);
});

it('opens from the store in time', async () => {
  const times: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < 20; round++) {
    const page = await ana.context.newPage();
    await ana.watch(page);
    await page.goto(`${node.url}/chats`);
    const field = page.getByRole('textbox', { name: 'Passphrase' });
    await page.locator('a[data-peer]').or(field).first().waitFor();
    // On a busy machine the other tab may hand its keys over too late.
    if (await field.isVisible()) {
      await field.fill(passphrase);
      await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    }
    await page.locator('a[data-peer]').first().waitFor();
    // The processor's time of the page's thread: what a crowded machine does not stretch.
    const debug = await ana.context.newCDPSession(page);
    await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await spent(debug);
    times.push(await openTime(page));
    busy.push((await spent(debug)) - before);
    await page.close();
  }
  await ana.page.bringToFront();
  measured['open a stored chat, p50, ms'] = percentile(times, 0.5);
  measured['open a stored chat, p95, ms'] = percentile(times, 0.95);
  measured['of that the thread of the page, p50, ms'] = percentile(busy, 0.5);
  measured['of that the thread of the page, p95, ms'] = percentile(busy, 0.95);
});

it('pages up fifty times and down again without moving what is read', async () => {
  const { page } = ana;
  const turns = [];
  for (let count = 0; count < 50; count++) turns.push(await turn(page, -1));
  expect(turns.map(({ shift }) => shift).filter((shift) => shift > 2)).toEqual([]);
  expect(new Set(turns.map(({ top }) => top)).size).toBe(50);
  const up = turns.at(-1)?.top;
  for (let count = 0; count < 50; count++) turns.push(await turn(page, 1));
  expect(turns.map(({ shift }) => shift).filter((shift) => shift > 2)).toEqual([]);
  measured['most elements'] = Math.max(...turns.map(({ elements }) => elements));
  measured['largest shift, px'] = Math.max(...turns.map(({ shift }) => shift));
  expect(measured['most elements']).toBeLessThanOrEqual(1500);
  expect(up).not.toBe(turns.at(-1)?.top);
  await ana.sees('the answer to an old letter');
}, 240_000);

it('shows a quote from far back in what surrounds it, and comes back to the newest', async () => {
  const { page } = ana;
  const begun = performance.now();
  await ana.message('the answer to').getByRole('button', { name: /^In reply to bulk: letter 12/ }).click();
  await page.locator('article.target').filter({ hasText: 'letter 12' }).waitFor();
  measured['jump to the quote far back, ms'] = Math.round(performance.now() - begun);
  await ana.message('letter 11').first().waitFor();
  await ana.message('letter 13').first().waitFor();
  await page.locator('article.target').waitFor({ state: 'detached' });
  const before = await turn(page, 1);
  expect(before.shift).toBeLessThanOrEqual(2);
  write(node.url, seed, 'bulk', 'ana', [{ body: 'and one more' }]);
  await page.getByRole('button', { name: 'Jump to the newest message, 1 new' }).waitFor();
  expect(await ana.message('and one more').count()).toBe(0);
  await page.getByRole('button', { name: 'Jump to the newest message, 1 new' }).click();
  await ana.sees('and one more');
  expect(await elements(page)).toBeLessThanOrEqual(1500);
});

it('finds text in the whole history, however it is spelt, and goes from hit to hit', async () => {
  const { page } = ana;
  await ana.composer.focus();
  await page.keyboard.press('Control+f');
  const field = page.getByRole('textbox', { name: 'Find in this chat' });
  await field.waitFor();
  expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
  const begun = performance.now();
  await field.fill('LÉTTER 12');
  const state = page.getByRole('search', { name: 'Find in this chat' }).getByRole('status');
  // 12, 120 to 129, 1200 to 1299.
  await state.getByText('1 of 111').waitFor();
  await page.getByRole('progressbar', { name: 'Searching this chat' }).waitFor({ state: 'detached' });
  measured['find in all messages, ms'] = Math.round(performance.now() - begun);
  await page.locator('article.target mark', { hasText: 'letter 12' }).first().waitFor();
  expect(await ana.message('letter 1299').locator('mark').first().innerText()).toBe('letter 12');
  await field.press('Enter');
  await state.getByText('2 of 111').waitFor();
  await page.locator('article.target').filter({ hasText: 'letter 1298' }).waitFor();
  await field.press('Shift+Enter');
  await field.press('Shift+Enter');
  await state.getByText('111 of 111').waitFor();
  await page.locator('article.target').filter({ hasText: /letter 12(?!\d)/ }).waitFor();
  await look('find');
  await field.fill('no such words');
  await state.getByText('Nothing found').waitFor();
  await field.press('Escape');
  await field.waitFor({ state: 'detached' });
  expect(await ana.composer.evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await page.locator('mark').count()).toBe(0);
});
