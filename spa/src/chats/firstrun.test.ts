import { flushSync } from 'svelte';
import { beforeEach, expect, it } from 'vitest';
import type { Account, Chain, Conversation, Custody, Engine, Notices } from '../wire/engine';
import type { Chats } from './chats.svelte';
import { FirstRun } from './firstrun.svelte';
import { conversation } from './fixture';

const account: Account = { handle: 'ana', server: 'localhost', primary: 'ed25519:aa', registeredAt: '' };
const locked = { passphrase: true, passkeys: [], off: false };

let custody: Custody;
let subjects: { status: 'active' | 'revoked' }[];
let notices: Partial<Notices>;
let list: Conversation[] | undefined;
let settled: number;
let tell: (event: 'custody' | 'chain', value: object) => void;
let first: FirstRun;

async function look(): Promise<string[]> {
  const handlers = new Map<string, (value: never) => void>();
  tell = (event, value) => handlers.get(event)?.(value as never);
  const engine = {
    on: (event: string, handler: (value: never) => void) => {
      handlers.set(event, handler);
      if (event === 'custody') handler(custody as never);
      return () => handlers.delete(event);
    },
    chain: async () => ({ primary: account.primary, subjects }) as unknown as Chain,
    notices: async () => notices as Notices,
    settle: async () => void settled++,
  } as unknown as Engine;
  first = new FirstRun(engine, { get list() { return list; } } as Chats, account);
  await first.look();
  return steps();
}

function steps(): string[] {
  flushSync();
  return first.steps.map(({ step, done }) => `${step}${done ? '!' : ''}`);
}

beforeEach(() => {
  custody = { ...locked, open: { idle: 5, words: 12, settled: false } };
  subjects = [];
  notices = { permission: 'default', on: false };
  list = [];
  settled = 0;
});

it('says what a new account lacks, in the order in which it is worth doing', async () => {
  expect(await look()).toEqual(['lock!', 'words', 'chat', 'proof', 'notices']);
  expect([first.done, first.shown]).toEqual([1, true]);
});

it('ticks what is so, and is gone when all is', async () => {
  custody = { ...locked, off: true, open: { idle: 5, words: 12, checked: 1, settled: false } };
  subjects = [{ status: 'revoked' }, { status: 'active' }];
  notices = { permission: 'granted', on: true };
  list = [conversation()];
  expect(await look()).toEqual(['lock', 'words!', 'chat!', 'proof!', 'notices!']);
  expect(first.shown).toBe(true);
  tell('custody', { ...custody, off: false });
  expect(steps()[0]).toBe('lock!');
  expect(first.shown).toBe(false);
});

it('follows the sigchain, and takes a tick back with the proof', async () => {
  await look();
  tell('chain', { primary: account.primary, subjects: [{ status: 'active' }] });
  expect(steps()).toContain('proof!');
  tell('chain', { primary: 'ed25519:bb', subjects: [] });
  expect(steps()).toContain('proof!');
  tell('chain', { primary: account.primary, subjects: [{ status: 'revoked' }] });
  expect(steps()).toContain('proof');
});

it('asks of a linked device only what can be done on it, and nothing that the browser forbids', async () => {
  custody = { ...locked, open: { idle: 5, settled: false } };
  notices = { permission: 'denied', on: false };
  expect(await look()).toEqual(['lock!', 'chat']);
});

it('is put away for good, and not there before anything is known', async () => {
  list = undefined;
  expect(await look()).toEqual([]);
  expect(first.shown).toBe(false);
  list = [];
  await look();
  await first.settle();
  expect(settled).toBe(1);
  tell('custody', { ...custody, open: { ...custody.open, settled: true } });
  flushSync();
  expect(first.shown).toBe(false);
});
