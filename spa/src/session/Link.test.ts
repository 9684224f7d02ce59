import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer, setAnnouncer } from '../ui/announcer.svelte';
import type { Account, Engine, Linking, Problem } from '../wire/engine';
import Link from './Link.svelte';
import { clock } from './linking.svelte';

const account: Account = { handle: 'ana', server: 'localhost', primary: `ed25519:${'ab'.repeat(32)}`, registeredAt: '2026-11-24T06:00:00Z', linked: true };
const code = 'mfrg gzdf mztw q2lk nnwg 23tp oa';

let asked: object[];
let cancelled: number;
let refusal: Problem | undefined;
let tell: (state: Linking) => void;
let left: ReturnType<typeof vi.fn<() => void>>;

const engine = {
  on: (_: string, handler: (state: Linking) => void) => {
    tell = handler;
    return () => undefined;
  },
  linkStart: async (request: object) => {
    asked.push(request);
    if (refusal) throw refusal;
    return { state: 'waiting', code, uri: `kez:link:${code.replaceAll(' ', '')}`, until: Date.now() + 600_000, account };
  },
  passkeys: { possible: async () => ({ any: false, builtIn: false }) },
  linkCancel: async () => {
    cancelled++;
  },
} as unknown as Engine;

beforeEach(() => {
  asked = [];
  cancelled = 0;
  refusal = undefined;
  left = vi.fn<() => void>();
  render(Within, { engine, server: 'localhost', back: left });
});
afterEach(cleanup);

/** Within the frame, which gives the page its voice. */
const Within: typeof Link = (...given) => {
  setAnnouncer(new Announcer());
  return Link(...given);
};

const field = (name: string) => screen.getByLabelText(name, { selector: 'input' });
const type = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });

async function show(): Promise<void> {
  await type('Your address', ' ana@localhost ');
  await type('Name of this device', 'Tablet');
  await type('Passphrase for this browser', 'correct horse battery');
  await fireEvent.click(screen.getByRole('button', { name: 'Show the code' }));
  await tick();
}

describe('a browser without an account', () => {
  it('asks for what is missing before it asks the server', async () => {
    await fireEvent.click(screen.getByRole('button', { name: 'Show the code' }));
    expect(screen.getByText('Enter the address of your identity.')).toBeTruthy();
    await type('Your address', 'ana');
    await type('Passphrase for this browser', 'short');
    await fireEvent.click(screen.getByRole('button', { name: 'Show the code' }));
    expect(screen.getByText(/at least 8 characters/)).toBeTruthy();
    expect(asked).toEqual([]);
  });

  it('shows the code in groups, its picture, whose it is and how long it is good', async () => {
    await show();
    expect(asked).toEqual([{ address: 'ana@localhost', name: 'Tablet', lock: { passphrase: 'correct horse battery' } }]);
    const groups = screen.getByRole('group', { name: 'Code' });
    expect(Array.from(groups.children, ({ textContent }) => textContent)).toEqual(code.split(' '));
    expect(screen.getByRole('img', { name: 'The code as a picture' }).querySelector('path')?.getAttribute('d')).toMatch(/^M0 0h7v1h-7z/);
    expect(screen.getByText('ana@localhost')).toBeTruthy();
    expect(screen.getByRole('timer').textContent).toBe('10:00');
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await tick();
    expect(cancelled).toBe(1);
    expect((field('Your address') as HTMLInputElement).value).toBe(' ana@localhost ');
  });

  it('says at the address that nobody has it, and elsewhere that the server is away', async () => {
    refusal = { code: 'unknown-handle', title: '', detail: 'Nobody has this handle.' };
    await show();
    expect(field('Your address').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Nobody has this address. Look at how it is spelt.')).toBeTruthy();
    refusal = { code: 'no-network', title: '', detail: 'The server cannot be reached.' };
    await fireEvent.click(screen.getByRole('button', { name: 'Show the code' }));
    expect(field('Your address').getAttribute('aria-invalid')).toBeNull();
    expect(screen.getByText('The server cannot be reached.')).toBeTruthy();
  });

  it('makes another code when nobody entered the first', async () => {
    await show();
    tell({ state: 'failed', problem: { code: 'unknown-link', title: '', detail: 'Nobody entered the code within ten minutes.' } });
    await tick();
    expect(screen.getByText('Nobody entered the code within ten minutes.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Make a new code' }));
    await tick();
    expect(asked).toHaveLength(2);
    expect(screen.getByRole('timer')).toBeTruthy();
  });

  it('lets nobody in any more when the page is left', async () => {
    await show();
    cleanup();
    expect(cancelled).toBe(1);
  });
});

it.each([[600_000, '10:00'], [599_001, '10:00'], [599_000, '9:59'], [1, '0:01'], [0, '0:00'], [-5, '0:00']])('%d ms are %s', (ms, said) => expect(clock(ms)).toBe(said));
