import { expect, it } from 'vitest';
import type { Message } from '../wire/engine';
import { arrange } from './rows';

const noon = new Date(2026, 10, 24, 12).getTime();
const minute = 60_000;

function message(id: string, mine: boolean, time: number, more: Partial<Message> = {}): Message {
  return { id, peer: 'ed25519:00', mine, kind: 'text', body: id, time, state: 'stored', ...more };
}

const flags = (messages: Message[], firstUnread?: string) =>
  arrange(messages, firstUnread, ({ id }) => id).map(({ key, day, unread, first, last }) =>
    [key, day !== undefined && 'day', unread && 'unread', first && 'first', last && 'last'].filter(Boolean).join(' '),
  );

it('joins one person’s messages that are less than five minutes apart', () => {
  const messages = [message('a', false, noon), message('b', false, noon + minute), message('c', false, noon + 6 * minute), message('d', true, noon + 7 * minute)];
  expect(flags(messages)).toEqual(['a day first', 'b last', 'c first last', 'd first last']);
});

it('begins anew with a day, even within five minutes', () => {
  const midnight = new Date(2026, 10, 25).getTime();
  expect(flags([message('a', false, midnight - 1), message('b', false, midnight)])).toEqual(['a day first last', 'b day first last']);
});

it('draws the line above the first unread one and starts a group there', () => {
  expect(flags([message('a', false, noon), message('b', false, noon + 1)], 'b')).toEqual(['a day first last', 'b unread first last']);
});

it('never takes an own message for unread, whatever its id', () => {
  expect(flags([message('a', true, noon)], 'a')).toEqual(['a day first last']);
});

it('joins nothing to a failed one: its buttons stand between', () => {
  expect(flags([message('a', true, noon, { state: 'failed' }), message('b', true, noon + 1)])).toEqual(['a day first last', 'b first last']);
});
