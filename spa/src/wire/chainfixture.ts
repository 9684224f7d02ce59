// Only tests import this: the part of a node that keeps people, sigchains, offers and lists of proofs, by the rules
// of the protocol.

import { append, type ChainState, emptyChain, HeadMoved } from '../protocol/chain';
import { type Bytes, fromHex, utf8 } from '../protocol/bytes';
import { type Key, keyFromBytes } from '../protocol/key';
import { Refused } from '../protocol/refused';
import { type Link, openLink, writeLines } from '../protocol/sigchain';
import { Directory } from './directory';

export class ChainOffice {
  readonly links = new Map<Key, Link[]>();
  readonly offers = new Map<string, string>();
  /** Lists as they were put, and what is answered about a subject. */
  readonly shown: string[][] = [];
  readonly found = new Map<string, Record<string, unknown>>();
  /** Records of the registry by handle, of registrations as they were signed. */
  readonly people = new Map<string, string>();
  readonly directory: Directory;
  /** Every call, as `GET /v1/…`. */
  readonly calls: string[] = [];
  /** Nobody answers. */
  gone = false;
  /** Happens before the next event is taken, once. */
  before: (() => void) | undefined;

  constructor(now: () => number) {
    this.directory = new Directory('https://chat.example', (async (url: string, init: RequestInit) => this.#answer(new URL(url), init)) as typeof fetch, now);
  }

  add(...links: Link[]): void {
    for (const link of links) this.links.set(link.primary as Key, [...(this.links.get(link.primary as Key) ?? []), link]);
  }

  async #answer(url: URL, { method = 'GET', headers, body }: RequestInit): Promise<Response> {
    this.calls.push(`${method} ${url.pathname}${url.search}`);
    if (this.gone) throw new TypeError('Failed to fetch');
    const [, , what, name = '', third = ''] = url.pathname.split('/');
    if (what === 'node') return Response.json({ server: 'localhost' });
    if (what === 'u') return record(this.people.get(name), this.shown.at(-1));
    if (what === 'link') return this.#link(method, name, body as string);
    if (what === 'profile') {
      this.shown.push((JSON.parse(String(body)) as { proofs: string[] }).proofs);
      return new Response(null, { status: 204 });
    }
    if (what === 'proofs') {
      const [subject, primary] = [url.searchParams.get('subject') ?? '', url.searchParams.get('primary')];
      const found = this.found.get(subject);
      return found ? Response.json({ subject, primary, checked_at: '2026-11-24T07:59:00.000Z', url: 'https://there.example', ...found }) : problem(429, 'rate-limited');
    }
    if (what !== 'sigchains') return problem(404, 'no-route');
    const account = keyFromBytes(fromHex(third) as Bytes);
    const links = this.links.get(account) ?? [];
    if (method === 'POST') return this.#append(account, utf8(String(body)));
    if (links.length === 0) return problem(404, 'unknown-sigchain');
    const { seq, hash } = links.at(-1) as Link;
    if (url.pathname.endsWith('/head')) return Response.json({ seq, hash });
    if (new Headers(headers).get('If-None-Match') === `"${hash}"`) return new Response(null, { status: 304 });
    const since = Number(url.searchParams.get('since') ?? 0);
    return new Response(writeLines(links.filter((link) => link.seq > since)), { headers: { ETag: `"${hash}"` } });
  }

  #append(account: Key, data: Bytes): Response {
    this.before?.();
    this.before = undefined;
    const links = this.links.get(account) ?? [];
    try {
      const link = openLink(data);
      if (link.hash !== links.at(-1)?.hash) {
        append(links.reduce((state: ChainState, one) => append(state, one), emptyChain), link);
        this.add(link);
        return Response.json({ seq: link.seq, hash: link.hash }, { status: 201 });
      }
      return Response.json({ seq: link.seq, hash: link.hash });
    } catch (error) {
      if (error instanceof HeadMoved) return problem(409, 'head-moved', { ...error.head });
      if (error instanceof Refused) return problem(400, error.code);
      throw error;
    }
  }

  #link(method: string, slot: string, body: string): Response {
    if (method === 'PUT') {
      this.offers.set(slot, (JSON.parse(body) as { sealed: string }).sealed);
      return new Response(null, { status: 201 });
    }
    const sealed = this.offers.get(slot);
    this.offers.delete(slot);
    return sealed === undefined ? problem(404, 'unknown-link') : Response.json({ sealed });
  }
}

function record(registration: string | undefined, proofs: string[] = []): Response {
  if (registration === undefined) return problem(404, 'unknown-handle');
  const signed = JSON.parse(registration) as { payload: { handle: string; primary: string } };
  const { handle, primary } = signed.payload;
  return Response.json({ handle, primary, registered_at: '2026-11-24T07:00:00.000Z', registration: signed, proofs });
}

function problem(status: number, code: string, more: Record<string, unknown> = {}): Response {
  return Response.json({ code, title: code, detail: code, status, ...more }, { status });
}
