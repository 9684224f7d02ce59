import { tags } from '../language/language';
import { text } from './text';

// Formatters are dear to make and keep nothing: one of each, in the language of the page.
const hours = new Intl.DateTimeFormat(tags, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(tags, { weekday: 'short' });
const short = new Intl.DateTimeFormat(tags, { day: 'numeric', month: 'short' });
const numeric = new Intl.DateTimeFormat(tags, { day: '2-digit', month: '2-digit', year: '2-digit' });
const long = new Intl.DateTimeFormat(tags, { weekday: 'long', day: 'numeric', month: 'long' });
const longest = new Intl.DateTimeFormat(tags, { day: 'numeric', month: 'long', year: 'numeric' });

/** Midnight before it, in local time: what tells days apart. */
export function dayOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

export function clock(time: number): string {
  return hours.format(time);
}

/** Whole days between two midnights; daylight saving makes some of them 23 or 25 hours long. */
function daysAgo(time: number, now: number): number {
  return Math.round((dayOf(now) - dayOf(time)) / 86_400_000);
}

/** As a row of the list says it: the time today, then the day, then the date. */
export function briefly(time: number, now: number): string {
  const ago = daysAgo(time, now);
  if (ago <= 0) return clock(time);
  if (ago === 1) return text.yesterday;
  if (ago < 7) return weekday.format(time);
  return sameYear(time, now) ? short.format(time) : numeric.format(time);
}

/** As a separator between two days says it. */
export function dayName(time: number, now: number): string {
  const ago = daysAgo(time, now);
  if (ago === 0) return text.today;
  if (ago === 1) return text.yesterday;
  return sameYear(time, now) ? long.format(time) : longest.format(time);
}

function sameYear(time: number, now: number): boolean {
  return new Date(time).getFullYear() === new Date(now).getFullYear();
}
