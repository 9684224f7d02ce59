// RFC 3339 in UTC with Z: milliseconds in answers, whole seconds in what is signed as a registration.

const shape = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,9})?Z$/;

/** Milliseconds since 1970; undefined where it is no such time. */
export function parseTime(text: string): number | undefined {
  const found = shape.exec(text);
  if (!found) return undefined;
  const whole = Date.parse(`${found[1]}T${found[2]}Z`);
  // Date.parse turns 31 February into March; written back, it would differ.
  if (Number.isNaN(whole) || wholeSeconds(whole) !== `${found[1]}T${found[2]}Z`) return undefined;
  return whole + Math.floor(Number(found[3] ?? 0) * 1000);
}

export function wholeSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

export function milliseconds(time: number): string {
  return new Date(time).toISOString();
}
