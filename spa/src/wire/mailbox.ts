import { createInbox, headers, type Msg, type NatsConnection, RequestError, NoRespondersError } from '@nats-io/nats-core';
import { type Bytes, fromUTF8, utf8 } from '../protocol/bytes';
import { type ID, isID } from '../protocol/id';
import { isMembers, parse } from '../protocol/json';
import { type Key, parseKey } from '../protocol/key';
import { inbox, inboxPrefix, type RPC, rpc } from '../protocol/subjects';
import { parseTime } from '../protocol/time';
import type { Item } from './arrivals';
import type { Relation } from './contacts';
import { openRecord } from './directory';
import type { Person } from './engine';
import type { Call } from './live';
import { Failure, parseProblem } from './problem';

const patience = 10_000;

export interface SyncPage {
  items: Item[];
  next: number;
  more: boolean;
  epoch: string;
}

/** The calls of docs/protocol.md section 4 over one connection. Rejects with a Failure when the node refused. */
export class Mailbox {
  readonly #nc: NatsConnection;
  readonly #own: Key;

  constructor(nc: NatsConnection, own: Key) {
    this.#nc = nc;
    this.#own = own;
  }

  async whoami(): Promise<{ seq: number; epoch: string; time?: number }> {
    const { seq, epoch, time } = parse((await this.#request('whoami')).data);
    const at = typeof time === 'string' ? parseTime(time) : undefined;
    return { seq: Number(seq), epoch: String(epoch), ...(at === undefined ? {} : { time: at }) };
  }

  async lookup(primary: Key, server: string): Promise<Person> {
    const person = openRecord((await this.#request('lookup', utf8(JSON.stringify({ primary })))).data, server);
    if (person.primary !== primary) throw new Failure({ code: 'bad-signature', title: 'Not genuine', detail: 'The server answered with somebody else.' });
    return person;
  }

  /** `note` for what is no message: neither pushed to sleeping devices nor unread. */
  async send(to: Key, id: ID, envelope: Bytes, as: 'message' | 'note' = 'message'): Promise<{ seq: number; time: string }> {
    const head = headers();
    head.set('Kez-To', to);
    head.set('Kez-Id', id);
    head.set('Kez-Copy', 'sent');
    if (as === 'note') head.set('Kez-Class', 'note');
    const { seq, time } = parse((await this.#request('send', envelope, head)).data);
    return { seq: Number(seq), time: String(time) };
  }

  /** Everybody about whom something was decided. */
  async contacts(): Promise<[Key, Relation][]> {
    const { contacts } = parse((await this.#request('contacts')).data);
    return (Array.isArray(contacts) ? contacts : []).flatMap((one): [Key, Relation][] => {
      const { primary, state } = isMembers(one) ? one : {};
      return typeof primary === 'string' && isRelation(state) ? [[parseKey(primary), state]] : [];
    });
  }

  async contact(primary: Key, state: Relation): Promise<void> {
    await this.#request('contact', utf8(JSON.stringify({ primary, state })));
  }

  /** Handed to whoever is there, stored nowhere; there is no answer. */
  live(to: Key, envelope: Bytes): void {
    const head = headers();
    head.set('Kez-To', to);
    this.#nc.publish(rpc(this.#own, 'live'), envelope, { headers: head });
  }

  hear(heard: (call: Call) => void): void {
    this.#nc.subscribe(inbox(this.#own, 'live'), {
      callback: (error, msg) => {
        const call = error ? undefined : readCall(msg);
        if (call) heard(call);
      },
    });
  }

  /** One page of what came after `since`: many replies to one request, the last one marked. */
  async sync(since: number, limit: number, epoch?: string): Promise<SyncPage> {
    const reply = createInbox(inboxPrefix(this.#own));
    const sub = this.#nc.subscribe(reply);
    const timer = new Timer(() => sub.unsubscribe());
    const items: Item[] = [];
    try {
      this.#nc.publish(rpc(this.#own, 'sync'), utf8(JSON.stringify({ since, limit, ...(epoch ? { epoch } : {}) })), { reply });
      for await (const msg of sub) {
        timer.restart();
        check(msg);
        if (msg.headers?.get('Kez-End') === '1') {
          const end = parse(msg.data);
          if (!Number.isSafeInteger(end.next)) throw new Error('the node’s answer has no end');
          return { items, next: Number(end.next), more: end.more === true, epoch: String(end.epoch) };
        }
        const item = readItem(msg);
        if (item) items.push(item);
      }
      throw new Error('the node did not finish its answer');
    } finally {
      timer.stop();
      sub.unsubscribe();
    }
  }

  async #request(call: RPC, data?: Bytes, head?: ReturnType<typeof headers>): Promise<Msg> {
    try {
      const msg = await this.#nc.request(rpc(this.#own, call), data, { timeout: patience, ...(head ? { headers: head } : {}) });
      check(msg);
      return msg;
    } catch (error) {
      // Nobody listens while the node starts or stops.
      if (error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders())) {
        throw new Failure({ code: 'starting', title: 'Not ready', detail: 'The server is starting or stopping.', status: 503, retryAfter: 1 });
      }
      throw error;
    }
  }
}

function isRelation(state: unknown): state is Relation {
  return state === 'accepted' || state === 'muted' || state === 'blocked' || state === 'none';
}

/** nats micro's way to say no, with the problem as the body. */
function check(msg: Msg): void {
  if (msg.headers?.code === 503) throw new Failure({ code: 'starting', title: 'Not ready', detail: 'The server is starting or stopping.', status: 503, retryAfter: 1 });
  const status = Number(msg.headers?.get('Nats-Service-Error-Code') ?? '');
  if (!status) return;
  let body: unknown;
  try {
    body = JSON.parse(fromUTF8(msg.data));
  } catch {
    body = { detail: msg.headers?.get('Nats-Service-Error') };
  }
  throw new Failure(parseProblem(body, status));
}

/** Undefined for what is no item: the node is not trusted to make us throw. */
export function readItem(msg: Msg): Item | undefined {
  const head = (name: string) => msg.headers?.get(name) || undefined;
  const seq = Number(head('Kez-Seq'));
  const kind = head('Kez-Kind');
  if (!Number.isSafeInteger(seq) || seq < 1 || (kind !== 'msg' && kind !== 'sent' && kind !== 'note')) return undefined;
  const id = head('Kez-Id');
  let from: Key | undefined;
  try {
    const text = head('Kez-From');
    from = text === undefined ? undefined : parseKey(text);
  } catch {
    return undefined;
  }
  return {
    seq,
    prev: Number(head('Kez-Prev') ?? 0),
    time: parseTime(head('Kez-Time') ?? '') ?? 0,
    kind,
    note: kind === 'note' || head('Kez-Class') === 'note',
    body: msg.data,
    ...(from === undefined ? {} : { from }),
    ...(id !== undefined && isID(id) ? { id } : {}),
  };
}

function readCall(msg: Msg): Call | undefined {
  const time = parseTime(msg.headers?.get('Kez-Time') ?? '');
  try {
    return time === undefined ? undefined : { from: parseKey(msg.headers?.get('Kez-From') ?? ''), time, body: msg.data };
  } catch {
    return undefined;
  }
}

/** Ends a stream of replies that has gone quiet. */
class Timer {
  readonly #fire: () => void;
  #timer: ReturnType<typeof setTimeout>;

  constructor(fire: () => void) {
    this.#fire = fire;
    this.#timer = setTimeout(fire, patience);
  }

  restart(): void {
    this.stop();
    this.#timer = setTimeout(this.#fire, patience);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
