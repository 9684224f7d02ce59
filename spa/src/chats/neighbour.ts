import type { Conversation } from '../wire/engine';

/** The chat above (-1) or below (1) another one; among the unread ones the search goes around the ends. */
export function neighbour(list: readonly Conversation[], peer: string | undefined, by: 1 | -1, unread: boolean): Conversation | undefined {
  const at = list.findIndex((one) => one.peer === peer);
  const from = at < 0 && by < 0 ? list.length : at;
  if (!unread) return list[from + by];
  for (let step = 1; step <= list.length; step++) {
    const one = list[(from + by * step + 2 * list.length) % list.length];
    if (one && one.unread > 0 && one.peer !== peer) return one;
  }
  return undefined;
}
