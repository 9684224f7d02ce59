import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes';
import { canonical, parse } from './json';
import { Refused } from './refused';
import { vector } from './vectors';

const invalid = vector<{ json: { json: string; why: string }[]; jcs: { in: string; jcs: string; why: string }[] }>('invalid.json');

function codeOf(deed: () => unknown): string {
  try {
    deed();
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('strict JSON', () => {
  it.each(invalid.json)('refuses $why', ({ json }) => {
    expect(codeOf(() => parse(json))).toBe('malformed');
  });

  it.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
    ['a trailing comma', '{"a":1,}'],
    ['a plus sign', '{"a":+1}'],
    ['a bare fraction', '{"a":.5}'],
    ['a fraction without digits', '{"a":1.}'],
    ['an exponent without digits', '{"a":1e}'],
    ['an infinite number', '{"a":1e999}'],
    ['-(2^53 + 1)', '{"a":-9007199254740993}'],
    ['an unknown escape', '{"a":"\\x41"}'],
    ['a short escape', '{"a":"\\u12"}'],
    ['a low surrogate alone', '{"a":"\\udc00"}'],
    ['surrogates in the wrong order', '{"a":"\\udc00\\ud800"}'],
    ['an open string', '{"a":"'],
    ['an open object', '{"a":1'],
    ['an open array', '{"a":[1'],
    ['a name without quotes', '{a:1}'],
    ['single quotes', "{'a':1}"],
    ['a duplicate by escape', '{"a":1,"\\u0061":2}'],
    ['a duplicate far inside', '{"x":[{"a":1,"a":2}]}'],
    ['a vertical tab between', '{\u000b"a":1}'],
    ['a no-break space between', '{\u00a0"a":1}'],
    ['17 levels', `${'{"a":'.repeat(16)}{}${'}'.repeat(16)}`],
  ])('refuses %s', (_, json) => {
    expect(codeOf(() => parse(json))).toBe('malformed');
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(codeOf(() => parse(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)))).toBe('malformed');
  });

  it('takes 16 levels, 2^53, and names of the prototype', () => {
    expect(parse(`${'{"a":'.repeat(15)}{}${'}'.repeat(15)}`)).toBeTruthy();
    expect(parse('{"a":9007199254740992}').a).toBe(2 ** 53);
    expect(canonical(parse('{"__proto__":1,"constructor":2,"toString":3}'))).toBe('{"__proto__":1,"constructor":2,"toString":3}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('canonical form', () => {
  it.each(invalid.jcs)('orders and writes $why', (row) => {
    expect(canonical(parse(row.in))).toBe(row.jcs);
  });

  it('writes -0 as 0 and is its own canonical form', () => {
    expect(canonical(parse('{"a":-0,"b":-0.0}'))).toBe('{"a":0,"b":0}');
    for (const { jcs } of invalid.jcs) expect(canonical(parse(jcs))).toBe(jcs);
  });

  it('reads what it writes, whatever the strings hold', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const value = { [text(seed)]: [text(seed * 7), seed / 3, { [text(seed * 13)]: null }] };
      const written = canonical(value);
      expect(canonical(parse(utf8(written)))).toBe(written);
    }
  });
});

/** Some well-formed text, the same for the same seed. */
function text(seed: number): string {
  let state = seed;
  let made = '';
  for (let i = 0; i < seed % 9; i++) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    made += String.fromCodePoint(state % 0x800 < 0x80 ? state % 0x80 : state % 0xd800);
  }
  return made;
}
