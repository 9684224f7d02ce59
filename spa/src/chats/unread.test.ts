import { expect, it } from 'vitest';
import { counts } from './unread';

it.each([
  ['nothing unread', { unread: 0, marks: {} }, false],
  ['something unread', { unread: 2, marks: {} }, true],
  ['left for later', { unread: 0, marks: { unread: true } }, true],
  ['muted for ever', { unread: 2, marks: { mutedUntil: -1 } }, false],
  ['muted still', { unread: 2, marks: { mutedUntil: 1001 } }, false],
  ['muted no more', { unread: 2, marks: { mutedUntil: 1000 } }, true],
])('%s', (_, chat, expected) => expect(counts(chat, 1000)).toBe(expected));
