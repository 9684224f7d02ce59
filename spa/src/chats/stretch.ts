// Which rows of a thread are in the page. A stretch of fixed length keeps the page small whatever the
// history is; it moves when the reader comes near one of its ends.

/** Rows in the page: a good many screens, and about a thousand elements. */
export const length = 80;
const step = 30;

interface Keyed {
  key: string;
}

/** Where the stretch begins: at the row with that key, or so that it ends with the newest. */
export function beginning(rows: readonly Keyed[], start: string | undefined): number {
  const at = start === undefined ? -1 : rows.findIndex(({ key }) => key === start);
  return at < 0 ? Math.max(0, rows.length - length) : at;
}

/** The key to begin at when the reader comes near an end; undefined where there is nothing more that way. */
export function moved(rows: readonly Keyed[], from: number, way: 'up' | 'down'): string | undefined {
  const last = Math.max(0, rows.length - length);
  const to = way === 'up' ? Math.max(0, from - step) : Math.min(last, from + step);
  return to === from ? undefined : rows[to]?.key;
}

/** The key to begin at so that a row is in the page, with some rows above it. */
export function around(rows: readonly Keyed[], index: number): string | undefined {
  return rows[Math.max(0, Math.min(index - step, rows.length - length))]?.key;
}
