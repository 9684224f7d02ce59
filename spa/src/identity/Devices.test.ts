import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setToaster, Toaster } from '../ui/toaster.svelte';
import type { Account, Chain, DeviceOffer, Engine, Events, LinkedDevice, Problem } from '../wire/engine';
import Devices from './Devices.svelte';
import { Sigchain } from './sigchain.svelte';

const account: Account = { handle: 'ana', server: 'localhost', primary: `ed25519:${'ab'.repeat(32)}`, registeredAt: '2026-11-24T06:00:00Z' };
const other = `ed25519:${'cd'.repeat(32)}`;
const tablet: LinkedDevice = { id: '0a'.repeat(16), key: `ed25519:${'01'.repeat(32)}`, reads: true, added: 1_795_000_000_000, here: false, name: 'Tablet' };
const lost: LinkedDevice = { ...tablet, id: '0b'.repeat(16), reads: false, revoked: 1_795_100_000_000, name: 'Lost phone' };
const offer: DeviceOffer = { id: '0c'.repeat(16), key: `ed25519:${'02'.repeat(32)}`, name: 'New phone' };

function chainOf(devices: LinkedDevice[], primary = account.primary): Chain {
  return { primary, head: { seq: devices.length, hash: 'ff'.repeat(32) }, subjects: [], devices, asked: 1_795_200_000_000 };
}

let calls: string[];
let chain: Chain;
let refusal: Problem | undefined;
let tell: (chain: Events['chain']) => void;
let toaster: Toaster;

function answer<T>(call: string, value: () => T): Promise<T> {
  calls.push(call);
  return refusal ? Promise.reject(refusal) : Promise.resolve(value());
}

const engine = {
  on: (_: string, handler: (chain: Chain) => void) => {
    tell = handler;
    return () => undefined;
  },
  chain: (_: string, fresh?: boolean) => answer(fresh ? 'ask' : 'seen', () => chain),
  linkTake: (code: string) => answer(`take ${code}`, () => offer),
  linkAccept: (id: string) => answer(`accept ${id}`, () => chainOf([tablet, { ...tablet, id, name: offer.name }])),
  revokeDevice: (id: string) => answer(`revoke ${id}`, () => chainOf([{ ...tablet, revoked: 1_795_100_000_000 }])),
} as unknown as Engine;

beforeEach(() => {
  calls = [];
  chain = chainOf([tablet, lost]);
  refusal = undefined;
  toaster = new Toaster();
});
afterEach(cleanup);

async function show(of = account): Promise<Sigchain> {
  const sigchain = new Sigchain(engine, of.primary);
  const Within: typeof Devices = (...given) => {
    setToaster(toaster);
    return Devices(...given);
  };
  render(Within, { engine, account: of, sigchain });
  await sigchain.ask();
  await tick();
  return sigchain;
}

const names = () => screen.getAllByRole('listitem', { hidden: true }).map((item) => item.querySelector('bdi')?.textContent);
const button = (name: string) => screen.getByRole('button', { name, hidden: true });

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await tick();
}

describe('devices', () => {
  it('are those of the chain, the removed ones apart', async () => {
    await show();
    expect(calls).toEqual(['seen', 'ask']);
    expect(names()).toEqual(['This browser', 'Tablet', 'Lost phone']);
    expect(screen.getByText('Removed devices (1)')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Remove Lost phone', hidden: true })).toBeNull();
    expect(screen.getByText(/it is the account itself/)).toBeTruthy();
  });

  it('follow the chain as it grows, and no other chain', async () => {
    await show();
    tell(chainOf([], other));
    await tick();
    expect(names()).toContain('Tablet');
    tell(chainOf([lost]));
    await tick();
    expect(names()).toEqual(['This browser', 'Lost phone']);
  });

  it('say when they are old, and why nothing is believed', async () => {
    const sigchain = await show();
    refusal = { code: 'no-network', title: '', detail: 'The server cannot be reached.' };
    await sigchain.ask();
    tell({ ...chain, trouble: { kind: 'rewound', detail: 'it is shorter than before' } });
    await tick();
    expect(screen.getByText(/This is what it said on/)).toBeTruthy();
    expect(screen.getByText(/it is shorter than before/)).toBeTruthy();
    refusal = undefined;
    await fireEvent.click(button('Try again'));
    await settled();
    expect(screen.queryByText(/This is what it said on/)).toBeNull();
  });

  it('are only shown on a linked one', async () => {
    chain = chainOf([{ ...tablet, here: true }]);
    await show({ ...account, linked: true });
    expect(names()).toEqual(['Tablet']);
    expect(screen.getByText('This device')).toBeTruthy();
    expect(screen.queryAllByRole('button', { name: /Link a device|Remove Tablet/, hidden: true })).toEqual([]);
  });
});

describe('a new device', () => {
  const field = () => screen.getByLabelText('Code');
  const type = (code: string) => fireEvent.input(field(), { target: { value: code } });

  it('is linked after it was shown what it is', async () => {
    await show();
    await fireEvent.click(button('Link a device'));
    await type('MFRG-GZDF mztw');
    await fireEvent.submit(field().closest('form') as HTMLFormElement);
    await settled();
    expect(screen.getByText('New phone')).toBeTruthy();
    expect(screen.getByText('0c0c0c0c')).toBeTruthy();
    expect(calls.filter((call) => call.startsWith('accept'))).toEqual([]);
    await fireEvent.click(button('Link device'));
    await settled();
    expect(calls.slice(2)).toEqual(['take MFRG-GZDF mztw', `accept ${offer.id}`]);
    expect(names()).toEqual(['This browser', 'Tablet', 'New phone']);
    expect(toaster.text).toBe('New phone is linked.');
  });

  it('is refused where it is typed, or with the reason', async () => {
    await show();
    await fireEvent.click(button('Link a device'));
    await fireEvent.submit(field().closest('form') as HTMLFormElement);
    expect(screen.getByText('Enter the code that the new device shows.')).toBeTruthy();
    refusal = { code: 'malformed', title: '', detail: 'The code of a new device is 26 letters and digits.' };
    await type('x');
    await fireEvent.submit(field().closest('form') as HTMLFormElement);
    await settled();
    expect(field().getAttribute('aria-invalid')).toBe('true');
    refusal = { code: 'unknown-link', title: '', detail: 'Nothing waits under this code.' };
    await type('mfrggzdfmztwq2lknnwg23tpoa');
    await fireEvent.submit(field().closest('form') as HTMLFormElement);
    await settled();
    expect(field().getAttribute('aria-invalid')).toBeNull();
    expect(screen.getByText('Nothing waits under this code.')).toBeTruthy();
  });
});

describe('a device that is not wanted any more', () => {
  it('is removed after a question', async () => {
    await show();
    await fireEvent.click(button('Remove Tablet'));
    expect(screen.getByText('Remove Tablet?')).toBeTruthy();
    expect(calls).toEqual(['seen', 'ask']);
    await fireEvent.click(button('Remove device'));
    await settled();
    expect(calls.at(-1)).toBe(`revoke ${tablet.id}`);
    expect(screen.queryByRole('button', { name: 'Remove Tablet', hidden: true })).toBeNull();
    expect(toaster.text).toBe('Tablet was removed.');
  });

  it('stays in the list when it could not be removed', async () => {
    await show();
    refusal = { code: 'no-network', title: '', detail: 'The server cannot be reached.' };
    await fireEvent.click(button('Remove Tablet'));
    await fireEvent.click(button('Remove device'));
    await settled();
    expect(screen.getByText('The server cannot be reached.')).toBeTruthy();
    expect(names()).toContain('Tablet');
  });
});
