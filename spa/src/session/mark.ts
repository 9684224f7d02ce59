import type { Account } from '../wire/engine';

const name = 'kez-account';
const place = '/kez-account';

/**
 * Whose account this browser keeps, in the clear and beside the store, in two places that browsers do not always clear
 * together with it: so that an emptied store can be told from a browser that never had one.
 */
export class Mark {
  readonly #storage: Storage | undefined;
  readonly #caches: CacheStorage | undefined;

  constructor(storage: Storage | undefined, caches: CacheStorage | undefined) {
    this.#storage = storage;
    this.#caches = caches;
  }

  async set({ handle, server }: Account): Promise<void> {
    const address = `${handle}@${server}`;
    this.#storage?.setItem(name, address);
    await this.#caches?.open(name).then((cache) => cache.put(place, new Response(address)));
  }

  async read(): Promise<string | undefined> {
    const kept = this.#storage?.getItem(name);
    if (kept) return kept;
    const response = await this.#caches?.match(place, { cacheName: name });
    return response?.text();
  }

  async clear(): Promise<void> {
    this.#storage?.removeItem(name);
    await this.#caches?.delete(name);
  }
}
