// Keeps exactly one build of the app: every file of it, checked against the SHA-256 it was built with, or
// none. So the app starts without a network and never mixes versions. A newer build waits until the page
// says so (src/wire/update.ts) or all tabs are closed. What the node answers itself is never touched.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** Put in by vite.config.ts: path and SHA-256 of every file of the build. */
declare const __PRECACHE__: [path: string, sha256: string][];

const files = new Map(__PRECACHE__);
const nodes = /^\/(?:v1|nats|internal|\.well-known|problems|ns)(?:\/|$)/;

async function cacheName(): Promise<string> {
  return `kez-app-${(await sha256(new TextEncoder().encode(JSON.stringify([...files])))).slice(0, 16)}`;
}

async function sha256(data: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function install(): Promise<void> {
  const name = await cacheName();
  const cache = await caches.open(name);
  try {
    await Promise.all(Array.from(files, ([path, hash]) => keep(cache, path, hash)));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

async function keep(cache: Cache, path: string, hash: string): Promise<void> {
  // A file that did not change since the last build need not be fetched again.
  for (const response of [await caches.match(path), await fetch(path, { cache: 'no-store', credentials: 'omit' })]) {
    if (!response?.ok) continue;
    if ((await sha256(await response.clone().arrayBuffer())) === hash) return cache.put(path, response);
  }
  throw new Error(`${path} is not the file that was built`);
}

async function activate(): Promise<void> {
  const name = await cacheName();
  for (const other of await caches.keys()) {
    if (other.startsWith('kez-app-') && other !== name) await caches.delete(other);
  }
  await worker.clients.claim();
}

/** The file that answers a request; undefined for what is none of the app's. */
function fileFor(request: Request): string | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin || nodes.test(pathname)) return undefined;
  if (files.has(pathname)) return pathname;
  // Every route is the one page; what looks like a file and is not ours the node answers.
  const isRoute = request.mode === 'navigate' && !pathname.slice(pathname.lastIndexOf('/')).includes('.');
  return isRoute ? '/' : undefined;
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(await cacheName());
  return (await cache.match(path)) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const path = fileFor(event.request);
  if (path !== undefined) event.respondWith(answer(event.request, path));
});
worker.addEventListener('message', (event) => {
  if (event.data === 'update') void worker.skipWaiting();
});
