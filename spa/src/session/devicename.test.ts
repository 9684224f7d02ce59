import { expect, it } from 'vitest';
import { deviceName, fitting } from './devicename';

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36', 'Chrome · Linux'],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36', 'Chrome · Android'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0', 'Edge · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1', 'Safari · iPhone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox · Mac'],
  ['curl/8.5.0', ''],
])('%s', (agent, name) => expect(deviceName(agent)).toBe(name));

it('leaves out what an offer has no room for, by whole characters', () => {
  expect(fitting('  My tablet ')).toBe('My tablet');
  expect(fitting('ü'.repeat(40))).toBe('ü'.repeat(32));
  expect(fitting('👋'.repeat(17))).toBe('👋'.repeat(16));
});
