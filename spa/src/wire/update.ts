import { registerServiceWorker } from './policy';

/** Leaves nothing of the app in this browser: the service worker goes, and what pages kept in the clear. */
export async function dropApp(): Promise<void> {
  const registrations = (await navigator.serviceWorker?.getRegistrations().catch(() => [])) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // Where storage is forbidden there is nothing in it.
  }
}

/**
 * Keeps the app for starts without a network. `ready` is called when a newer version waits; what it is
 * given applies it and reloads the page. `refused` is called with the file for which a newer version was not
 * taken.
 */
export async function keepApp(ready: (apply: () => void) => void, refused: (file: string) => void): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const container = navigator.serviceWorker;
  container.addEventListener('message', ({ data }: MessageEvent<{ refused?: unknown } | null>) => {
    if (typeof data?.refused === 'string') refused(data.refused);
  });
  // Until it is said otherwise, or the property for it is set, messages wait.
  container.startMessages();
  // A private window may refuse; the app works all the same.
  const registration = await registerServiceWorker().catch(() => undefined);
  if (!registration) return;
  // Another tab switched: this one runs what the cache no longer has.
  const controlled = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (controlled) ready(() => location.reload());
  });
  const offer = () => {
    const { waiting } = registration;
    if (!waiting || !container.controller) return;
    ready(() => {
      container.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('update');
    });
  };
  offer();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') offer();
    });
  });
  // A tab that stays open for days asks now and then.
  setInterval(() => void registration.update().catch(() => undefined), 6 * 3_600_000);
}
