const worker = self as unknown as ServiceWorkerGlobalScope;
declare const __PRECACHE__: [path: string, sha256: string][];
worker.addEventListener('install', () => { void __PRECACHE__.length; });
