import { describe, expect, it } from 'vitest';
import { type Block, mark, pieces, type Span } from './markup';

/** As it would be written in another notation: one look shows what was understood. */
function spell(spans: Span[]): string {
  return spans
    .map((span) => {
      if ('spans' in span) return `<${span.kind} ${spell(span.spans)}>`;
      return span.kind === 'text' ? span.text : `<${span.kind} ${span.text}>`;
    })
    .join('');
}
const spellBlock = (block: Block) => (block.kind === 'listing' ? `[listing ${block.text}]` : block.kind === 'quote' ? `[quote ${spell(block.spans)}]` : spell(block.spans));
const read = (body: string) => mark(body).blocks.map(spellBlock).join('|');

describe('emphasis', () => {
  it.each([
    ['*bold* and **bold**', '<bold bold> and <bold bold>'],
    ['_it_, __it__ (~no~ ~~no~~)', '<italic it>, <italic it> (<strike no> <strike no>)'],
    ['*bold _both_ bold*', '<bold bold <italic both> bold>'],
    ['*see https://example.org/a_b_c*', '<bold see <link https://example.org/a_b_c>>'],
    ['_`a_b`_', '<italic <code a_b>>'],
    ['*a* *b*', '<bold a> <bold b>'],
    ['“*so*”', '“<bold so>”'],
    ['*https://example.org/*a* b*', '<bold <link https://example.org/*a>> b*'],
  ])('%s', (body, expected) => expect(read(body)).toBe(expected));

  it.each(['snake_case_name', '2*3*4', '* item', '*open', 'close*', '* a *', '**', '***x***', '~5 to ~6', '*two\nlines*', '`open', '`` ``', '*'])(
    'none in %s',
    (body) => expect(read(body)).toBe(body),
  );
});

describe('blocks', () => {
  it.each([
    ['`x = *1*`', '<code x = *1*>'],
    ['```x```', '<code x>'],
    ['```\na\n  *b*\n```', '[listing a\n  *b*]'],
    ['see\n```go\nx\n```\nend', 'see|[listing x]|end'],
    ['```\nopen', '```\nopen'],
    ['> said\n> *so*\nyes', '[quote said\n<bold so>]|yes'],
    ['>_< and >:('.replace(' and', ''), '>_< >:('],
    ['a\n\n> b\n\nc', 'a\n|[quote b]|\nc'],
  ])('%s', (body, expected) => expect(read(body)).toBe(expected));
});

it('says where every leaf is in what is shown', () => {
  const { blocks, shown } = mark('a *b* `c`\n> d\n```\ne\n```\nhttps://example.org/');
  expect(shown).toBe('a b c\nd\ne\nhttps://example.org/');
  const leaves: { text: string; at: number }[] = [];
  const walk = (span: Span) => ('spans' in span ? span.spans.forEach(walk) : void leaves.push(span));
  for (const block of blocks) {
    if (block.kind === 'listing') leaves.push(block);
    else block.spans.forEach(walk);
  }
  for (const { text, at } of leaves) expect(shown.slice(at, at + text.length)).toBe(text);
});

it('cuts a leaf at what is found, also where that begins before it or ends after it', () => {
  expect(pieces({ text: 'abcdef', at: 10 }, [[5, 11], [12, 13], [15, 99]])).toEqual([
    { text: 'a', found: true },
    { text: 'b', found: false },
    { text: 'c', found: true },
    { text: 'de', found: false },
    { text: 'f', found: true },
  ]);
  expect(pieces({ text: 'abc', at: 0 }, [[3, 5]])).toEqual([{ text: 'abc', found: false }]);
});

it('hides nothing but marks, and knows no other scheme, whatever the text', () => {
  const parts = ['*', '**', '_', '~~', '`', '```', '\n', '> ', ' ', 'a', 'bc', 'https://example.org', 'javascript:', '(', ')', '.', '🎉', '\u202e', 'é'];
  let state = 11;
  const next = (below: number) => (state = (state * 48271) % 2147483647) % below;
  for (let round = 0; round < 5000; round++) {
    const body = Array.from({ length: next(20) }, () => parts[next(parts.length)]).join('');
    const { blocks, shown } = mark(body);
    const bare = (text: string) => text.replace(/[*_~`>\s]/g, '');
    expect(bare(shown)).toBe(bare(body));
    const links = (span: Span): string[] => ('spans' in span ? span.spans.flatMap(links) : span.kind === 'link' ? [span.href] : []);
    for (const block of blocks) if ('spans' in block) for (const href of block.spans.flatMap(links)) expect(href).toMatch(/^https?:\/\//);
  }
});

it('takes no longer than the text is long', () => {
  const begun = performance.now();
  for (const part of ['*a ', '*a_b~c ', '**', '`a', '```\n', '```js\n', '> \n', '*_~']) mark(part.repeat(65_536 / part.length));
  expect(performance.now() - begun).toBeLessThan(2000);
});
