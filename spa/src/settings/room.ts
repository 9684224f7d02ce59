import { tags } from '../language/language';

/** What the app takes of the browser's storage, as far as the browser says. */
export interface Room {
  used?: number;
  quota?: number;
  app: number;
  chats?: number;
  persisted: boolean;
}

export async function measure(storage: StorageManager | undefined, caches: CacheStorage | undefined): Promise<Room> {
  const [estimate, persisted, app] = await Promise.all([
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => false) ?? false,
    appSize(caches).catch(() => 0),
  ]);
  const { usage, quota } = estimate ?? {};
  return {
    app, persisted,
    ...(usage !== undefined && { used: usage, chats: Math.max(0, usage - app) }),
    ...(quota !== undefined && { quota }),
  };
}

/** What the service worker keeps for starts without a network. */
async function appSize(caches: CacheStorage | undefined): Promise<number> {
  let size = 0;
  for (const name of (await caches?.keys()) ?? []) {
    const cache = await caches?.open(name);
    for (const request of (await cache?.keys()) ?? []) size += (await (await cache?.match(request))?.blob())?.size ?? 0;
  }
  return size;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function bytes(count: number): string {
  const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  return new Intl.NumberFormat(tags, { style: 'unit', unit: units[power], maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 } as Intl.NumberFormatOptions).format(value);
}
