// The engine as a page sees it. Vault, connection, store and message engine live behind this
// interface in one worker per tab; a page never sees the seed, NATS or IndexedDB. Every method
// rejects with a Problem and with nothing else.

import type { Contact, MarkChange, Marks, Privacy } from './choice';
import type { Notice, NoticeChoice, Notices, Shown, View } from './notice';
import type { Custody, NewLock, NewPasskey, PasskeyAnswer, Proof } from './proof';

export type { Contact, Custody, MarkChange, Marks, NewLock, NewPasskey, Notice, NoticeChoice, Notices, PasskeyAnswer, Privacy, Proof, Shown, View };

/** A refusal with a code of docs/protocol.md section 7, or one of the local codes below. */
export interface Problem {
  /** Protocol codes, and `wrong-passphrase`, `wrong-words`, `too-many-pins`, `no-network`, `storage-full`, `other-account`, `yourself` (added: one's own address), `no-seed` (a linked device cannot do it), `device-revoked`, `sigchain-changed`, `person-changed`, `locked`, `not-ready`, `no-account`, `gone`, `not-an-answer`, `memory`, `waited-too-long`, `internal`. */
  code: string;
  title: string;
  /** A whole sentence that says what happened and what to do. */
  detail: string;
  status?: number;
  /** Seconds to wait, where the node said so. */
  retryAfter?: number;
}

export type Connection =
  | { state: 'offline' }
  | { state: 'connecting'; since: number }
  | { state: 'live' }
  | { state: 'refused'; problem: Problem };

export interface Account {
  handle: string;
  server: string;
  /** `ed25519:<64 hex>` */
  primary: string;
  /** RFC 3339 */
  registeredAt: string;
  /** Added: this browser is a linked device, without the seed. */
  linked?: boolean;
}

export type Session =
  /** Not read yet: the first paint waits for this one only. */
  | { state: 'opening' }
  /** Plain HTTP that is not localhost: WebCrypto is missing, nothing can work. */
  | { state: 'insecure' }
  | { state: 'none' }
  | { state: 'locked'; account: Account }
  /** Added: the browser gives no storage (some private windows), or it is damaged; `erase` is the way out. */
  | { state: 'broken'; problem: Problem }
  | { state: 'open'; account: Account };

/** A registered person, whose signed registration the engine has checked against the key. */
export interface Person {
  primary: string;
  handle: string;
  server: string;
  registeredAt: string;
}

/** The server shows a sigchain that does not go on from the one it showed before, or that does not hold. Nothing of it is believed. */
export interface ChainTrouble {
  kind: 'rewound' | 'forked' | 'invalid';
  detail: string;
}

/** What somebody's sigchain says, each event of it verified here. */
export interface Chain {
  primary: string;
  /** How many events, and the hash of the last one: names the whole chain. */
  head: { seq: number; hash: string };
  /** In the order of their events. `since` is milliseconds by the person's own clock. */
  subjects: { subject: string; system: string; status: 'active' | 'revoked'; since: number; seq: number }[];
  devices: LinkedDevice[];
  /** Milliseconds of the node's clock at which it last answered; 0 for never. */
  asked: number;
  trouble?: ChainTrouble;
}

export interface LinkedDevice {
  /** 32 hex. */
  id: string;
  key: string;
  /** Whether letters are sealed for it. */
  reads: boolean;
  added: number;
  revoked?: number;
  /** This browser. */
  here: boolean;
  /** What it called itself when it was linked from this browser; stands nowhere else. */
  name?: string;
}

/** What a new device says of itself; its keys were proved, its name was only said. */
export interface DeviceOffer {
  id: string;
  key: string;
  name: string;
}

/** A new device on its way: this browser, without an account, shows a code. */
export type Linking =
  | { state: 'none' }
  /** `code` in groups of four for people, `uri` for a picture; `until` in milliseconds. */
  | { state: 'waiting'; code: string; uri: string; until: number; account: Account }
  | { state: 'failed'; problem: Problem };

/** A claim in every form in which it can be published. */
export interface ClaimForms {
  subject: string;
  /** JSON in canonical form, for `kez.json`. */
  json: string;
  compact: string;
  markdown: string;
  /** Strings of one DNS record. */
  txt: string[];
}

