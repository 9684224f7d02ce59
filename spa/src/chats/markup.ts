import { type Token, tokenize } from './tokens';

// What people write around their words: *bold*, _italic_, ~strike~, `code`, blocks of code between lines of
// three backticks, and "> " before what is quoted. Nothing here makes HTML, and what does not pair is text.

/** `at` is where the text begins in all that is shown. */
export type Leaf = (Token | { kind: 'code'; text: string }) & { at: number };
export type Span = Leaf | { kind: Emphasis; spans: Span[] };
export type Block = { kind: 'text' | 'quote'; spans: Span[] } | Listing;
type Listing = { kind: 'listing'; text: string; at: number };
type Emphasis = 'bold' | 'italic' | 'strike';

const emphases: Record<string, Emphasis> = { '*': 'bold', _: 'italic', '~': 'strike' };
const code = /(?<!`)(`{1,3})(?!`)(?=[^`\n]*[^`\s])([^`\n]+)\1(?!`)/g;
const fence = /^```[\w+#.-]*\s*$/;
const word = /[\p{L}\p{N}_]/u;
const space = /\s/;

/** The blocks of a text, and the text that they show. */
export function mark(body: string): { blocks: Block[]; shown: string } {
  const blocks = divide(body);
  let shown = '';
  const count = (leaf: Leaf | Listing) => {
    leaf.at = shown.length;
    shown += leaf.text;
  };
  const walk = (span: Span) => ('spans' in span ? span.spans.forEach(walk) : count(span));
  for (const [index, block] of blocks.entries()) {
    if (index > 0) shown += '\n';
    if (block.kind === 'listing') count(block);
    else block.spans.forEach(walk);
  }
  return { blocks, shown };
}

function divide(body: string): Block[] {
  const lines = body.split('\n');
  const blocks: Block[] = [];
  let open = true;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const end = open ? closing(lines, at) : -1;
    if (end > at) {
      blocks.push({ kind: 'listing', text: lines.slice(at + 1, end).join('\n'), at: 0 });
      at = end + 1;
      continue;
    }
    // Where no fence closes from here on, none does further down.
    open &&= !fence.test(line);
    const quote = isQuote(line);
    let next = at + 1;
    while (next < lines.length && isQuote(lines[next] ?? '') === quote && !(lines[next] ?? '').startsWith('```')) next++;
    const part = lines.slice(at, next).map((text) => (quote ? text.slice(2) : text)).join('\n');
    blocks.push({ kind: quote ? 'quote' : 'text', spans: new Line(part).spans() });
    at = next;
  }
  return blocks;
}

/** The line that closes the fence on this one; -1 when there is none, or no fence. */
function closing(lines: string[], at: number): number {
  if (!fence.test(lines[at] ?? '')) return -1;
  for (let end = at + 1; end < lines.length; end++) if (/^```\s*$/.test(lines[end] ?? '')) return end;
  return -1;
}

function isQuote(line: string): boolean {
  return line === '>' || line.startsWith('> ');
}

/** Text within a block: emphasis goes around links and code, and never into them. */
class Line {
  readonly #text: string;
  /** Links and code, by where they begin. */
  readonly #atoms = new Map<number, Token | { kind: 'code'; text: string; length: number }>();

  constructor(text: string) {
    this.#text = text;
    let from = 0;
    for (const match of text.matchAll(code)) {
      this.#link(from, match.index);
      this.#atoms.set(match.index, { kind: 'code', text: match[2] ?? '', length: match[0].length });
      from = match.index + match[0].length;
    }
    this.#link(from, text.length);
  }

  spans(from = 0, to = this.#text.length, within: readonly Emphasis[] = []): Span[] {
    const spans: Span[] = [];
    /** Up to where no mark of a sort closes. */
    const barren = new Map<string, number>();
    let text = from;
    const flush = (until: number) => {
      if (until > text) spans.push({ kind: 'text', text: this.#text.slice(text, until), at: 0 });
    };
    for (let at = from; at < to; ) {
      const length = this.#atomAt(at);
      if (length > 0) {
        flush(at);
        spans.push(this.#leaf(at));
        text = at += length;
        continue;
      }
      const marks = this.#marksAt(at);
      const kind = emphases[marks.charAt(0)];
      const opens = kind && !within.includes(kind) && marks.length <= 2 && this.#opens(at, marks.length);
      const end = opens && at >= (barren.get(marks) ?? 0) ? this.#closing(marks, at + marks.length, to) : undefined;
      if (kind && end !== undefined && end.found) {
        flush(at);
        spans.push({ kind, spans: this.spans(at + marks.length, end.at, [...within, kind]) });
        text = at = end.at + marks.length;
        continue;
      }
      if (end) barren.set(marks, end.at);
      at += Math.max(1, marks.length);
    }
    flush(to);
    return spans;
  }

  #link(from: number, to: number): void {
    let at = from;
    for (const token of tokenize(this.#text.slice(from, to))) {
      if (token.kind === 'link') this.#atoms.set(at, token);
      at += token.text.length;
    }
  }

  #atomAt(at: number): number {
    const atom = this.#atoms.get(at);
    return atom === undefined ? 0 : 'length' in atom ? atom.length : atom.text.length;
  }

  #leaf(at: number): Leaf {
    const atom = this.#atoms.get(at);
    if (atom?.kind === 'code') return { kind: 'code', text: atom.text, at: 0 };
    return { ...(atom as Token), at: 0 };
  }

  /** The run of one mark that begins here, or nothing. */
  #marksAt(at: number): string {
    const mark = this.#text.charAt(at);
    if (!(mark in emphases)) return '';
    let end = at + 1;
    while (this.#text.charAt(end) === mark) end++;
    return this.#text.slice(at, end);
  }

  #opens(at: number, length: number): boolean {
    const next = this.#text.charAt(at + length);
    return !word.test(this.#text.charAt(at - 1)) && next !== '' && !space.test(next);
  }

  /** The same run where it closes on this line, or where the line ends. */
  #closing(marks: string, from: number, to: number): { found: boolean; at: number } {
    let at = from;
    while (at < to && this.#text.charAt(at) !== '\n') {
      const run = this.#marksAt(at);
      const closes = at > from && run === marks && !space.test(this.#text.charAt(at - 1)) && !word.test(this.#text.charAt(at + run.length));
      if (closes) return { found: true, at };
      at += Math.max(1, run.length, this.#atomAt(at));
    }
    return { found: false, at };
  }
}

/** A leaf's text, cut where something is to be pointed out in it. */
export function pieces({ text, at }: { text: string; at: number }, found: readonly [from: number, to: number][]): { text: string; found: boolean }[] {
  const parts: { text: string; found: boolean }[] = [];
  let done = 0;
  for (const [from, to] of found) {
    const begin = Math.max(done, from - at);
    const end = Math.min(text.length, to - at);
    if (end <= begin) continue;
    if (begin > done) parts.push({ text: text.slice(done, begin), found: false });
    parts.push({ text: text.slice(begin, end), found: true });
    done = end;
  }
  if (done < text.length) parts.push({ text: text.slice(done), found: false });
  return parts;
}
