import type { ID } from './id';
import type { Key } from './key';
import type { Primary } from './primary';
import { Refused } from './refused';
import { type Head, type Link, noHead } from './sigchain';
import type { Subject } from './subject';

// What a sigchain says, docs/protocol.md section 2, replayed link by link. A state is plain data: it is
// stored, and the next links are appended to it.

/** A subject that a chain speaks of, and the event since which it is what it is. */
export interface Claimed {
  subject: Subject;
  status: 'active' | 'revoked';
  /** Milliseconds, by the maker's clock. */
  since: number;
  seq: number;
}

export interface Device {
  id: ID;
  /** Absent from one that was revoked before it was added, which it then never can be. */
  key?: Key;
  /** X25519, hex. */
  box?: string;
  added?: number;
  revoked?: number;
  /** Of its device_add. */
  seq?: number;
}

/** One that was added, revoked or not. */
export type Certified = Device & { key: Key; added: number; seq: number };

export interface ChainState {
  primary?: Primary;
  head: Head;
  /** In the order of their events. */
  subjects: Claimed[];
  /** In the order of their first mention. */
  devices: Device[];
}

export const emptyChain: ChainState = { head: noHead, subjects: [], devices: [] };

/** A link that does not follow the head; `head` is where it is. */
export class HeadMoved extends Refused {
  readonly head: Head;

  constructor(head: Head) {
    super('head-moved', `The event does not follow event ${head.seq} of the chain.`);
    this.head = head;
  }
}

export function replay(links: Link[]): ChainState {
  return links.reduce(append, emptyChain);
}

/** The state after the link; a link that the chain's rules refuse throws, and nothing has changed. */
export function append(state: ChainState, link: Link): ChainState {
  check(state, link);
  const next: ChainState = { ...state, primary: link.primary, head: { seq: link.seq, hash: link.hash } };
  const { deed, seq, createdAt } = link;
  switch (deed.op) {
    case 'add':
    case 'revoke': {
      const status = deed.op === 'add' ? 'active' : 'revoked';
      const known = state.subjects.find(({ subject }) => subject === deed.subject);
      // The first of several that say the same counts.
      if (known?.status === status) return next;
      const others = state.subjects.filter((one) => one !== known);
      return { ...next, subjects: [...others, { subject: deed.subject, status, since: createdAt, seq }] };
    }
    case 'device_add': {
      const { op, device: id, ...keys } = deed;
      return { ...next, devices: [...state.devices, { id, ...keys, added: createdAt, seq }] };
    }
    case 'device_revoke': {
      const known = state.devices.find(({ id }) => id === deed.device);
      if (!known) return { ...next, devices: [...state.devices, { id: deed.device, revoked: createdAt }] };
      if (known.revoked !== undefined) return next;
      return { ...next, devices: state.devices.map((one) => (one === known ? { ...one, revoked: createdAt } : one)) };
    }
    case 'other':
      return next;
  }
}

function check({ primary, head, devices }: ChainState, { deed, ...link }: Link): void {
  if (primary !== undefined && link.primary !== primary) throw new Refused('key-mismatch', `The chain is of ${primary}.`);
  if (link.seq !== head.seq + 1 || link.prev !== head.hash) throw new HeadMoved(head);
  if (deed.op !== 'device_add') return;
  const taken = devices.some(({ id, key }) => id === deed.device || key === deed.key);
  if (taken || deed.key === link.primary) throw new Refused('device-taken', 'The device or its key stood in the chain before.');
}

export function statusOf(state: ChainState, subject: Subject): Claimed['status'] | 'unlisted' {
  return state.subjects.find((one) => one.subject === subject)?.status ?? 'unlisted';
}

/** Added ones, revoked or not, in the order of their adding. */
export function certified({ devices }: ChainState): Certified[] {
  return devices.filter((one): one is Certified => one.seq !== undefined);
}

/** Those that letters are sealed to. */
export function boxes(state: ChainState): { key: Key; box: string }[] {
  return certified(state).flatMap(({ key, box, revoked }) => (box === undefined || revoked !== undefined ? [] : [{ key, box }]));
}

/** The key of a device that was not yet revoked at `time`, in milliseconds. */
export function deviceKey(state: ChainState, device: ID, time: number): Key | undefined {
  const found = certified(state).find(({ id }) => id === device);
  return found && (found.revoked === undefined || found.revoked > time) ? found.key : undefined;
}
