import { type Key, parseKey } from './key';
import { Refused } from './refused';

export type Handle = string & { readonly brand: 'Handle' };

export function isHandle(text: string): text is Handle {
  return /^[a-z0-9][a-z0-9_-]{2,31}$/.test(text);
}

/** The shape only; which handles are reserved or taken the node knows. */
export function parseHandle(text: string): Handle {
  if (!isHandle(text)) {
    throw new Refused('bad-handle', 'A handle has 3 to 32 characters of a-z, 0-9, _ and -, the first a letter or digit.');
  }
  return text;
}

export interface Address {
  handle: Handle;
  server: string;
}

/** `handle`, `handle@server` or `@handle@server`. */
export function parseAddress(text: string, server: string): Address {
  const [name = '', host, ...more] = (text.startsWith('@') && text.lastIndexOf('@') > 0 ? text.slice(1) : text).split('@');
  if (more.length > 0 || host === '') throw new Refused('bad-handle', 'An address is handle@server.');
  if (host !== undefined && !isServer(host)) throw new Refused('unknown-server', `${host} is not the name of a server.`);
  return { handle: parseHandle(name), server: host ?? server };
}

export type Who = { key: Key } | { address: Address };

/** What somebody may type to name a person: an address or a key. */
export function parseWho(text: string, server: string): Who {
  const trimmed = text.trim();
  if (trimmed.startsWith('ed25519:')) return { key: parseKey(trimmed) };
  return { address: parseAddress(trimmed, server) };
}

function isServer(text: string): boolean {
  return /^(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?$/.test(text);
}
