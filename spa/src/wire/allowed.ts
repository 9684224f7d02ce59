/** Only the app's own hashed files and its service worker, from its own origin. */
export function allowed(url: string, own: string): string {
  const { origin, pathname, search, hash } = new URL(url, own);
  const known = /^\/a\/[\w.-]+\.js$/.test(pathname) || pathname === '/sw.js';
  if (origin !== own || !known || search || hash) throw new TypeError(`not a script of this app: ${url}`);
  return pathname;
}
