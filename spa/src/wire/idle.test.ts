import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Idle } from './idle';

let locked: number;
let idle: Idle;

beforeEach(() => {
  vi.useFakeTimers();
  locked = 0;
  idle = new Idle(Date.now, () => locked++);
});
afterEach(() => void vi.useRealTimers());

it('locks when nobody touched anything for so long, counted from the last touch', () => {
  idle.minutes = 5;
  vi.advanceTimersByTime(4 * 60_000);
  expect(idle.touch()).toBe(true);
  vi.advanceTimersByTime(299_000);
  expect(locked).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(locked).toBe(1);
});

it('locks whoever comes back to a computer that slept, instead of counting the touch', () => {
  idle.minutes = 1;
  vi.setSystemTime(Date.now() + 3_600_000);
  expect([idle.touch(), locked]).toEqual([false, 1]);
});

it('never locks when told so, and not after it was closed', () => {
  idle.minutes = 0;
  vi.advanceTimersByTime(1e9);
  expect([idle.touch(), locked]).toEqual([true, 0]);
  idle.minutes = 1;
  idle.close();
  vi.advanceTimersByTime(1e9);
  expect(locked).toBe(0);
});
