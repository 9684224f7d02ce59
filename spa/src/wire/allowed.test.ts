import { expect, it } from 'vitest';
import { allowed } from './allowed';

const own = 'https://chat.example';

it.each(['/a/worker-C5lbXuSr.js', '/sw.js', `${own}/a/x.js`])('lets %s run', (url) => {
  expect(allowed(url, own)).toBe(new URL(url, own).pathname);
});

it.each([
  '', '/', '/a/', '/a/x.css', '/a/b/x.js', '/a/../x.js', '/x.js', '/sw.js?x', '/sw.js#x', '/a/x.js?import', '/v1/u/ana/avatar.svg',
  'https://evil.example/a/x.js', '//evil.example/a/x.js', 'data:text/javascript,1', 'blob:https://chat.example/1', 'javascript:1',
])('refuses %j', (url) => {
  expect(() => allowed(url, own)).toThrow(TypeError);
});
