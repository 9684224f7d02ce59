const characters = 3000;
const lines = 40;
/** What stays visible of a folded text. */
const kept = { characters: 1200, lines: 16 };

/** The beginning of a text that is too long to be shown whole; undefined for the others. */
export function folded(body: string): string | undefined {
  const tall = nth(body, lines);
  if (body.length <= characters && tall < 0) return undefined;
  const line = nth(body, kept.lines);
  const cut = Math.min(line < 0 ? body.length : line, kept.characters);
  const space = body.lastIndexOf(' ', cut);
  // Never inside a surrogate pair, and at a space where there is one near.
  const at = space > cut - 40 ? space : cut;
  return `${body.slice(0, at).toWellFormed().replace(/\ufffd$/, '')}…`;
}

/** The index of the nth line break, or -1. */
function nth(body: string, count: number): number {
  let at = -1;
  for (let seen = 0; seen < count; seen++) {
    at = body.indexOf('\n', at + 1);
    if (at < 0) return -1;
  }
  return at;
}
