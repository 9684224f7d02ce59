import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Draft, type Written } from './draft.svelte';

const first = { id: 'a'.repeat(32), mine: false };
let kept: Written[] = [];
let gate: Promise<void>;
const begin = (written: Written = { text: '' }) =>
  new Draft(written, async (text, answers) => {
    kept.push({ text, answers });
    await gate;
  });

beforeEach(() => {
  kept = [];
  gate = Promise.resolve();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

it('is kept with what it answers, after a pause and only once', () => {
  const draft = begin();
  draft.write('a');
  draft.answer(first);
  draft.write('ab');
  vi.advanceTimersByTime(299);
  expect(kept).toEqual([]);
  vi.advanceTimersByTime(1);
  draft.save();
  expect(kept).toEqual([{ text: 'ab', answers: first }]);
  draft.answer(undefined);
  draft.save();
  expect(kept.at(-1)).toEqual({ text: 'ab', answers: undefined });
});

it('takes over what another tab kept, and what comes back of its own is no news', async () => {
  const draft = begin({ text: 'old' });
  expect(draft.recall({ text: 'other', answers: first })).toBe(true);
  expect([draft.text, draft.answers]).toEqual(['other', first]);
  draft.write('other and');
  draft.save();
  await vi.advanceTimersByTimeAsync(0);
  expect(draft.recall({ text: 'other and', answers: first })).toBe(false);
});

it('never loses a letter to what the store told late', async () => {
  let give: () => void = () => undefined;
  gate = new Promise((resolve) => (give = resolve));
  const draft = begin();
  draft.write('a');
  draft.save();
  draft.write('ab');
  expect(draft.recall({ text: 'a' })).toBe(false);
  draft.save();
  // The news of the first write, while the second is on its way.
  expect(draft.recall({ text: 'a' })).toBe(false);
  give();
  await vi.advanceTimersByTimeAsync(0);
  expect(draft.text).toBe('ab');
});

it('is tried again when it could not be kept', async () => {
  gate = Promise.reject(new Error('full'));
  const draft = begin();
  draft.write('a');
  draft.save();
  await vi.advanceTimersByTimeAsync(0);
  draft.save();
  expect(kept.map(({ text }) => text)).toEqual(['a', 'a']);
  await vi.advanceTimersByTimeAsync(0);
});