/** One proof, judged here from what the node fetched. */
export interface ProofCheck {
  subject: string;
  primary: string;
  /** `holds`: the claim stands there, the person signed it, and did not revoke it since. */
  holds: boolean;
  /** What the person's sigchain says of the subject. */
  status: 'active' | 'revoked' | 'unlisted';
  /** Where it stands or was looked for. */
  url: string;
  /** Milliseconds: when the node fetched it. */
  checkedAt: number;
  /** Of one that does not hold: the phase of docs/protocol.md section 2, "Verification", and the reason. */
  failing?: { phase: string; reason: string; detail: string; help?: string; retryAt?: number };
}

/** Why a handle cannot be had; `free` when it can. */
export type Availability = { free: true } | { free: false; problem: Problem };

/** clock, one tick, two ticks, two filled ticks, red mark. */
export type MessageState = 'queued' | 'stored' | 'delivered' | 'read' | 'failed';

/** Names a message within its conversation. */
export interface Reference {
  id: string;
  mine: boolean;
}

export interface Message {
  /** Kez-Id, 32 hex. Unique within a conversation together with `mine`. */
  id: string;
  /** The other person's primary key: conversations are keyed by it, never by a handle. */
  peer: string;
  mine: boolean;
  /** `newer` is a type this version does not know: show "newer message, update to read it". */
  kind: 'text' | 'newer';
  body: string;
  /** Milliseconds since 1970: the node's time once stored, the sender's until then. */
  time: number;
  /** Sequence in the mailbox, once stored. */
  seq?: number;
  /** What it answers; who wrote that is one of the two. It may be unknown here. */
  reply?: Reference;
  /** Only of own messages; a received one is always `stored`. */
  state: MessageState;
  problem?: Problem;
}

export interface Conversation {
  peer: string;
  /** Absent until the directory answered: then show the fingerprint. */
  handle?: string;
  server: string;
  /** Newest message, absent in a conversation that was only started. */
  last?: Message;
  /** Milliseconds of the newest activity; the list is ordered by it, newest first. */
  time: number;
  unread: number;
  draft: string;
  /** What the draft answers. */
  answers?: Reference;
  /** Envelopes from this peer that did not open: shown as one quiet line, never as messages. */
  unreadable: number;
  /** The reader compared the safety number, and nothing changed since. */
  verified: boolean;
  /** What changed about the person and was not accepted yet. */
  change?: Change;
  /** Another conversation is with somebody of the same handle: only the key tells them apart. */
  namesake?: boolean;
  marks: Marks;
  contact: Contact;
  /** Somebody wrote who was never accepted: it waits in Requests, and nobody is told of it. */
  request: boolean;
}

/** A person is not quite who they were when that was last accepted. */
export interface Change {
  /** Devices that came and went. */
  added: number;
  removed: number;
  trouble?: ChainTrouble['kind'];
  /** Another primary that goes by the same handle, or to which the handle leads now. */
  other?: string;
  /** The reader had verified them: nothing is sent until the change is accepted or the number compared anew. */
  held: boolean;
  /** Names all this, for `accept`. */
  state: string;
}

/** What two people compare, docs/protocol.md section 2, "Safety numbers". */
export interface Safety {
  /** 60 digits, and what its QR code says. */
  number: string;
  uri: string;
  /** The peer's half, which `mark` takes, and one's own. */
  print: string;
  own: string;
  /** Milliseconds of the node's clock: how old the older of the two chains is; 0 for never asked. */
  asked: number;
  verified: boolean;
  /** One of the chains is not to be believed: the number is that of what was seen before. */
  trouble?: ChainTrouble;
}

export interface Page {
  /** In order of the conversation: oldest first, own unsent ones last. */
  messages: Message[];
  older: boolean;
  newer: boolean;
  /** The first message of the conversation that is not read, whether it is in this page or not: the "new messages" line goes above it. */
  firstUnread?: string;
}

/** What is known of a message's way, in milliseconds: `sent` by the sender's clock, everything else by the node's. */
export interface Details {
  sent: number | undefined;
  stored: number | undefined;
  /** Of own messages; absent too where only the fact is known. */
  delivered: number | undefined;
  read: number | undefined;
}

/** What one batch of a search found. */
export interface Found {
  /** Newest first. */
  hits: Reference[];
  /** How many messages this batch looked through, and how many the conversation has. */
  searched: number;
  total: number;
  /** Where the next batch begins; absent when this was the last one. */
  next?: number;
}

/** A part of a conversation. `unread` is around the first message not read, and the newest ones where there is none. */
export type Place = { newest: true } | { unread: true } | { before: Reference } | { after: Reference } | { around: Reference };

