import { describe, expect, it } from 'vitest';
import { isHandle, parseAddress, parseWho } from './handle';
import { vector } from './vectors';

const { handles } = vector<{ handles: { good: string[]; bad: string[] } }>('invalid.json');

describe('handle', () => {
  it.each(handles.good)('takes %s', (text) => expect(isHandle(text)).toBe(true));
  it.each([...handles.bad, '', 'ab\n', 'abc\n', 'ABC', 'a@b', 'аbc'])('refuses %j', (text) => expect(isHandle(text)).toBe(false));
});

describe('address', () => {
  it.each([
    ['ana', 'ana', 'kez.lat'],
    ['ana@kez.lat', 'ana', 'kez.lat'],
    ['@ana@kez.lat', 'ana', 'kez.lat'],
    ['ana@localhost:6969', 'ana', 'localhost:6969'],
  ])('%s', (text, handle, server) => expect(parseAddress(text, 'kez.lat')).toEqual({ handle, server }));

  it.each(['', '@', 'ana@', '@ana', 'ana@@kez.lat', 'ana@kez.lat@kez.lat', 'ana@kez lat', 'ana@-kez.lat', 'ana@KEZ.lat', 'an@kez.lat'])(
    'refuses %j',
    (text) => expect(() => parseAddress(text, 'kez.lat')).toThrow(),
  );

  it('or a key names a person', () => {
    const key = `ed25519:${'2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12'}`;
    expect(parseWho(` ${key} `, 'kez.lat')).toEqual({ key });
    expect(parseWho('ana', 'kez.lat')).toEqual({ address: { handle: 'ana', server: 'kez.lat' } });
  });
});
