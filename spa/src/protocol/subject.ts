import { utf8 } from './bytes';
import { isBidi, isStrict, unicodeLabel } from './hostname';
import { parseNostr } from './primary';
import { Refused } from './refused';

// docs/protocol.md section 2, "Claims": the table of subjects. One account elsewhere has one normal form.

/** `system:identifier` in normal form. Only `parseSubject` makes one. */
export type Subject = string & { readonly brand: 'Subject' };

const mostBytes = 512;

const systems: Record<string, (id: string) => string> = {
  ap: actor,
  bluesky,
  dns: host,
  github,
  nostr,
  web,
};

export function parseSubject(text: string): Subject {
  const colon = text.indexOf(':');
  if (colon < 0) throw bad('it is not system:identifier');
  const written = text.slice(0, colon);
  if (!/^[A-Za-z][A-Za-z0-9+.-]{0,31}$/.test(written)) throw bad('it begins with no system');
  const lower = written.toLowerCase();
  const system = lower === 'mastodon' ? 'ap' : lower;
  let id = text.slice(colon + 1);
  checkID(id);
  if (isKnown(system)) {
    id = (systems[system] as (id: string) => string)(id);
    checkID(id);
  }
  return `${system}:${id}` as Subject;
}

/** Whether the system is one of those that proofs are looked for in. */
export function isKnown(system: string): boolean {
  return Object.hasOwn(systems, system);
}

export function systemOf(subject: Subject): string {
  return subject.slice(0, subject.indexOf(':'));
}

export function idOf(subject: Subject): string {
  return subject.slice(subject.indexOf(':') + 1);
}

/** Refuses what a page would not show as it is. */
function checkID(id: string): void {
  if (id === '') throw bad('the identifier is empty');
  if (!id.isWellFormed()) throw bad('the identifier holds half a surrogate pair');
  if (utf8(id).length > mostBytes) throw bad(`an identifier has at most ${mostBytes} bytes`);
  if (/[\p{White_Space}\p{Cc}\p{Cf}]/u.test(id)) throw bad('an identifier has no white space, control and format characters');
}

/**
 * The A-labels of a domain name. The platform maps as UTS #46 says, not transitional; it takes more than
 * letters, digits and hyphens, decodes escapes and reads numbers as addresses, so that is refused here.
 */
function host(id: string): string {
  let ascii: string;
  try {
    // eslint-disable-next-line no-control-regex -- every ASCII character that no domain name has
    if (/[\x00-\x7f]/.test(id.replace(/[A-Za-z0-9.-]/g, ''))) throw bad(`${id} is not a domain name`);
    ascii = new URL(`https://${id}/`).hostname;
  } catch {
    throw bad(`${id} is not a domain name`);
  }
  if (ascii.endsWith('.')) ascii = ascii.slice(0, -1);
  const labels = ascii.split('.');
  if (ascii.length > 253 || !labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))) {
    throw bad(`${id} is not a domain name`);
  }
  const written = labels.map(unicodeLabel).filter((label) => label !== undefined);
  if (written.length < labels.length || !written.every(isStrict) || !isBidi(written)) throw bad(`${id} is not a domain name`);
  if (/^(?:[0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) as string)) throw bad(`${id} is a number, not a domain name`);
  return ascii;
}

function github(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/.test(id)) throw bad(`${id} is not a name on GitHub`);
  return id.toLowerCase();
}

/** All of it in lower or in upper case, as BIP-173 has it. */
function nostr(id: string): string {
  try {
    return parseNostr(/^[A-Z0-9]+$/.test(id) ? id.toLowerCase() : id).slice('nostr:'.length);
  } catch {
    throw bad(`${id} is not a Nostr key`);
  }
}

function bluesky(id: string): string {
  if (id.startsWith('did:')) {
    if (!/^did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]$/.test(id)) throw bad(`${id} is not a DID`);
    return id;
  }
  const name = host(id.replace(/^@/, ''));
  if (!name.includes('.')) throw bad(`${id} is not a handle on Bluesky`);
  return name;
}

/** Whether a name's case means anything is its host's to say. */
function actor(id: string): string {
  const found = /^@?([A-Za-z0-9._~-]+)@(.*)$/s.exec(id);
  if (!found) throw bad(`${id} is not user@host`);
  return `${found[1]}@${host(found[2] as string)}`;
}

function web(id: string): string {
  const found = /^[Hh][Tt][Tt][Pp][Ss]:\/\/([^/?#\\:]*)(:[^/?#\\]*)?(.*)$/s.exec(id);
  if (!found) throw bad(`${id} is not an https URL`);
  const [, name = '', port, path = ''] = found;
  return `https://${host(name)}${portOf(port)}${pathOf(path)}`;
}

function portOf(port: string | undefined): string {
  if (port === undefined || port === ':443') return '';
  if (!/^:[1-9][0-9]{0,4}$/.test(port) || Number(port.slice(1)) > 65_535) throw bad(`${port} is not a port`);
  return port;
}

/** Refuses what servers and clients would make something else of. */
function pathOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '';
  if (!trimmed.startsWith('/')) throw bad('the URL has a query, a fragment or a backslash');
  return trimmed.split('/').slice(1).map(segment).reduce((all, one) => `${all}/${one}`, '');
}

function segment(text: string): string {
  const plain = text.replace(/%2e/gi, '.');
  if (plain === '' || plain === '.' || plain === '..') throw bad('the URL has an empty segment, or one of dots');
  return text.replace(/%..?|[^]/gu, (char) => {
    if (/^%[0-9A-Fa-f]{2}$/.test(char)) return char.toUpperCase();
    if (/^[A-Za-z0-9._~!$&'()*+,;=:@-]$/.test(char)) return char;
    if (char.startsWith('%') || (char.codePointAt(0) as number) < 0x80) throw bad(`the URL has ${char} in its path`);
    return Array.from(utf8(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
}

function bad(detail: string): Refused {
  return new Refused('bad-subject', `The subject does not name an account elsewhere: ${detail}.`);
}
