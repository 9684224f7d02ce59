import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Connection, Engine } from '../wire/engine';
import { Status } from './status.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begin(online = true) {
  let tell: (connection: Connection) => void = () => undefined;
  const engine = { on: (_: string, handler: typeof tell) => ((tell = handler), () => undefined) } as unknown as Engine;
  const status = new Status(engine, () => online);
  return { status, tell: (connection: Connection) => tell(connection) };
}

it('goes from connecting to live at once', () => {
  const { status, tell } = begin();
  expect(status.word).toBe('connecting');
  tell({ state: 'connecting', since: 0 });
  tell({ state: 'live' });
  expect(status.word).toBe('live');
});

it('keeps a short drop to itself', () => {
  const { status, tell } = begin();
  tell({ state: 'live' });
  tell({ state: 'connecting', since: 0 });
  vi.advanceTimersByTime(699);
  expect(status.word).toBe('live');
  tell({ state: 'live' });
  vi.advanceTimersByTime(5000);
  expect(status.word).toBe('live');
});

it('says reconnecting after it was live once, and tells the thread when it is late', () => {
  const { status, tell } = begin();
  tell({ state: 'live' });
  tell({ state: 'connecting', since: 0 });
  vi.advanceTimersByTime(700);
  expect(status.word).toBe('reconnecting');
  expect(status.late).toBe(false);
  vi.advanceTimersByTime(9300);
  expect(status.late).toBe(true);
  tell({ state: 'live' });
  expect([status.word, status.late]).toEqual(['live', false]);
});

it('promises no connection without a network', () => {
  const { status, tell } = begin(false);
  tell({ state: 'connecting', since: 0 });
  expect(status.word).toBe('offline');
});

it('shows a refusal at once, with its reason', () => {
  const { status, tell } = begin();
  const problem = { code: 'suspended', title: 'Suspended', detail: 'This account is suspended.' };
  tell({ state: 'live' });
  tell({ state: 'refused', problem });
  expect([status.word, status.problem]).toEqual(['refused', problem]);
});
