import { beforeEach, expect, it } from 'vitest';
import type { Engine, NewPasskey, Problem } from '../wire/engine';
import { LockChoice } from './lockchoice.svelte';

const made: NewPasskey = { credential: new Uint8Array([1]), prf: new Uint8Array([2]), secret: new Uint8Array([3]), name: '' };
const cancelled: Problem = { code: 'passkey-cancelled', title: 'Cancelled', detail: 'The passkey was not used.' };

let possible: { any: boolean; builtIn: boolean };
let refusal: Problem | undefined;
let asked: string[];
let dropped: Uint8Array[];

const engine = {
  passkeys: {
    possible: async () => possible,
    make: async (user: string) => {
      asked.push(user);
      if (refusal) throw refusal;
      return made;
    },
    drop: (credential: Uint8Array) => dropped.push(credential),
  },
} as unknown as Engine;

beforeEach(() => {
  possible = { any: true, builtIn: true };
  refusal = undefined;
  asked = [];
  dropped = [];
});

it('begins with the passkey where the device has one of its own, unless somebody chose already', async () => {
  const first = new LockChoice(engine);
  await first.look();
  expect([first.kind, first.passkeys]).toEqual(['passkey', true]);
  const chosen = new LockChoice(engine);
  chosen.choose('passphrase');
  await chosen.look();
  expect(chosen.kind).toBe('passphrase');
  possible = { any: true, builtIn: false };
  const stick = new LockChoice(engine);
  await stick.look();
  expect([stick.kind, stick.passkeys]).toEqual(['passphrase', true]);
});

it('takes a passphrase that is long enough, or none where there is to be no lock', async () => {
  const choice = new LockChoice(engine);
  choice.type('short');
  expect([await choice.take('ana'), choice.short]).toEqual([undefined, true]);
  choice.type('four quiet ferries');
  expect(choice.short).toBe(false);
  expect(await choice.take('ana')).toEqual({ passphrase: 'four quiet ferries' });
  choice.choose('off');
  expect(await choice.take('ana')).toEqual({ off: true });
  expect(asked).toEqual([]);
});

it('makes a passkey once, says why there is none, and leaves none behind that opens nothing', async () => {
  const choice = new LockChoice(engine);
  choice.choose('passkey');
  refusal = cancelled;
  expect([await choice.take('ana@localhost'), choice.problem, choice.asking]).toEqual([undefined, cancelled, false]);
  refusal = undefined;
  expect(await choice.take('ana@localhost')).toEqual({ passkey: made });
  expect(await choice.take('ana@localhost')).toEqual({ passkey: made });
  expect([asked.length, choice.problem]).toEqual([2, undefined]);
  choice.close(false);
  expect(dropped).toEqual([made.credential]);
  choice.close(false);
  expect(dropped).toHaveLength(1);
});
