import { beforeEach, expect, it } from 'vitest';
import { Mark } from './mark';

const ana = { handle: 'ana', server: 'localhost', primary: 'ed25519:00', registeredAt: '' };

/** As the browser's, as far as the mark needs it. */
function cacheStorage(): CacheStorage {
  const all = new Map<string, Map<string, Response>>();
  return {
    open: async (name: string) => {
      const cache = all.get(name) ?? new Map<string, Response>();
      all.set(name, cache);
      return { put: async (path: string, response: Response) => void cache.set(path, response) };
    },
    match: async (path: string, { cacheName }: { cacheName: string }) => all.get(cacheName)?.get(path)?.clone(),
    delete: async (name: string) => all.delete(name),
  } as unknown as CacheStorage;
}

beforeEach(() => localStorage.clear());

it('says whose account was here, whichever of its two places the browser left', async () => {
  const caches = cacheStorage();
  const mark = new Mark(localStorage, caches);
  expect(await mark.read()).toBeUndefined();
  await mark.set(ana);
  expect(await new Mark(localStorage, cacheStorage()).read()).toBe('ana@localhost');
  localStorage.clear();
  expect(await mark.read()).toBe('ana@localhost');
});

it('says nothing after the person erased it, and works where nothing can be kept', async () => {
  const mark = new Mark(localStorage, cacheStorage());
  await mark.set(ana);
  await mark.clear();
  expect(await mark.read()).toBeUndefined();
  await new Mark(undefined, undefined).set(ana);
});
