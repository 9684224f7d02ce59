import { expect, it } from 'vitest';
import type { Key } from '../protocol/key';
import { newChat } from './chat';
import { tick, tickedAt } from './ticks';

const chat = () => newChat(`ed25519:${'11'.repeat(32)}` as Key, 'localhost', 0);

it('knows when each message was received and read', () => {
  const one = chat();
  tick(one, { order: 5, at: 100, read: false });
  tick(one, { order: 3, at: 110, read: true });
  tick(one, { order: 9, at: 120, read: true });
  expect([one.peerDelivered, one.peerRead]).toEqual([9, 9]);
  const times = [2, 4, 7, 10].map((order) => [tickedAt(one, order, false), tickedAt(one, order, true)]);
  expect(times).toEqual([[100, 110], [100, 120], [120, 120], [undefined, undefined]]);
});

it('takes nothing back and counts nothing twice', () => {
  const one = chat();
  tick(one, { order: 5, at: 100, read: true });
  tick(one, { order: 5, at: 200, read: true });
  tick(one, { order: 4, at: 300, read: false });
  tick(one, { order: 0, at: 400, read: true });
  expect([one.ticks?.length, one.peerDelivered, tickedAt(one, 5, false)]).toEqual([1, 5, 100]);
});

it('says nothing rather than something wrong of what was forgotten', () => {
  const one = chat();
  for (let order = 1; order <= 500; order++) tick(one, { order, at: order * 10, read: true });
  expect(one.ticks?.length).toBe(200);
  expect([tickedAt(one, 7, true), tickedAt(one, 301, true), tickedAt(one, 302, true), tickedAt(one, 500, true)]).toEqual([undefined, undefined, 3020, 5000]);
});
