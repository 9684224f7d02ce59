import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { Person, phone } from './person';

const program = binary();
let browser: Browser;
let node: Node;

beforeAll(async () => {
  node = await Node.start(program, '--registration', 'invite');
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

it('an invited person follows the link and is in; the code is used up', async () => {
  const made = spawnSync(program, ['invite', 'create', ...node.settings], { encoding: 'utf8' });
  const link = /https?:\/\/\S+/.exec(made.stdout)?.[0] ?? '';
  expect(link, made.stderr).toMatch(/#/);
  const path = link.replace(/^https?:\/\/[^/]+/, '');
  const ana = await Person.arrive(browser, node.url + path, phone);
  await ana.create('ana', 'correct horse battery');
  await ana.live();
  const late = await Person.arrive(browser, node.url + path, phone);
  const arrival = expect(late.create('late', 'correct horse battery')).rejects.toThrow();
  await late.page.getByRole('alert').filter({ hasText: /invit/i }).waitFor();
  await late.page.close();
  await arrival;
  expect([...ana.faults, ...late.faults]).toEqual([]);
});
