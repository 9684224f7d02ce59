import { expect, it } from 'vitest';
import { reasonOf } from './reason';
import { text } from './text';

interface Files {
  readFileSync(path: string, encoding: 'utf8'): string;
}
// Without the types of Node, which would change those of the browser all over the app.
const { process } = globalThis as unknown as { process: { getBuiltinModule(name: 'fs'): Files } };
const page = process.getBuiltinModule('fs').readFileSync('../docs/protocol.md', 'utf8');

/** The rows `| 1 `fetch` | asks | `reason` … |` of section 2, "Verification". */
const codes = Array.from(page.matchAll(/^\| \d `(\w+)` \|[^|]*\|([^|]*)\|$/gm)).flatMap(([, phase, reasons = '']) =>
  Array.from(reasons.replace(/\([^)]*\)/g, '').matchAll(/`([a-z-]+)`/g), ([, reason]) => `${phase} ${reason}`),
);

it('every reason of the protocol has a sentence, and there is none besides', () => {
  expect(codes.length).toBeGreaterThan(14);
  expect(Object.keys(text.reasons).sort()).toEqual(codes.sort());
});

it('a reason that is not known yet is not passed on as it came', () => {
  expect(reasonOf({ phase: 'fetch', reason: 'eaten-by-bears', detail: 'The node said so.' })).toBe(text.unknownReason);
  expect(reasonOf({ phase: 'toString', reason: '', detail: '' })).toBe(text.unknownReason);
  expect(reasonOf({ phase: 'fetch', reason: 'timeout', detail: '' })).toBe(text.reasons['fetch timeout']);
});