export interface Events {
  session: Session;
  connection: Connection;
  /** The whole list again, ordered; small enough to replace. */
  conversations: Conversation[];
  /** New or changed messages of one conversation, and the ids of discarded ones. */
  messages: { peer: string; changed: Message[]; discarded: string[] };
  /** How far a restore or a long catch-up is; done === total ends it. */
  catchup: { done: number; total: number };
  /** Added: somebody types, until this time in milliseconds or until a message of theirs comes. */
  typing: { peer: string; until: number };
  /** Added: what others are told, on all devices of the account. */
  privacy: Privacy;
  /** Added: a newer version of the app waits ("Update ready"); `apply` switches to it and reloads the page. */
  update: { apply: () => void };
  /** Added: a newer version was not taken, because this file of it is not the one that was built. */
  refused: { file: string };
  /** Added: somebody's sigchain grew, or is in trouble. */
  chain: Chain;
  /** Added: how the linking of this browser goes; ends with the session being open. */
  linking: Linking;
  /** Added: the locks in this browser and what belongs to them; again in every tab when one of them changes. */
  custody: Custody;
  /** Added: how many conversations are written into the file that was asked for. */
  exporting: { done: number; total: number };
  /** Added: how much of stretching a passphrase is done, 0 to 1. */
  effort: number;
  /** Added: there is something to tell. One tab of all gets it. */
  notice: Notice;
  /** Added: somebody chose a notice in this tab's stead; the path is to be shown. */
  chosen: { path: string };
}

export interface Engine {
  /** Calls back at once with the current value where there is one; returns the way to stop. */
  on<K extends keyof Events>(event: K, handler: (value: Events[K]) => void): () => void;

  /** The node this page came from: its domain, mode of registration, time, versions. */
  node(): Promise<{ server: string; version: string; registration: 'open' | 'invite' | 'closed'; ui: string; build: string; /** The app was served from a directory, not from the program. */ unofficial: boolean }>;

  /** 12 fresh words; nothing is stored before `create`. */
  words(): Promise<string>;
  available(handle: string): Promise<Availability>;
  /** Registers and stores. A lost answer is safe to repeat with the same words. */
  create(request: { handle: string; words: string; checked: boolean; lock: NewLock; invite?: string }): Promise<Account>;
  /** 12 or 24 words or 64 hex; chats come back from the account's own copies. */
  restore(request: { secret: string; lock: NewLock }): Promise<Account>;
  unlock(proof: Proof): Promise<Account>;
  lock(): Promise<void>;
  /** Forgets everything in this browser: store, keys, caches. The account itself lives on. */
  erase(): Promise<void>;

  /** `handle`, `handle@server` or `ed25519:<hex>`; refuses one's own. */
  lookup(address: string): Promise<Person>;
  /** Makes the conversation if there is none; idempotent. */
  start(person: Person): Promise<void>;

  /** So many messages of a conversation, from the store. */
  page(peer: string, at: Place & { count: number }): Promise<Page>;
  /** In the outbox, durably, when it resolves; the message event comes in the same tick. */
  send(peer: string, body: string, reply?: Reference): Promise<Message>;
  /** Added: one message, such as another one answers; undefined when this browser does not have it. */
  message(peer: string, of: Reference): Promise<Message | undefined>;
  /** Added: when a message was sent, stored, delivered and read, as far as that is known. */
  details(peer: string, of: Reference): Promise<Details>;
  /** Added: looks for text in one batch of a conversation, from its end or from where the batch before said; case and accents do not matter. */
  search(peer: string, sought: string, from?: number): Promise<Found>;
  retry(peer: string, id: string): Promise<void>;
  discard(peer: string, id: string): Promise<void>;
  /** Everything up to now is read: the page calls it when the conversation is open, visible and at its end. */
  read(peer: string): Promise<void>;
  draft(peer: string, text: string, answers?: Reference): Promise<void>;
  /** Added: sets marks of a person's conversation, which there need not be. More than five pins are refused (`too-many-pins`). */
  mark(peer: string, change: MarkChange): Promise<void>;
  /** Added: accepts a request, blocks somebody, or takes that back (`none`; whom one had written to is accepted then). Durable when it resolves; the node is told as soon as it can be. Sending accepts by itself. */
  contact(peer: string, contact: Contact): Promise<void>;
  /** Added: deletes the conversation from this browser, and nowhere else. */
  forget(peer: string): Promise<void>;
  /** Added: the reader types in this conversation; called as often as one likes. */
  typing(peer: string): Promise<void>;
  setPrivacy(change: Partial<Privacy>): Promise<void>;
  /** Added: everybody who is blocked, also without a conversation. */
  blocked(): Promise<Conversation[]>;
  /** Added: the emoji used in this browser, the last one first; `used` becomes that one. */
  emoji(used?: string): Promise<string[]>;

