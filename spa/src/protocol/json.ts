import { fromUTF8 } from './bytes';
import { Refused } from './refused';

// Strict JSON of docs/protocol.md section 2: what two parsers could read differently is refused, never
// repaired. JSON.parse keeps the last of two equal members and rounds 2^53 + 1; this parser does not.

export type Value = null | boolean | number | string | Value[] | Members;
export interface Members {
  [name: string]: Value;
}

const deepest = 16;
const largest = 2n ** 53n;

/** One JSON object and nothing after it. */
export function parse(data: Uint8Array | string): Members {
  const value = new Parser(typeof data === 'string' ? data : fromUTF8(data)).document();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('The JSON is not an object.');
  return value;
}

/** The canonical form, RFC 8785: JavaScript's own number and string forms, members by UTF-16 code units. */
export function canonical(value: Value): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value === 0 ? 0 : value);
  // Array.from fills the holes, which map would leave out.
  if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`;
  // Types end where somebody casts: a member that is left out would be a valid signature over another thing.
  if (typeof value !== 'object') throw new TypeError(`There is no canonical form of ${String(value)}.`);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Value)}`).join(',')}}`;
}

export function isMembers(value: Value | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(detail: string): Refused {
  return new Refused('malformed', detail);
}

const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const space = /[ \t\n\r]*/y;
const escapes: Record<string, string> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
};

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Value {
    this.#space();
    const value = this.#value(1);
    this.#space();
    if (this.#at < this.#text.length) throw malformed('There is data after the JSON.');
    return value;
  }

  #space(): void {
    space.lastIndex = this.#at;
    space.test(this.#text);
    this.#at = space.lastIndex;
  }

  #value(depth: number): Value {
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') {
      if (depth > deepest) throw malformed(`The JSON is nested deeper than ${deepest}.`);
      return first === '{' ? this.#object(depth) : this.#array(depth);
    }
    if (first === '"') return this.#string();
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #object(depth: number): Members {
    // Without a prototype `__proto__` is a name like any other.
    const members = Object.create(null) as Members;
    this.#items('}', () => {
      if (this.#text[this.#at] !== '"') throw malformed('A member has no name.');
      const name = this.#string();
      if (name in members) throw malformed(`The member ${JSON.stringify(name)} stands there twice.`);
      this.#space();
      this.#take(':');
      this.#space();
      members[name] = this.#value(depth + 1);
    });
    return members;
  }

  #array(depth: number): Value[] {
    const values: Value[] = [];
    this.#items(']', () => values.push(this.#value(depth + 1)));
    return values;
  }

  #items(close: string, item: () => void): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      this.#space();
      if (this.#text[this.#at] === close) {
        this.#at++;
        return;
      }
      this.#take(',');
      this.#space();
    }
  }

  #take(char: string): void {
    if (this.#text[this.#at] !== char) throw malformed(`Expected ${char} at ${this.#at}.`);
    this.#at++;
  }

  #number(): number {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text);
    if (!found) throw malformed(`Nothing that JSON knows at ${this.#at}.`);
    this.#at = number.lastIndex;
    const [text, fraction, exponent] = found;
    const value = Number(text);
    if (!Number.isFinite(value)) throw malformed('A number is too large.');
    const plain = fraction === undefined && exponent === undefined;
    const size = Math.abs(value);
    // However it is written: below 1e21 the canonical form is written in full, where another reader may
    // keep more digits than a double has.
    const beyond = plain ? BigInt(text) > largest || BigInt(text) < -largest : size >= 2 ** 53 && size < 1e21;
    if (beyond) throw malformed('A number is beyond 2^53.');
    return value;
  }

  #string(): string {
    let value = '';
    let from = ++this.#at;
    for (;;) {
      const char = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(char)) throw malformed('A string does not end.');
      if (char < 0x20) throw malformed('A string holds a control character.');
      if (char === 0x22 || char === 0x5c) {
        value += this.#text.slice(from, this.#at);
        if (char === 0x22) break;
        value += this.#escape();
        from = this.#at;
      } else {
        this.#at++;
      }
    }
    this.#at++;
    if (!value.isWellFormed()) throw malformed('A string holds half a surrogate pair.');
    return value;
  }

  #escape(): string {
    const char = this.#text[this.#at + 1] ?? '';
    if (char === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw malformed('An escape is not \\u and four digits.');
      this.#at += 6;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const plain = Object.hasOwn(escapes, char) ? escapes[char] : undefined;
    if (plain === undefined) throw malformed('An escape is unknown.');
    this.#at += 2;
    return plain;
  }
}
