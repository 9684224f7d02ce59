// Message text as pieces to be shown as nodes. Nothing here makes HTML: a piece is text, or text with an address.

export type Token =
  | { kind: 'text'; text: string }
  /** `host` only where it differs from what is written, such as for lookalike letters. */
  | { kind: 'link'; text: string; href: string; host?: string };

const schemes = new Set(['http:', 'https:', 'mailto:']);

// Where a link may begin, and what it may not contain: spaces, quotes, angle brackets, and everything that
// could turn the reading direction around.
const begin = /(?<![\p{L}\p{N}_])(?:https?:\/\/|mailto:|www\.)/giu;
const end = /[\s"<>`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A longer one is shown as text: no reader checks it, and no browser needs it. */
const longest = 2048;

/** The pieces of a text. Joining their texts gives the text again. */
export function tokenize(body: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const { index } of body.matchAll(begin)) {
    if (index < from) continue;
    const link = linkAt(body, index);
    if (!link) continue;
    if (index > from) tokens.push({ kind: 'text', text: body.slice(from, index) });
    tokens.push(link);
    from = index + link.text.length;
  }
  if (from < body.length) tokens.push({ kind: 'text', text: body.slice(from) });
  return tokens;
}

function linkAt(body: string, index: number): Token | undefined {
  const rest = body.slice(index, index + longest + 1);
  const stop = rest.search(end);
  const text = trimmed(stop < 0 ? rest : rest.slice(0, stop));
  if (text.length > longest) return undefined;
  return link(text);
}

function link(text: string): Token | undefined {
  const url = URL.parse(/^www\./i.test(text) ? `https://${text}` : text);
  if (!url || !schemes.has(url.protocol)) return undefined;
  if (url.protocol === 'mailto:') return url.pathname.includes('@') ? { kind: 'link', text, href: url.href } : undefined;
  // https://bank.example@evil.example: what is read first is not where it goes.
  if (url.username || url.password || !url.hostname.includes('.')) return local(url, text);
  return named(url, text);
}

/** localhost and the like have no dot and are still meant. */
function local(url: URL, text: string): Token | undefined {
  const meant = !url.username && !url.password && (url.hostname === 'localhost' || url.hostname.startsWith('['));
  return meant ? { kind: 'link', text, href: url.href } : undefined;
}

function named(url: URL, text: string): Token {
  const written = text.toLowerCase().includes(url.hostname);
  return { kind: 'link', text, href: url.href, ...(!written && { host: url.hostname }) };
}

const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Without the punctuation of the sentence around it; a closing bracket stays if it was opened inside. */
function trimmed(text: string): string {
  let length = text.length;
  for (; length > 0; length--) {
    const last = text.charAt(length - 1);
    const opening = pairs[last];
    if (opening ? balanced(text.slice(0, length), opening, last) : !/[.,;:!?'’”…*_~]/u.test(last)) break;
  }
  return text.slice(0, length);
}

function balanced(text: string, opening: string, closing: string): boolean {
  return text.split(closing).length <= text.split(opening).length;
}
