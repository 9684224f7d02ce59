import { describe, expect, it } from 'vitest';
import { tokenize } from './tokens';

const links = (body: string) => tokenize(body).flatMap((token) => (token.kind === 'link' ? [token.href] : []));

describe('what becomes a link', () => {
  it.each([
    ['https://example.org', ['https://example.org/']],
    ['see http://example.org/a?b=c#d.', ['http://example.org/a?b=c#d']],
    ['HTTPS://Example.ORG/Path', ['https://example.org/Path']],
    ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
    ['www.example.org, www.example.net!', ['https://www.example.org/', 'https://www.example.net/']],
    ['mailto:bo@example.org', ['mailto:bo@example.org']],
    ['http://localhost:6969/chats', ['http://localhost:6969/chats']],
    ['"https://example.org"', ['https://example.org/']],
    ['https://a.example\nhttps://b.example', ['https://a.example/', 'https://b.example/']],
  ])('%s', (body, expected) => expect(links(body)).toEqual(expected));
});

describe('what stays text', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x file:///etc/passwd ftp://example.org',
    'bo@example.org',
    'https://bank.example@evil.example/',
    'https://user:secret@evil.example/',
    'https://',
    'https://nodots/',
    'mailto:',
    'xhttps://example.org',
    '<img src=x onerror=alert(1)>',
    `https://example.org/${'a'.repeat(3000)}`,
  ])('%s', (body) => expect(tokenize(body)).toEqual([{ kind: 'text', text: body }]));
});

it('ends a link before what turns the reading direction', () => {
  expect(tokenize('https://example.org/\u202egpj.exe')[0]).toEqual({ kind: 'link', text: 'https://example.org/', href: 'https://example.org/' });
});

it('shows the real host of lookalike letters', () => {
  expect(tokenize('https://аррӏе.com/')).toEqual([
    { kind: 'link', text: 'https://аррӏе.com/', href: 'https://xn--80ak6aa92e.com/', host: 'xn--80ak6aa92e.com' },
  ]);
});

it('loses nothing, and knows no other scheme, whatever the text', () => {
  const parts = ['https://', 'http://', 'mailto:', 'www.', 'javascript:', 'example.org', '@', ':', '/', '(', ')', '.', ' ', '\n', 'é', '🎉', '\u202e', '%', '[', ']', '#', '?', 'data:'];
  let state = 7;
  const next = (below: number) => (state = (state * 48271) % 2147483647) % below;
  for (let round = 0; round < 5000; round++) {
    const body = Array.from({ length: next(14) }, () => parts[next(parts.length)]).join('');
    const tokens = tokenize(body);
    expect(tokens.map(({ text }) => text).join('')).toBe(body);
    for (const token of tokens) if (token.kind === 'link') expect(token.href).toMatch(/^(https?:\/\/|mailto:)/);
  }
});

it('stays linear on long input', () => {
  const body = 'https://a.b '.repeat(5000) + 'www.'.repeat(10_000);
  expect(tokenize(body).map(({ text }) => text).join('')).toBe(body);
});
