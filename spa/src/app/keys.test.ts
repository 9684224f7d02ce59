import { expect, it } from 'vitest';
import { deedOf } from './keys';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => deedOf({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

it.each([
  ['k', { ctrlKey: true }, 'switch'],
  ['K', { metaKey: true }, 'switch'],
  ['/', { ctrlKey: true }, 'help'],
  ['/', { ctrlKey: true, shiftKey: true }, 'help'],
  ['ArrowUp', { altKey: true }, 'up'],
  ['ArrowDown', { altKey: true, shiftKey: true }, 'down-unread'],
  ['k', {}, undefined],
  ['K', { ctrlKey: true, shiftKey: true }, undefined],
  ['ArrowUp', {}, undefined],
  ['ArrowUp', { altKey: true, ctrlKey: true }, undefined],
  // AltGr on Windows is Control and Alt: it writes letters.
  ['k', { ctrlKey: true, altKey: true }, undefined],
])('%s %j asks for %s', (key, more, deed) => expect(press(key, more)).toBe(deed));
