import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { copySecret } from './clipboard';

let clip: string;
let state: string;
let emptied: number;

beforeEach(() => {
  vi.useFakeTimers();
  clip = '';
  emptied = 0;
  state = 'granted';
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void (clip = text), readText: async () => clip },
  });
  Object.defineProperty(navigator, 'permissions', { configurable: true, value: { query: async () => ({ state }) } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('takes the secret out of the clipboard after a minute', async () => {
  await copySecret('twelve words', () => emptied++);
  expect(clip).toBe('twelve words');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(clip).toBe('twelve words');
  await vi.advanceTimersByTimeAsync(1000);
  expect([clip, emptied]).toEqual(['', 1]);
});

it('leaves what somebody copied meanwhile', async () => {
  await copySecret('twelve words', () => emptied++);
  clip = 'a recipe';
  await vi.advanceTimersByTimeAsync(60_000);
  expect([clip, emptied]).toEqual(['a recipe', 0]);
});

it('waits for the page to be looked at, and empties where it may not look', async () => {
  state = 'denied';
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  await copySecret('twelve words', () => emptied++);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(clip).toBe('twelve words');
  focus.mockReturnValue(true);
  window.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(0);
  expect(clip).toBe('');
});
