import { expect, it } from 'vitest';
import { conversation } from './fixture';
import { neighbour } from './neighbour';

const list = ['a', 'b', 'c', 'd'].map((peer, at) => conversation({ peer, unread: at % 2 }));

it.each([
  ['b', 1, false, 'c'],
  ['b', -1, false, 'a'],
  ['a', -1, false, undefined],
  ['d', 1, false, undefined],
  [undefined, 1, false, 'a'],
  [undefined, -1, false, 'd'],
  ['a', 1, true, 'b'],
  ['b', 1, true, 'd'],
  ['d', 1, true, 'b'],
  ['a', -1, true, 'd'],
  [undefined, 1, true, 'b'],
  [undefined, -1, true, 'd'],
] as const)('from %s by %s, unread %s: %s', (peer, by, unread, next) => expect(neighbour(list, peer, by, unread)?.peer).toBe(next));

it('finds none where none is unread, or only the one that is open', () => {
  expect(neighbour([conversation({ peer: 'a' })], 'a', 1, true)).toBeUndefined();
  expect(neighbour([conversation({ peer: 'a', unread: 1 })], 'a', 1, true)).toBeUndefined();
  expect(neighbour([], undefined, -1, true)).toBeUndefined();
});
