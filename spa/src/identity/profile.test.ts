import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Announcer, setAnnouncer } from '../ui/announcer.svelte';
import { setToaster, Toaster } from '../ui/toaster.svelte';
import type { Account, Chain, Conversation, Engine, Events, Person, Problem } from '../wire/engine';
import Profile from './Profile.svelte';
import { text } from './text';

const account: Account = { handle: 'ana', server: 'localhost', primary: `ed25519:${'ab'.repeat(32)}`, registeredAt: '2026-11-24T06:00:00Z' };
const bob: Person = { handle: 'bob', server: 'localhost', primary: `ed25519:${'cd'.repeat(32)}`, registeredAt: '2026-11-24T06:00:00Z' };
const other = `ed25519:${'ef'.repeat(32)}`;
const offline: Problem = { code: 'no-network', title: '', detail: 'The server cannot be reached.' };

let calls: string[];
let chain: Chain;
let list: Conversation[];
let refusal: Problem | undefined;
let tell: (list: Conversation[]) => void;

function answer<T>(call: string, value: () => T): Promise<T> {
  calls.push(call);
  return refusal ? Promise.reject(refusal) : Promise.resolve(value());
}

const engine = {
  on: (event: keyof Events, handler: (value: Conversation[]) => void) => {
    if (event === 'conversations') (tell = handler)(list);
    return () => undefined;
  },
  lookup: (who: string) => answer(`lookup ${who}`, () => bob),
  chain: (_: string, fresh?: boolean) => (fresh ? answer('ask', () => chain) : Promise.resolve(chain)),
  look: (peer: string) => answer(`look ${peer.slice(8, 12)}`, () => undefined),
  accept: (peer: string, state: string) => answer(`accept ${peer.slice(8, 12)} ${state}`, () => undefined),
  start: (person: Person) => answer(`start ${person.handle}`, () => undefined),
} as unknown as Engine;

function chat(more: Partial<Conversation> = {}): Conversation {
  return { peer: bob.primary, handle: 'bob', server: 'localhost', time: 0, unread: 0, draft: '', unreadable: 0, verified: false, marks: {}, contact: 'accepted', request: false, ...more };
}

beforeEach(() => {
  calls = [];
  refusal = undefined;
  list = [];
  chain = { primary: bob.primary, head: { seq: 0, hash: '' }, subjects: [], devices: [], asked: 1_795_200_000_000 };
});
afterEach(cleanup);

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await tick();
}

let paths: string[];
async function show(who: string): Promise<void> {
  paths = [];
  const Within: typeof Profile = (...given) => {
    setAnnouncer(new Announcer());
    setToaster(new Toaster());
    return Profile(...given);
  };
  render(Within, { engine, account, who, turn: (path) => paths.push(path), back: () => undefined });
  await settled();
}

describe('a profile', () => {
  it('is of whom the node names, and leads to a chat', async () => {
    await show('bob');
    expect(calls).toContain('lookup bob');
    expect(screen.getByText('bob@localhost')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: text.profile.message }));
    await settled();
    expect(calls.at(-1)).toBe('start bob');
    expect(paths).toEqual(['/chats/bob']);
  });

  it('is of whom the chat is with, whatever the handle leads to today', async () => {
    list = [chat({ peer: other })];
    await show('bob');
    expect(calls).toContain(`lookup ${other}`);
    expect(calls).not.toContain('lookup bob');
  });

  it('is the own one for oneself', async () => {
    refusal = { code: 'yourself', title: '', detail: '' };
    await show('ana');
    expect(paths).toEqual(['/identity']);
  });

  it('says that nobody is there, and asks again', async () => {
    refusal = { code: 'unknown-handle', title: '', detail: 'Nobody has this handle.', status: 404 };
    await show('nobody');
    expect(screen.getByRole('heading', { name: text.profile.missing })).toBeTruthy();
    refusal = undefined;
    await fireEvent.click(screen.getByRole('button', { name: text.tryAgain }));
    await settled();
    expect(screen.getByText('bob@localhost')).toBeTruthy();
  });

  it('says offline what was seen last, or that nothing was', async () => {
    refusal = offline;
    list = [chat()];
    await show('bob');
    expect(screen.getByText(/cannot be reached\. This is what it said on/)).toBeTruthy();
    cleanup();
    list = [];
    await show('bob');
    expect(screen.getByRole('heading', { name: text.profile.unreachable })).toBeTruthy();
  });

  it.each(['rewound', 'forked', 'invalid'] as const)('says what is wrong with a chain that is %s', async (kind) => {
    chain = { ...chain, trouble: { kind, detail: 'The node’s words.' } };
    await show('bob');
    expect(screen.getByText(text.profile.trouble[kind])).toBeTruthy();
    expect(screen.queryByText('The node’s words.')).toBeNull();
  });
});

describe('a change', () => {
  const change = { added: 2, removed: 1, held: true, other, trouble: 'forked' as const, state: 'as shown' };

  it('is told in full, and accepted as it was shown', async () => {
    list = [chat({ change })];
    await show('bob');
    for (const said of [text.change.added(2), text.change.removed(1), text.change.other('bob', 'efef efef'), text.profile.trouble.forked, text.change.held]) {
      expect(screen.getByText(said)).toBeTruthy();
    }
    await fireEvent.click(screen.getByRole('button', { name: text.change.accept }));
    await settled();
    expect(calls.at(-1)).toBe('accept cdcd as shown');
    tell([chat()]);
    await settled();
    expect(screen.queryByRole('region', { name: text.change.title })).toBeNull();
  });

  it('that has gone on meanwhile is told', async () => {
    list = [chat({ change })];
    await show('bob');
    refusal = { code: 'person-changed', title: '', detail: 'Something else changed meanwhile.' };
    await fireEvent.click(screen.getByRole('button', { name: text.change.accept }));
    await settled();
    expect(screen.getByRole('alert').textContent).toContain('Something else changed meanwhile.');
  });
});
