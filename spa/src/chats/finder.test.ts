import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Found, Reference } from '../wire/engine';
import { Finder } from './finder.svelte';

const hit = (id: number): Reference => ({ id: `${id}`, mine: false });
let asked: { sought: string; from: number | undefined; answer: (found: Found) => void; refuse: (reason: unknown) => void }[] = [];
let shown: string[] = [];
let finder: Finder;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  shown = [];
  finder = new Finder(
    (sought, from) => new Promise((answer, refuse) => void asked.push({ sought, from, answer, refuse })),
    ({ id }) => void shown.push(id),
  );
});
afterEach(() => void vi.useRealTimers());

async function answer(hits: number[], next?: number): Promise<void> {
  asked.at(-1)?.answer({ hits: hits.map(hit), searched: 400, total: 1000, ...(next === undefined ? {} : { next }) });
  await vi.advanceTimersByTimeAsync(0);
}

async function write(text: string): Promise<void> {
  finder.write(text);
  await vi.advanceTimersByTimeAsync(200);
}

it('asks once the writer pauses, batch after batch, and shows the newest hit at once', async () => {
  finder.write('c');
  finder.write('ca');
  await write('café');
  expect(asked.map(({ sought }) => sought)).toEqual(['café']);
  await answer([], 600);
  expect([shown, finder.progress]).toEqual([[], { done: 400, total: 1000 }]);
  await answer([7, 5], 200);
  expect([shown, finder.at, finder.complete]).toEqual([['7'], 0, false]);
  await answer([1]);
  expect(asked.map(({ from }) => from)).toEqual([undefined, 600, 200]);
  expect([finder.hits.length, finder.complete, finder.progress]).toEqual([3, true, undefined]);
});

it('steps back and forth, and around the ends only when all hits are known', async () => {
  await write('x');
  await answer([3, 2], 100);
  finder.step(-1);
  finder.step(1);
  finder.step(1);
  expect(shown).toEqual(['3', '2']);
  await answer([1]);
  finder.step(1);
  finder.step(1);
  finder.step(-1);
  expect(shown).toEqual(['3', '2', '1', '3', '1']);
});

it('drops the answers to what is no longer sought, and those after a stop', async () => {
  await write('old');
  finder.write('new');
  await answer([9]);
  expect([finder.hits, shown]).toEqual([[], []]);
  await vi.advanceTimersByTimeAsync(200);
  await answer([4], 100);
  finder.stop();
  await answer([3]);
  expect([finder.hits.length, finder.progress, finder.complete]).toEqual([1, undefined, false]);
  await write('  ');
  expect([finder.hits.length, asked.length]).toEqual([0, 3]);
});

it('does not begin anew for another spelling of the same', async () => {
  await write('cafe');
  await write('Café ');
  expect(asked).toHaveLength(1);
});

it('says when it could not be done', async () => {
  const problem = { code: 'internal', title: '', detail: 'No.' };
  await write('x');
  asked[0]?.refuse(problem);
  await vi.advanceTimersByTimeAsync(0);
  expect([finder.problem, finder.progress]).toEqual([problem, undefined]);
});
