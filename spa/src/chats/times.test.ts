import { expect, it } from 'vitest';
import { briefly, clock, dayName, dayOf } from './times';

const now = new Date(2026, 10, 24, 15, 30).getTime();
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

it('says the time today, then the day, then the date', () => {
  expect(briefly(at(2026, 10, 24, 7, 5), now)).toBe(clock(at(2026, 10, 24, 7, 5)));
  expect(briefly(at(2026, 10, 23, 23, 59), now)).toBe('Yesterday');
  expect(briefly(at(2026, 10, 18), now)).toMatch(/^\p{L}+\.?$/u);
  expect(briefly(at(2026, 10, 17), now)).toMatch(/17/);
  expect(briefly(at(2025, 10, 17), now)).toMatch(/25/);
  // A clock that is ahead is still today.
  expect(briefly(now + 3_600_000, now)).toBe(clock(now + 3_600_000));
});

it('names days', () => {
  expect(dayName(at(2026, 10, 24, 0, 0), now)).toBe('Today');
  expect(dayName(at(2026, 10, 23, 12), now)).toBe('Yesterday');
  expect(dayName(at(2025, 5, 1), now)).toMatch(/2025/);
});

it('tells yesterday where a day has 23 or 25 hours', () => {
  for (let day = 1; day < 366; day++) {
    const noon = new Date(2026, 0, day, 12).getTime();
    expect(dayName(dayOf(noon) - 1, noon)).toBe('Yesterday');
  }
});
