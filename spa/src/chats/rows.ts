import type { Message } from '../wire/engine';
import { dayOf } from './times';

/** A message as it lies in the thread, with what is shown above it. */
export interface Row {
  /** The same from the first frame on, though the message gets its id later. */
  key: string;
  message: Message;
  /** Midnight of its day, where a new day begins. */
  day?: number;
  /** The "new messages" line goes above it. */
  unread: boolean;
  /** Ends of a run of messages by one person: space above, tail below. */
  first: boolean;
  last: boolean;
}

const gap = 5 * 60_000;

/** Groups messages: same sender, same day, less than five minutes apart. */
export function arrange(messages: readonly Message[], firstUnread: string | undefined, keyOf: (message: Message) => string): Row[] {
  const rows: Row[] = [];
  let before: Row | undefined;
  let today = NaN;
  for (const message of messages) {
    const day = dayOf(message.time);
    const unread = !message.mine && message.id === firstUnread;
    const joins = before !== undefined && day === today && !unread && together(before.message, message);
    if (before && joins) before.last = false;
    before = { key: keyOf(message), message, unread, first: !joins, last: true, ...(day !== today && { day }) };
    today = day;
    rows.push(before);
  }
  return rows;
}

function together(one: Message, next: Message): boolean {
  return one.mine === next.mine && next.time - one.time < gap && one.state !== 'failed';
}
