import { expect, it } from 'vitest';
import { title } from './title';

it.each([
  [0, undefined, 'kez-chat'],
  [0, 'Chats', 'Chats · kez-chat'],
  [3, 'bo', '(3) bo · kez-chat'],
  [120, 'bo', '(99+) bo · kez-chat'],
])('%i in %s', (unread, place, expected) => expect(title(unread, place)).toBe(expected));
