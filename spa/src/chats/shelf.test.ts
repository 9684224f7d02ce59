import { describe, expect, it } from 'vitest';
import { conversation } from './fixture';
import { counts, isMuted, mutedUntil, nextSound, shelved } from './shelf';

const one = (peer: string, more: Parameters<typeof conversation>[0] = {}) => conversation({ peer, ...more });
const names = (list: { peer: string }[]) => list.map(({ peer }) => peer);

const list = [
  one('new', { unread: 1 }),
  one('request', { unread: 3, request: true, contact: 'none' }),
  one('old'),
  one('archived', { unread: 2, marks: { archived: true, mutedUntil: -1 } }),
  one('later', { marks: { unread: true } }),
  one('pinned', { marks: { pinned: true } }),
  one('blocked', { unread: 1, contact: 'blocked' }),
];

describe('the list', () => {
  it('shows what a filter asks for, pinned chats first', () => {
    expect(names(shelved(list, 'all'))).toEqual(['pinned', 'new', 'old', 'later', 'blocked']);
    expect(names(shelved(list, 'unread'))).toEqual(['new', 'later', 'blocked']);
    expect(names(shelved(list, 'requests'))).toEqual(['request']);
    expect(names(shelved(list, 'archived'))).toEqual(['archived']);
  });

  it('shows every chat in one place at least, and a request in no other', () => {
    const everywhere = (['all', 'unread', 'requests', 'archived'] as const).flatMap((filter) => names(shelved(list, filter)));
    expect(new Set(everywhere)).toEqual(new Set(names(list)));
    expect(everywhere.filter((peer) => peer === 'request')).toHaveLength(1);
  });
});

describe('the number of unread chats', () => {
  it('counts neither requests nor blocked people nor what is mute', () => {
    expect(names(list.filter((chat) => counts(chat, 0)))).toEqual(['new', 'later']);
    expect(counts(one('mute', { unread: 1, marks: { mutedUntil: 10 } }), 9)).toBe(false);
    expect(counts(one('mute', { unread: 1, marks: { mutedUntil: 10 } }), 10)).toBe(true);
  });
});

describe('mute', () => {
  it('lasts as long as was chosen', () => {
    expect(mutedUntil(8, 1000)).toBe(28_801_000);
    expect(isMuted(one('x', { marks: { mutedUntil: mutedUntil(null, 0) } }), Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(isMuted(one('x'), 0)).toBe(false);
  });

  it('ends next where it ends first', () => {
    const mute = (until: number) => one('x', { marks: { mutedUntil: until } });
    expect(nextSound([mute(-1), mute(30), mute(20), mute(10)], 10)).toBe(20);
    expect(nextSound([mute(-1), mute(10)], 10)).toBeUndefined();
  });
});
