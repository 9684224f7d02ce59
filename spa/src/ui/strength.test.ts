import { expect, it } from 'vitest';
import { strength } from './strength';

it.each([
  ['', 'short'],
  ['seven77', 'short'],
  ['😀😀😀😀', 'short'],
  ['password', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefghijklmnopqrstuvwxyz', 'weak'],
  ['1234567890123456', 'weak'],
  ['passwordpasswordpassword', 'weak'],
  ['four quiet ferries', 'fair'],
  ['correct horse battery staple', 'strong'],
  ['Tr0ub4dor&3 sails', 'strong'],
])('%s is %s', (passphrase, expected) => expect(strength(passphrase)).toBe(expected));
