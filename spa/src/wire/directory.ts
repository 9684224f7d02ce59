import { type Bytes, fromUTF8 } from '../protocol/bytes';
import { isMembers, type Members, parse } from '../protocol/json';
import { type Key, parseKey } from '../protocol/key';
import { Refused } from '../protocol/refused';
import { openRegistration } from '../protocol/registration';
import { parseTime } from '../protocol/time';
import type { Account, Availability, Person } from './engine';
import { Failure, noNetwork, parseProblem, refuse } from './problem';

/** What `GET /v1/node` says. */
export interface Node {
  server: string;
  version: string;
  registration: 'open' | 'invite' | 'closed';
  ui: string;
  build: string;
  /** The app comes from a directory of the operator's. */
  unofficial: boolean;
  /** Milliseconds by which the node's clock is ahead of ours. */
  ahead: number;
}

/** The registry over HTTP. Every record it returns was checked against the signed registration in it. */
export class Directory {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  readonly #now: () => number;
  #server = '';

  constructor(base: string, request: typeof fetch, now: () => number) {
    this.#base = base;
    this.#fetch = request;
    this.#now = now;
  }

  async node(): Promise<Node> {
    const asked = this.#now();
    const answer = await this.ask('/v1/node');
    const { server, version, registration, ui, build, unofficial, time } = answer.members;
    if (answer.status !== 200 || typeof server !== 'string') throw answered(answer);
    this.#server = server;
    const theirs = typeof time === 'string' ? parseTime(time) : undefined;
    return {
      server,
      version: String(version ?? ''),
      registration: registration === 'invite' || registration === 'closed' ? registration : 'open',
      ui: String(ui ?? ''),
      build: String(build ?? ''),
      unofficial: unofficial === true,
      ahead: theirs === undefined ? 0 : theirs - (asked + this.#now()) / 2,
    };
  }

  async available(handle: string): Promise<Availability> {
    const answer = await this.ask(`/v1/u/${encodeURIComponent(handle)}`);
    if (answer.status === 200) {
      return { free: false, problem: { code: 'handle-taken', title: 'Taken', detail: `Somebody else has the handle ${handle}.` } };
    }
    if (answer.status === 404 && answer.members.available === true) return { free: true };
    if (answer.status === 404 && answer.members.available === false) {
      return { free: false, problem: { code: 'handle-reserved', title: 'Reserved', detail: `The handle ${handle} cannot be had.` } };
    }
    throw answered(answer);
  }

  async byHandle(handle: string): Promise<Person> {
    const person = await this.#record(`/v1/u/${encodeURIComponent(handle)}`);
    if (person.handle !== handle) throw forged('The server answered with somebody else.');
    return person;
  }

  async byKey(key: Key): Promise<Person> {
    const person = await this.#record(`/v1/by-primary/${key}`);
    if (person.primary !== key) throw forged('The server answered with somebody else.');
    return person;
  }

  /** Also when the same registration went through before and only its answer was lost. */
  async register(envelope: string, key: Key): Promise<Account> {
    const answer = await this.ask('/v1/register', { method: 'POST', body: envelope, headers: { 'Content-Type': 'application/json' } });
    if (answer.status === 201) return openRecord(answer.members, await this.server());
    const { code, record } = answer.members;
    if (answer.status === 409 && code === 'handle-taken' && isMembers(record) && record.primary === key) {
      return openRecord(record, await this.server());
    }
    throw answered(answer);
  }

  async server(): Promise<string> {
    return this.#server || (await this.node()).server;
  }

  async #record(path: string): Promise<Person> {
    const answer = await this.ask(path);
    if (answer.status !== 200) throw answered(answer);
    return openRecord(answer.members, await this.server());
  }

  /** One call. `lines`: what it answers with is not one JSON object. Rejects when there is no answer. */
  async ask(path: string, init: RequestInit = {}, lines = false): Promise<Answer> {
    let response: Response;
    let body: Bytes;
    try {
      const fetching = this.#fetch;
      response = await fetching(this.#base + path, { ...init, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(20_000) });
      body = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new Failure(noNetwork);
    }
    let members: Members = {};
    try {
      // 204 and 304 have nothing to read.
      if (body.length > 0 && !(lines && response.ok)) members = parse(body);
      else if (response.status === 200 && !lines) throw new Error('an empty answer');
    } catch {
      if (response.ok) throw refuse('not-an-answer', 'Not an answer', 'Something between this app and the server answered in its place.');
    }
    return { status: response.status, members, body, tag: response.headers.get('ETag'), retryAfter: response.headers.get('Retry-After') };
  }
}

export interface Answer {
  status: number;
  members: Members;
  body: Bytes;
  tag: string | null;
  retryAfter: string | null;
}

export function answered({ status, members, retryAfter }: Answer): Failure {
  return new Failure(parseProblem(members, status, retryAfter));
}

function forged(detail: string): Failure {
  return refuse('bad-signature', 'Not genuine', detail);
}

/** A record is believed only as far as its owner signed it. */
export function openRecord(record: Members | Uint8Array, server: string): Person {
  const members = record instanceof Uint8Array ? parse(fromUTF8(record)) : record;
  const { handle, primary, registered_at, registration } = members;
  if (typeof handle !== 'string' || typeof primary !== 'string' || !isMembers(registration)) {
    throw forged('The server’s record does not hold what it should.');
  }
  try {
    const signed = openRegistration(registration, server);
    if (signed.key !== parseKey(primary) || signed.handle !== handle) throw forged('The server’s record and its signature differ.');
    return { primary: signed.key, handle: signed.handle, server, registeredAt: String(registered_at ?? '') };
  } catch (error) {
    if (error instanceof Refused) throw forged(`The registration of ${handle} does not hold: ${error.message}`);
    throw error;
  }
}