  /** Added: makes this browser a linked device of an account. `name` is what the device calls itself, at most 64 bytes. */
  linkStart(request: { address: string; name: string; lock: NewLock }): Promise<Linking>;
  linkCancel(): Promise<void>;
  /** On a browser with the seed: what waits under a new device's code. It is given out once. */
  linkTake(code: string): Promise<DeviceOffer>;
  /** Certifies the device that `linkTake` showed. */
  linkAccept(id: string): Promise<Chain>;
  revokeDevice(id: string): Promise<Chain>;

  /** A person's sigchain, or one's own: `fresh` asks the node first, otherwise what was seen comes at once. */
  chain(primary: string, fresh?: boolean): Promise<Chain>;
  /** Says in the own sigchain that the subject is one's own, and gives what to publish there. Repeatable. */
  addClaim(subject: string): Promise<ClaimForms>;
  revokeClaim(subject: string): Promise<Chain>;
  /** Added: whether the list of claims that the server shows is that of the own sigchain; `again` sends it first. */
  listed(again?: boolean): Promise<boolean>;
  /** Added: asks the node what became of a person whose conversation is open; `Conversation.change` tells. */
  look(peer: string): Promise<void>;
  safety(peer: string): Promise<Safety>;
  /** Takes the person as `Change.state` names them. Refuses with `person-changed` when something else changed since. */
  accept(peer: string, state: string): Promise<void>;

  /** `fresh` wants no answer older than 30 seconds. */
  checkProof(primary: string, subject: string, fresh?: boolean): Promise<ProofCheck>;

  /** Added: passkeys, as far as the browser has them. Called from a click or a key, as browsers demand. */
  passkeys: {
    /** Whether one could lock anything here; `builtIn` when this device has one of its own (a fingerprint, a face, a PIN). */
    possible(): Promise<{ any: boolean; builtIn: boolean }>;
    make(user: string, name: string): Promise<NewPasskey>;
    /** One of those that open the app here. */
    ask(): Promise<PasskeyAnswer>;
    /** One that was made and is not used: where the browser can, it is forgotten. */
    drop(credential: Uint8Array<ArrayBuffer>): void;
  };
  /** Added: one more way to open the app; a passphrase replaces the one before, `off` all of them. */
  lockWith(lock: NewLock, proof: Proof): Promise<void>;
  /** Added: takes a way to open the app away, `passphrase` or a passkey's id; never the last one. */
  lockWithout(id: string, proof: Proof): Promise<void>;
  renamePasskey(id: string, name: string): Promise<void>;
  lockAfter(minutes: number): Promise<void>;
  /** Added: the recovery words, or the key as 64 hex. Never kept by the page. */
  reveal(proof: Proof): Promise<string>;
  /** Added: whether a copy of the words is right: some of them by their place from 1, or all. Answers the wrong places. */
  checkWords(answer: { words: { at: number; word: string }[] } | { secret: string }): Promise<number[]>;
  /** Added: all conversations as a JSON file that people can read. */
  exportChats(proof: Proof): Promise<Blob>;
  /** Added: reads everything in the mailbox once more. Nothing that is here is removed: the mailbox does not keep for ever. */
  refetch(): Promise<void>;
  /** Added: the list of first steps is put away. */
  settle(): Promise<void>;

  notices(): Promise<Notices>;
  /** Call it from a button: the browser is asked for its permission where it was not yet. */
  setNotices(change: Partial<NoticeChoice>): Promise<Notices>;
  /** What a push says while the app is closed or locked, in the reader's language. */
  pushSays(words: { title: string; body: string }): Promise<void>;
  show(notice: Shown): Promise<void>;
  /** Takes notices off the screen: those that name no chat, of the chats that `gone` names, or all. */
  unshow(gone: 'mail' | 'all' | ((peer: string) => boolean)): Promise<void>;
  /** What this page shows now; nothing when it is out of view. Of what somebody sees there is no notice. */
  watch(view?: View): Promise<void>;
}
