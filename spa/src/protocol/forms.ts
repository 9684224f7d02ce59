import { fromUTF8, utf8 } from './bytes';
import { readClaim } from './claim';
import { compactPrefix, decodeCompact, encodeCompact } from './compact';
import { readEnvelope } from './envelope';
import { parse, type Value } from './json';
import { Refused } from './refused';

// The forms that a claim travels in, docs/protocol.md section 2, "Forms", besides JSON and the compact
// one, and the one parser that finds them.

const largestText = 1024 * 1024;
const mostFound = 64;
const longestString = 255; // a <character-string> of RFC 1035 section 3.3

/** For a README or a gist: who says what, and the envelope in a fence. */
export function markdown(envelope: string): string {
  const { subject, primary, raw } = readClaim(envelope);
  return `# KEZ claim\n\nSubject: ${subject}\nPrimary: ${primary}\n\n\`\`\`kez\n${indented(parse(raw), '')}\n\`\`\`\n`;
}

/** Two spaces a level. JSON.stringify would put names that look like numbers first. */
function indented(value: Value, margin: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${margin}  `;
  const items = Array.isArray(value)
    ? value.map((item) => inner + indented(item, inner))
    : Object.keys(value).sort().map((name) => `${inner}${JSON.stringify(name)}: ${indented(value[name] as Value, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${margin}${close}`;
}

/** The strings of one DNS record, which readers join without anything between. */
export function txt(envelope: string): string[] {
  const compact = encodeCompact(envelope);
  const list = [];
  for (let at = 0; at < compact.length; at += longestString) list.push(compact.slice(at, at + longestString));
  return list;
}

/** Envelopes as JSON, in their order; none was verified. `damaged`: something begins like one, and none can be read. */
export type Found = { result: 'found'; found: string[] } | { result: 'none' } | { result: 'damaged'; detail: string } | { result: 'too-large' };

export function find(text: string | Uint8Array): Found {
  const size = typeof text === 'string' ? utf8(text).length : text.length;
  if (size > largestText) return { result: 'too-large' };
  return new Finder(typeof text === 'string' ? text : decode(text)).result();
}

/** A stray byte in a page is no reason not to find what stands around it. */
function decode(bytes: Uint8Array): string {
  try {
    return fromUTF8(bytes);
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
}

class Finder {
  #rest: string;
  readonly #found: string[] = [];
  #tried = 0;
  #damage: string | undefined;

  constructor(text: string) {
    this.#rest = text;
  }

  result(): Found {
    const whole = trim(this.#rest);
    if (whole.startsWith('{')) this.#try(whole);
    if (this.#found.length === 0) this.#scan();
    if (this.#found.length > 0) return { result: 'found', found: this.#found };
    return this.#damage === undefined ? { result: 'none' } : { result: 'damaged', detail: this.#damage };
  }

  /** Line after line, a fence as one. Of a line every compact form. */
  #scan(): void {
    while (this.#rest !== '' && this.#tried < mostFound) {
      const line = this.#line();
      const mark = cutMark(line);
      if (mark && blankless(mark.rest) === 'kez') {
        this.#try(this.#block(mark.mark));
        continue;
      }
      for (const [form] of line.matchAll(/kez:z1:[A-Za-z0-9_-]*={0,2}/g)) {
        if (this.#tried >= mostFound) break;
        this.#try(form);
      }
    }
  }

  #line(): string {
    const end = this.#rest.indexOf('\n') + 1 || this.#rest.length;
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    return line;
  }

  /** What stands in a fence; one that nothing closes ends with the text. */
  #block(open: string): string {
    let body = '';
    while (this.#rest !== '') {
      const line = this.#line();
      const mark = cutMark(line);
      if (mark && mark.mark.startsWith(open) && blankless(mark.rest) === '') break;
      body += line;
    }
    return trim(body);
  }

  #try(text: string): void {
    this.#tried++;
    try {
      const json = text.startsWith(compactPrefix) ? decodeCompact(text) : text;
      readEnvelope(json);
      this.#found.push(trim(json));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#damage ??= error.message;
    }
  }
}

/** Three or more backticks or tildes, with three spaces before them at most: CommonMark 0.31 section 4.5. */
function cutMark(line: string): { mark: string; rest: string } | undefined {
  const found = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/.exec(line.replace(/[\r\n]+$/, ''));
  return found ? { mark: found[1] as string, rest: found[2] as string } : undefined;
}

function blankless(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** White space as Go has it: a byte order mark is none. */
function trim(text: string): string {
  return text.replace(/^[\s\x85]+|[\s\x85]+$/g, (space) => (space.includes('\ufeff') ? keepMark(space, text.startsWith(space)) : ''));
}

function keepMark(space: string, leading: boolean): string {
  return leading ? space.slice(space.indexOf('\ufeff')) : space.slice(0, space.lastIndexOf('\ufeff') + 1);
}
