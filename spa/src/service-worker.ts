// Keeps exactly one build of the app: every file of it, checked against the SHA-256 it was built with, or
// none. So the app starts without a network and never mixes versions. A newer build waits until the page
// says so (src/wire/update.ts) or all tabs are closed. What the node answers itself is never touched.
//
// And it hears pushes while nobody else is there. It knows no key and reads no store, so all it can say is
// that there is something; a tab that is unlocked says the rest (src/wire/bell.ts).

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

/** A file that the server hands out is not the one of this build: none of the build is taken. */
class Tampered extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path} is not the file that was built`);
    this.path = path;
  }
}

async function install(): Promise<void> {
  const name = await cacheName();
  const cache = await caches.open(name);
  try {
    await Promise.all(Array.from(files, ([path, hash]) => keep(cache, path, hash)));
  } catch (error) {
    if (error instanceof Tampered) for (const one of await windows()) one.postMessage({ refused: error.path });
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
  throw new Tampered(path);
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

/** Shared with src/wire/bell.ts. */
const wakes = 'kez-wakes';

interface Choosable {
  tag: string;
  path: string;
}

async function windows(): Promise<readonly WindowClient[]> {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

async function pushed(): Promise<void> {
  const kept = await caches.open(wakes);
  await kept.put('/wakes/last', new Response(String(Date.now())));
  const open = await windows();
  for (const one of open) one.postMessage({ pushed: true });
  // Who looks at the app sees what came. Safari takes the permission away from whoever shows nothing.
  const safari = /AppleWebKit/.test(navigator.userAgent) && !/Chrom/.test(navigator.userAgent);
  if (!safari && open.some(({ focused, visibilityState }) => focused && visibilityState === 'visible')) return;
  const said: unknown = await (await kept.match('/wakes/words'))?.json().catch(() => undefined);
  const { title, body } = { title: 'kez-chat', body: 'New message', ...(said as object | undefined) };
  const options = { tag: 'mail', body, icon: '/icon-192.png', badge: '/icon-badge.png', renotify: true, data: { path: '/chats' } };
  await worker.registration.showNotification(title, options);
}

/** Into a window that is open, the one looked at last first; where there is none, into a new one. */
async function choose(chosen: Choosable): Promise<void> {
  const [open] = await windows();
  if (!open) return void (await worker.clients.openWindow(chosen.path));
  open.postMessage({ chosen });
  await open.focus();
}

/** The browser changed where it is woken. Only an unlocked tab can tell the node; else the next start does. */
async function moved(event: PushSubscriptionChangeEvent): Promise<void> {
  const key = event.oldSubscription?.options.applicationServerKey;
  if (!event.newSubscription && key) {
    await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }
  for (const one of await windows()) one.postMessage({ renew: true });
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
worker.addEventListener('push', (event) => event.waitUntil(pushed()));
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(moved(event as PushSubscriptionChangeEvent)));
worker.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(choose({ tag: notification.tag, path: (notification.data as { path?: string } | null)?.path ?? '/chats' }));
});
