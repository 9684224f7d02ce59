import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Engine, Problem } from '../wire/engine';
import { Recovery } from './recovery.svelte';
import type { Safe } from './safe.svelte';

let wrong: number[];
let given: unknown[];
let refusal: Problem | undefined;
let recovery: Recovery;

const engine = {
  reveal: async () => 'one two three',
  checkWords: async (answer: unknown) => {
    given.push(answer);
    if (refusal) throw refusal;
    return wrong;
  },
} as unknown as Engine;
const safe = { engine, ask: async (deed: (proof: object) => Promise<void>) => (await deed({ off: true }), true) } as unknown as Safe;

beforeEach(() => {
  vi.useFakeTimers();
  wrong = [];
  given = [];
  refusal = undefined;
  recovery = new Recovery(safe, () => 0);
});
afterEach(() => void vi.useRealTimers());

it('shows the words for a minute and keeps them no longer', async () => {
  await recovery.reveal();
  expect([recovery.secret, recovery.left]).toEqual(['one two three', 60]);
  vi.advanceTimersByTime(59_000);
  expect([recovery.secret, recovery.left]).toEqual(['one two three', 1]);
  vi.advanceTimersByTime(1000);
  expect(recovery.secret).toBeUndefined();
});

it('asks for three words and points at the first that is wrong', async () => {
  recovery.drill(12);
  expect(recovery.asked).toEqual([1, 2, 3]);
  recovery.answer(0, 'a');
  wrong = [2, 3];
  expect(await recovery.check()).toBe(1);
  expect(given).toEqual([{ words: [{ at: 1, word: 'a' }, { at: 2, word: '' }, { at: 3, word: '' }] }]);
  recovery.answer(1, 'b');
  expect([recovery.wrong, recovery.right]).toEqual([[3], false]);
  wrong = [];
  expect(await recovery.check()).toBeUndefined();
  expect([recovery.right, recovery.asked]).toEqual([true, undefined]);
});

it('takes all words at once, or the key where there are no words', async () => {
  recovery.drill(12);
  const all = Array.from({ length: 12 }, (_, at) => `w${at}`).join(' ');
  recovery.answer(1, all);
  await recovery.check();
  recovery.drill(0);
  recovery.answer(0, 'ab');
  await recovery.check();
  expect(given).toEqual([{ secret: all }, { secret: 'ab' }]);
});

it('says why it could not be checked', async () => {
  recovery.drill(12);
  refusal = { code: 'too-many-tries', title: '', detail: 'Lock first.' };
  expect(await recovery.check()).toBeUndefined();
  expect([recovery.problem, recovery.right, recovery.asked?.length]).toEqual([refusal, false, 3]);
});
