// The one way to start a script from a URL. Under the node's CSP only the policies `svelte-trusted-html`
// and `app-worker` may exist and none may be made twice, so script that got in could not mint its own.
// Import this file first in main.ts. The policy object never leaves this module.

import { allowed } from './allowed';
import workerURL from './worker.ts?worker&url';

interface Policy {
  createScriptURL(url: string): string;
}

const policy = mint();

function mint(): Policy {
  const rules = { createScriptURL: (url: string) => allowed(url, location.origin) };
  const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
  return factory ? factory.createPolicy('app-worker', rules) : rules;
}

export function startWorker(): Worker {
  return new Worker(policy.createScriptURL(workerURL), { type: 'module', name: 'kez-wire' });
}

export function registerServiceWorker(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(policy.createScriptURL('/sw.js'), { scope: '/', updateViaCache: 'none' });
}
