import { expect, it } from 'vitest';
import { emojiOnly } from './emoji';

it.each([
  ['👍', 1],
  [' 🎉 🎉 ', 2],
  ['👨‍👩‍👧‍👦🏳️‍🌈🇩🇪', 3],
  ['1️⃣', 1],
  ['❤', 1],
  ['👍🏽👍🏿', 2],
  ['😀😀😀😀😀😀', 6],
  ['😀😀😀😀😀😀😀', 0],
  ['1', 0],
  ['#', 0],
  ['ok 👍', 0],
  ['', 0],
  ['   ', 0],
  ['😀'.repeat(500), 0],
])('%s is %i', (body, count) => expect(emojiOnly(body)).toBe(count));
