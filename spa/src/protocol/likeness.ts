// What counts as the same when somebody searches: case, accents and the marks of markup do not matter.

const marks = /[\p{M}*_~`]/gu;

/** A text as it is compared. */
export function plain(text: string): string {
  return reduce(text.normalize('NFKD'));
}

function reduce(text: string): string {
  // Lower case comes first: İ becomes i and a dot of its own.
  return text.toLowerCase().replace(marks, '').replace(/ß/g, 'ss').replace(/ς/g, 'σ').replace(/ı/g, 'i').replace(/\s+/g, ' ');
}

/** Where `sought`, which is plain already, stands in a text: pairs of begin and end, none inside another. */
export function occurrences(text: string, sought: string): [from: number, to: number][] {
  if (sought === '' || !plain(text).includes(sought)) return [];
  // Which piece of the text each plain character comes from.
  let compared = '';
  const from: number[] = [];
  const to: number[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + String.fromCodePoint(text.codePointAt(at) ?? 0).length;
    const piece = reduce(text.slice(at, end).normalize('NFKD'));
    const repeated = piece === ' ' && compared.endsWith(' ');
    for (let unit = 0; unit < piece.length && !repeated; unit++) {
      from.push(at);
      to.push(end);
    }
    if (!repeated) compared += piece;
    // A mark belongs to what it stands on.
    if (piece === '' && to.length > 0) to[to.length - 1] = end;
    at = end;
  }
  const found: [number, number][] = [];
  let done = 0;
  for (let at = compared.indexOf(sought); at >= 0; at = compared.indexOf(sought, at + sought.length)) {
    const [begin = 0, end = text.length] = [from[at], to[at + sought.length - 1]];
    // Both halves of ß are one letter.
    if (begin >= done) found.push([begin, end]);
    done = end;
  }
  return found;
}
