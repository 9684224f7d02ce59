// Paths of the app, as a pure function: what a path shows, and which path it is today.

import { steps, type Step } from '../session/steps';

export type Route =
  | { name: 'home' }
  | { name: 'create'; step: Step }
  | { name: 'restore' }
  | { name: 'link' }
  /** `peer` is what the address bar says: a handle, an address or `ed25519:<hex>`. */
  | { name: 'chats'; peer?: string }
  /** `who` is somebody else, as with the chats. */
  | { name: 'identity'; who?: string }
  | { name: 'settings' }
  | { name: 'lost' };

export type Destination = 'chats' | 'identity' | 'settings';

/** The route of a path, and the path to show instead where the given one is an old or a foreign spelling. */
export function resolve(path: string): { route: Route; path: string } {
  const clean = path.replace(/\/+$/, '') || '/';
  const [first = '', second, ...rest] = clean.slice(1).split('/');
  const whole = (route: Route) => ({ route: second === undefined ? route : ({ name: 'lost' } as const), path: clean });
  switch (first) {
    case '':
      return { route: { name: 'home' }, path: '/' };
    case 'create':
      return created(clean, second);
    case 'restore':
      return whole({ name: 'restore' });
    case 'link':
      return whole({ name: 'link' });
    case 'dashboard':
      return resolve(['/identity', second, ...rest].join('/'));
    case 'messages':
    case 'u':
      return resolve(['/chats', second, ...rest].join('/'));
    case 'chats':
      if (second === undefined) return { route: { name: 'chats' }, path: clean };
      if (rest.length > 0) return { route: { name: 'lost' }, path: clean };
      return { route: { name: 'chats', peer: decoded(second) }, path: clean };
    case 'identity':
      if (second === undefined) return { route: { name: 'identity' }, path: clean };
      if (rest.length > 0) return { route: { name: 'lost' }, path: clean };
      return { route: { name: 'identity', who: decoded(second) }, path: clean };
    case 'settings':
      return whole({ name: 'settings' });
    default:
      return { route: { name: 'lost' }, path: clean };
  }
}

function created(path: string, step: string | undefined): { route: Route; path: string } {
  if (step === undefined) return { route: { name: 'create', step: 'handle' }, path };
  const known = steps.slice(1).find((name) => name === step);
  return { route: known ? { name: 'create', step: known } : { name: 'lost' }, path };
}

/** A broken escape is a name that nobody has, not an exception. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
