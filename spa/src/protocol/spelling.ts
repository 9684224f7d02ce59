import { mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** What is wrong with recovery words as somebody typed them. `at` counts from 1; `near` is what was meant, perhaps. */
export type Fault =
  | { kind: 'unknown'; at: number; word: string; near?: string }
  | { kind: 'count'; count: number }
  | { kind: 'digits'; count: number }
  | { kind: 'checksum' };

/** Everything that can be said before anybody is asked; nothing when the words or the key can be tried. */
export function faults(secret: string): Fault[] {
  const text = secret.normalize('NFKD').toLowerCase().trim();
  if (/^[0-9a-f]{13,}$/.test(text)) return text.length === 64 ? [] : [{ kind: 'digits', count: text.length }];
  const words = text.split(/\s+/).filter(Boolean);
  const unknown = words.flatMap((word, index): Fault[] => {
    if (wordlist.includes(word)) return [];
    const near = nearest(word);
    return [{ kind: 'unknown', at: index + 1, word, ...(near !== undefined && { near }) }];
  });
  if (words.length !== 12 && words.length !== 24) return [...unknown, { kind: 'count', count: words.length }];
  if (unknown.length > 0) return unknown;
  try {
    mnemonicToEntropy(words.join(' '), wordlist);
    return [];
  } catch {
    return [{ kind: 'checksum' }];
  }
}

/** The list is made so that four letters name a word; otherwise the one that the fewest slips away is, if that is at most two. */
function nearest(word: string): string | undefined {
  const begins = wordlist.filter((known) => word.length >= 4 && known.startsWith(word.slice(0, 4)));
  if (begins.length === 1) return begins[0];
  let best: string | undefined;
  let least = 3;
  for (const known of wordlist) {
    const slips = distance(word, known, least);
    if (slips < least) [best, least] = [known, slips];
  }
  return best;
}

/** Letters added, left out, changed, or swapped with a neighbour; `limit` when it is that or more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : limit;
      row.push(Math.min(change, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    [before, last] = [last, row];
  }
  return Math.min(limit, last[b.length] ?? limit);
}
