import type { Chat, Order } from './chat';

// When own messages were received and read. Receipts say up to where, and so a time counts for all that
// were not covered before. Pure.

/** One receipt of the peer that covered more than the ones before. */
export interface Tick {
  order: Order;
  /** Milliseconds of the node's clock. */
  at: number;
  read: boolean;
}

/** Older ones are forgotten: then it is known that a message was read, and not when. */
const most = 200;

/** Takes down how far a receipt goes, if that is farther than it was. */
export function tick(chat: Chat, what: Tick): void {
  if (what.order <= (what.read ? chat.peerRead : chat.peerDelivered)) return;
  if (what.read) chat.peerRead = what.order;
  chat.peerDelivered = Math.max(chat.peerDelivered, what.order);
  chat.ticks = [...(chat.ticks ?? []), what].slice(-most);
}

/** When the message at a place was read, or received: whoever has read it has received it. */
export function tickedAt({ ticks = [] }: Chat, order: Order, read: boolean): number | undefined {
  // The one before has to be known too, or it may be an earlier one, long forgotten, that covered it.
  const covering = ticks.findIndex((tick) => tick.order >= order && (tick.read || !read));
  return covering < 0 || (covering === 0 && ticks.length === most) ? undefined : ticks[covering]?.at;
}
