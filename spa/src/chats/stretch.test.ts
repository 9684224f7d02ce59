import { expect, it } from 'vitest';
import { around, beginning, length, moved } from './stretch';

const rows = Array.from({ length: 200 }, (_, at) => ({ key: `k${at}` }));

it('ends with the newest unless told where to begin', () => {
  expect(beginning(rows, undefined)).toBe(200 - length);
  expect(beginning(rows, 'k7')).toBe(7);
  expect(beginning(rows, 'gone')).toBe(200 - length);
  expect(beginning(rows.slice(0, 5), undefined)).toBe(0);
});

it('reaches both ends in steps, and stops there', () => {
  for (const [way, begin, end] of [['up', 120, 0], ['down', 0, 120]] as const) {
    let from: number = begin;
    for (let key = moved(rows, from, way); key !== undefined; key = moved(rows, from, way)) from = beginning(rows, key);
    expect(from).toBe(end);
  }
});

it('contains the row it goes to, with rows above it where there are some', () => {
  for (let index = 0; index < rows.length; index++) {
    const from = beginning(rows, around(rows, index));
    expect(from).toBeLessThanOrEqual(index);
    expect(from + length).toBeGreaterThan(index);
  }
});
