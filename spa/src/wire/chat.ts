import type { ID } from '../protocol/id';
import type { Key } from '../protocol/key';
import { changeOf, isVerified, type Known } from './change';
import type { Marks } from '../protocol/marks';
import type { Relation } from './contacts';
import type { Contact, Conversation, Message, Problem, Reference } from './engine';
import type { Tick } from './ticks';

// Records as they lie sealed in the store, and how a page sees them. Pure.

/**
 * A message's place: sequences grow within one life of the node's mail store, and each further life
 * (a new epoch) stands behind the ones before. Unsent ones stand behind everything.
 */
export type Order = number;

const life = 2 ** 40;
export const unsent: Order = 2 ** 52;

export function place(generation: number, seq: number): Order {
  return generation * life + seq;
}

/** One conversation. */
export interface Chat {
  peer: Key;
  handle?: string;
  server: string;
  registeredAt?: string;
  draft: string;
  /** What the draft answers. */
  answers?: Reference;
  unread: number;
  unreadable: number;
  /** Milliseconds of the newest activity. */
  time: number;
  last?: { order: Order; note: Note };
  /** The newest message received, and how far the reader has read. */
  received?: { order: Order; id: ID; time: number };
  read?: { order: Order; id: ID };
  /** Own messages up to here were received and read by the peer. */
  peerDelivered: Order;
  peerRead: Order;
  /** The receipts that moved them there, with their times. */
  ticks?: Tick[];
  /** The last receipt that the node took. */
  told: { delivered?: ID; read?: ID };
  /** What is known of the person, and the print that the reader compared by hand. */
  known?: Known;
  verified?: string;
  /** What was set, here or on another device. */
  marks?: Marks;
  /** When all of it last went into a note, by the node's time; `untold`: some of it is in none yet. */
  marked?: number;
  untold?: boolean;
  /** There is nothing to show: a record of marks alone, or of a conversation that was deleted here. */
  hidden?: boolean;
  /** Up to here everything was deleted: an order, and the time of what stood there for another life of the mail store. */
  cleared?: { order: Order; time: number };
  /** Whether the person may write; absent for strangers. `undecided`: the node was not told yet what it last said in `relation`. */
  contact?: Contact;
  undecided?: boolean;
  relation?: Relation;
  /** Something was written to them. */
  answered?: boolean;
}

/** One message. */
export interface Note {
  id: ID;
  mine: boolean;
  kind: 'text' | 'newer';
  body: string;
  time: number;
  /** When it was written, by the sender's clock; absent in records of earlier versions. */
  sentAt?: number;
  seq?: number;
  state: 'queued' | 'stored' | 'failed';
  problem?: Problem;
  /** The message that this one answers, as its sender named it. */
  reply?: { id: ID; from: Key };
}

/** One own message on its way; `envelope` is what was sent under this id and is never sealed anew. */
export interface Waiting {
  order: Order;
  peer: Key;
  id: ID;
  sealedAt?: number;
  envelope?: string;
}

export interface Cursor {
  epoch?: string;
  next: number;
  generation: number;
}

export function newChat(peer: Key, server: string, time: number): Chat {
  return { peer, server, draft: '', unread: 0, unreadable: 0, time, peerDelivered: 0, peerRead: 0, told: {} };
}

/** Without `reads` nothing is shown as read: who does not tell is not told. */
export function view(chat: Chat, note: Note, order: Order, reads: boolean): Message {
  const { id, mine, kind, body, time, seq, problem, reply } = note;
  let state: Message['state'] = note.state;
  if (mine && state === 'stored') {
    if (reads && order <= chat.peerRead) state = 'read';
    else if (order <= chat.peerDelivered) state = 'delivered';
  }
  return {
    id, peer: chat.peer, mine, kind, body, time, state,
    ...(seq === undefined ? {} : { seq }),
    ...(problem === undefined ? {} : { problem }),
    ...(reply === undefined ? {} : { reply: { id: reply.id, mine: reply.from !== chat.peer } }),
  };
}

export function conversation(chat: Chat, namesakes: Chat[], reads: boolean): Conversation {
  const { peer, handle, server, last, time, unread, draft, unreadable } = chat;
  const change = changeOf(chat, namesakes);
  return {
    peer, server, time, unread, draft, unreadable,
    verified: isVerified(chat),
    ...(chat.answers === undefined ? {} : { answers: chat.answers }),
    ...(change === undefined ? {} : { change }),
    ...(namesakes.length > 0 ? { namesake: true } : {}),
    ...(handle === undefined ? {} : { handle }),
    ...(last === undefined ? {} : { last: view(chat, last.note, last.order, reads) }),
    contact: chat.contact ?? 'none',
    request: isRequest(chat),
    marks: marksOf(chat),
  };
}

/** Somebody wrote who may not yet. */
export function isRequest({ contact = 'none', received, unreadable }: Chat): boolean {
  return contact === 'none' && (received !== undefined || unreadable > 0);
}

/** Whether anybody is to be told of what comes in a conversation. */
export function isQuiet(chat: Chat, now: number): boolean {
  const { mutedUntil = 0 } = marksOf(chat);
  return chat.contact !== 'accepted' || mutedUntil === -1 || mutedUntil > now;
}

/** As a page sees them. */
export function marksOf({ marks = {}, last }: Chat): Conversation['marks'] {
  const { pinned, archived, muted, verified, unread } = marks;
  const until = muted?.to === true ? Infinity : muted?.to || 0;
  // What is written in an archived conversation brings it back, unless it was mute by then.
  const back = archived && last && last.note.time > archived.at && (last.note.mine || last.note.time >= until);
  return {
    ...(pinned?.to ? { pinned: true } : {}),
    ...(archived?.to && !back ? { archived: true } : {}),
    ...(unread?.to ? { unread: true } : {}),
    ...(until > 0 ? { mutedUntil: until === Infinity ? -1 : until } : {}),
    ...(verified?.to ? { verified: verified.to } : {}),
  };
}

function address({ handle, server }: Chat): string {
  return `${handle}@${server}`;
}

/** A stranger who was blocked is out of sight; a friend's conversation stays. */
function isListed({ hidden, contact, answered }: Chat): boolean {
  return !hidden && (contact !== 'blocked' || answered === true);
}

/** Newest first, as a page shows them. */
export function conversations(chats: Iterable<Chat>, reads: boolean): Conversation[] {
  const all = [...chats].sort((a, b) => b.time - a.time || (a.peer < b.peer ? -1 : 1));
  const named = new Map<string, Chat[]>();
  for (const chat of all) named.set(address(chat), [...(named.get(address(chat)) ?? []), chat]);
  const namesakes = (chat: Chat) => (chat.handle === undefined ? [] : (named.get(address(chat)) ?? []).filter((other) => other !== chat));
  return all.filter(isListed).map((chat) => conversation(chat, namesakes(chat), reads));
}

/** A message joined the conversation, at its end or before it. */
export function noticed(chat: Chat, note: Note, order: Order): void {
  if (!chat.last || order >= chat.last.order) chat.last = { order, note };
  chat.time = chat.hidden ? note.time : Math.max(chat.time, note.time);
  delete chat.hidden;
  if (note.mine) chat.answered = true;
}

export function isLast(chat: Chat, note: Note): boolean {
  return chat.last?.note.id === note.id && chat.last.note.mine === note.mine;
}
