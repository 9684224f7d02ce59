import { expect, it } from 'vitest';
import { bytes, measure } from './room';

const storage = (usage: number | undefined, persisted: boolean) =>
  ({ estimate: async () => ({ ...(usage !== undefined && { usage, quota: 1000 }) }), persisted: async () => persisted }) as unknown as StorageManager;
const caches = {
  keys: async () => ['kez-app-1'],
  open: async () => ({ keys: async () => ['/a', '/b'], match: async (path: string) => new Response(path === '/a' ? '12345' : '123') }),
} as unknown as CacheStorage;

it('tells the app from the chats', async () => {
  expect(await measure(storage(108, true), caches)).toEqual({ used: 108, quota: 1000, app: 8, chats: 100, persisted: true });
});

it('says only what the browser says', async () => {
  expect(await measure(storage(undefined, false), caches)).toEqual({ app: 8, persisted: false });
  expect(await measure(undefined, undefined)).toEqual({ app: 0, persisted: false });
});

it.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1500, '1.5 kB'],
  [12_345_678, '12 MB'],
  [3.4e9, '3.4 GB'],
])('writes %d as people read it', (count, text) => {
  expect(bytes(count)).toBe(text);
});
