import { utf8 } from './bytes';
import { canonical, isMembers, type Members, type Value } from './json';
import { type Key, parseKey } from './key';
import { milliseconds, parseTime } from './time';

// Letters of the type `marks`, docs/protocol.md section 6: what a person set, told to their own devices. Pure.

/** What was set, and when by the node's clock: of two the later one holds. */
export interface Mark<V> {
  at: number;
  to: V;
}

/** Of one conversation; the last two stand at the account's own key and are settings. */
export interface Marks {
  pinned?: Mark<boolean>;
  archived?: Mark<boolean>;
  unread?: Mark<boolean>;
  /** True for always, or milliseconds until when. */
  muted?: Mark<boolean | number>;
  /** What was compared. */
  verified?: Mark<false | string>;
  receipts?: Mark<boolean>;
  typing?: Mark<boolean>;
}

export type MarkName = keyof Marks;
export type Entry = [peer: Key, marks: Marks];

const ofPeers: MarkName[] = ['pinned', 'archived', 'unread', 'muted', 'verified'];
const ofOneself: MarkName[] = ['receipts', 'typing'];
const longest = 128;
/** A clock that is further ahead would win for ever. */
const ahead = 5 * 60_000;
/** Bytes of entries in one letter: with keys for every device it still is a note. */
export const mostBytes = 1400;

/** As many letters as it takes, each within the size of a note. */
export function pack(entries: Iterable<Entry>): Value[][] {
  const letters: Value[][] = [];
  let room = 0;
  for (const [peer, marks] of entries) {
    const entry: Members = { peer };
    for (const name of [...ofPeers, ...ofOneself]) {
      const mark = marks[name];
      if (mark) entry[name] = [milliseconds(mark.at), written(mark)];
    }
    const size = utf8(canonical(entry)).length + 1;
    if (size > room) {
      letters.push([]);
      room = mostBytes;
    }
    letters.at(-1)?.push(entry);
    room -= size;
  }
  return letters;
}

/** What a letter of `own`, sealed at `sentAt`, says. What has another form is passed over: newer versions may say more. */
export function unpack(value: Value | undefined, own: Key, sentAt: number): Entry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry): Entry[] => {
    const peer = isMembers(entry) ? keyOf(entry.peer) : undefined;
    if (!isMembers(entry) || peer === undefined) return [];
    const marks: Members = {};
    for (const name of peer === own ? ofOneself : ofPeers) {
      const mark = read(name, entry[name], sentAt);
      if (mark) marks[name] = mark as unknown as Value;
    }
    return [[peer, marks as Marks]];
  });
}

/** Takes over what was set later; of two at the same time the greater text, so that all devices agree. Whether something changed. */
export function merge(into: Marks, from: Marks): boolean {
  let changed = false;
  for (const name of Object.keys(from) as MarkName[]) {
    const mine = into[name];
    const theirs = from[name];
    if (!theirs || (mine && (mine.at > theirs.at || (mine.at === theirs.at && String(written(mine)) >= String(written(theirs)))))) continue;
    Object.assign(into, { [name]: theirs });
    changed = true;
  }
  return changed;
}

/** As it stands in a letter. */
function written({ to }: Mark<boolean | number | string>): boolean | string {
  return typeof to === 'number' ? milliseconds(to) : to;
}

function read(name: MarkName, pair: Value | undefined, sentAt: number): Mark<boolean | number | string> | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [time, value] = pair;
  const at = typeof time === 'string' ? parseTime(time) : undefined;
  const to = valueOf(name, value);
  return at === undefined || at > sentAt + ahead || to === undefined ? undefined : { at, to };
}

function valueOf(name: MarkName, value: Value | undefined): boolean | number | string | undefined {
  if (name === 'verified') return value === false || isComparison(value) ? value : undefined;
  if (typeof value === 'boolean') return value;
  return name === 'muted' && typeof value === 'string' ? parseTime(value) : undefined;
}

export function isComparison(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && utf8(value).length <= longest;
}

function keyOf(value: Value | undefined): Key | undefined {
  try {
    return typeof value === 'string' ? parseKey(value) : undefined;
  } catch {
    return undefined;
  }
}
