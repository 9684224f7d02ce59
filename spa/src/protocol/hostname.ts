// What the platform's URL does not ask of domain names, or not everywhere: docs/protocol.md section 2 takes
// letters, digits and hyphens only (STD 3) and wants the Bidi rule of RFC 5893, and all sides must agree.

/** The unicode form of an A-label that the platform made or passed; undefined for what is no punycode. */
export function unicodeLabel(label: string): string | undefined {
  return label.startsWith('xn--') ? punycode(label.slice(4)) : label;
}

/** RFC 3492 section 6.2. */
function punycode(text: string): string | undefined {
  const basic = text.lastIndexOf('-');
  const points = Array.from(basic > 0 ? text.slice(0, basic) : '', (char) => char.codePointAt(0) as number);
  let n = 128;
  let i = 0;
  let bias = 72;
  for (let at = basic > 0 ? basic + 1 : 0; at < text.length; ) {
    const before = i;
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(text[at++] ?? ' ');
      if (digit < 0) return undefined;
      i += digit * weight;
      const threshold = Math.min(26, Math.max(1, k - bias));
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const count = points.length + 1;
    bias = adapt(i - before, count, before === 0);
    n += Math.floor(i / count);
    i %= count;
    if (n > 0x10ffff) return undefined;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
}

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}

/** Some signs are another with a stroke through it, and stand for ASCII that no name has: ≠ ≮ ≯. */
export function isStrict(label: string): boolean {
  return !/[=<>]/.test(label.normalize('NFD'));
}

type Direction = 'L' | 'R' | 'AN' | 'EN' | 'ES' | 'NSM' | 'ON';

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const arabicNumber = /[\u0600-\u0605\u0660-\u0669\u066b\u066c\u06dd\u0890\u0891\u08e2\u{10d30}-\u{10d39}\u{10d40}-\u{10d49}\u{10e60}-\u{10e7e}]/u;

/** Of characters that domain names have. */
function direction(char: string): Direction {
  if (/[0-9\u06f0-\u06f9]/.test(char)) return 'EN';
  if (char === '-') return 'ES';
  if (arabicNumber.test(char)) return 'AN';
  if (/[\p{Mn}\p{Me}]/u.test(char)) return 'NSM';
  if (rightToLeft.test(char)) return /[\p{S}\u0609\u060a\u060c\u066a\u07f7-\u07f9\ufd3e\ufd3f]/u.test(char) ? 'ON' : 'R';
  // Letters that only modify others have no direction.
  if (/[\u02b9\u02ba\u02c2-\u02cf\u02d2-\u02df\u02e5-\u02ed\u02ef-\u02ff\u0374\ua700-\ua721\ua788]/.test(char)) return 'ON';
  return /[\p{L}\p{N}\p{Mc}]/u.test(char) ? 'L' : 'ON';
}

/** RFC 5893 section 2: it binds all labels once one of them has characters that are written from right to left. */
export function isBidi(labels: string[]): boolean {
  const directions = labels.map((label) => Array.from(label, direction));
  if (!directions.flat().some((one) => one === 'R' || one === 'AN')) return true;
  return directions.every(follows);
}

function follows(label: Direction[]): boolean {
  const has = (one: Direction) => label.includes(one);
  const last = label.findLast((one) => one !== 'NSM');
  if (label[0] === 'R') return !has('L') && !(has('EN') && has('AN')) && (last === 'R' || last === 'EN' || last === 'AN');
  return label[0] === 'L' && !has('R') && !has('AN') && (last === 'L' || last === 'EN');
}
