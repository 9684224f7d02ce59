import { beforeEach, expect, it } from 'vitest';
import type { Custody, Engine, NewPasskey, Problem, Proof } from '../wire/engine';
import { AppLock } from './applock.svelte';
import { Safe } from './safe.svelte';

const bytes = (byte: number) => new Uint8Array([byte]);
const made: NewPasskey = { credential: bytes(1), prf: bytes(2), secret: bytes(3), name: '' };
const wrong: Problem = { code: 'wrong-passphrase', title: '', detail: 'Wrong.' };

let custody: Custody;
let calls: unknown[][];
let dropped: number;
let safe: Safe;
let lock: AppLock;

const note = (name: string) => async (...args: unknown[]) => {
  const proof = args.at(-1) as Proof;
  if (typeof proof === 'object' && 'passphrase' in proof && proof.passphrase !== 'right') throw wrong;
  calls.push([name, ...args]);
};

const engine = {
  on: (event: string, handler: (value: never) => void) => {
    if (event === 'custody') handler(custody as never);
    return () => undefined;
  },
  passkeys: {
    possible: async () => ({ any: true, builtIn: true }),
    make: async (_: string, name: string) => ({ ...made, name }),
    ask: async () => ({ credential: bytes(1), secret: bytes(3) }),
    drop: () => dropped++,
  },
  lockWith: note('with'),
  lockWithout: note('without'),
  renamePasskey: note('rename'),
} as unknown as Engine;

beforeEach(() => {
  custody = { passphrase: true, passkeys: [], off: false };
  calls = [];
  dropped = 0;
  begin();
});

function begin(): void {
  safe = new Safe(engine);
  lock = new AppLock(safe, 'ana@localhost');
}

it('does nothing before the person showed that it is them, and lets a wrong passphrase be typed again', async () => {
  const done = safe.ask((proof) => engine.lockWithout('x', proof));
  expect([safe.asking, calls]).toEqual([true, []]);
  await safe.passphrase('wrong');
  expect([safe.asking, safe.problem, calls]).toEqual([true, wrong, []]);
  await safe.passphrase('right');
  expect([await done, safe.asking, safe.problem]).toEqual([true, false, undefined]);
  expect(calls).toEqual([['without', 'x', { passphrase: 'right' }]]);
});

it('does nothing when they do not want to, and asks nothing where nothing locks', async () => {
  const done = safe.ask((proof) => engine.lockWithout('x', proof));
  safe.cancel();
  expect([await done, calls]).toEqual([false, []]);
  custody = { passphrase: false, passkeys: [], off: true };
  begin();
  expect(await safe.ask((proof) => engine.lockWithout('x', proof))).toBe(true);
  expect(calls).toEqual([['without', 'x', { off: true }]]);
});

it('adds a passkey once it is proved, and forgets one that was not wanted after all', async () => {
  lock.open('passkey');
  lock.name = ' Stick ';
  const adding = lock.addPasskey('Passkey');
  await expect.poll(() => safe.asking).toBe(true);
  await safe.passkey();
  await adding;
  expect(calls).toEqual([['with', { passkey: { ...made, name: 'Stick' } }, { passkey: { credential: bytes(1), secret: bytes(3) } }]]);
  expect([lock.done, lock.step, dropped]).toEqual(['passkey', undefined, 0]);

  lock.open('passkey');
  const given = lock.addPasskey('Passkey');
  await expect.poll(() => safe.asking).toBe(true);
  safe.cancel();
  await given;
  expect([lock.done, dropped, calls.length]).toEqual([undefined, 1, 1]);
});

it('takes no passphrase that is too short', async () => {
  lock.open('passphrase');
  lock.passphrase = 'short';
  await lock.setPassphrase();
  expect([lock.short, safe.asking, lock.step]).toEqual([true, false, 'passphrase']);
});
