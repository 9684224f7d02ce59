import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { canonical, type Value } from './protocol/json';
import { fetchMail, flush, person, PostOffice } from './wire/fixture';
import { asProblem } from './wire/problem';

// Twelve faults that an earlier app of this kind had, each with the tests that keep it out. Paths are from spa/.

const { process } = globalThis as unknown as { process: { getBuiltinModule(name: 'fs'): { readFileSync(path: URL, as: 'utf8'): string } } };
const here = 'src/knownbugs.test.ts';

const faults: Record<string, [file: string, test: string][]> = {
  'a member that is undefined is left out, and what is signed is another thing': [[here, 'signs nothing that is incomplete']],
  'reactive objects cannot be stored, and nobody hears of it': [
    [here, 'pages store nothing, and hear why the worker could not'],
    ['src/wire/port.test.ts', 'what cannot be handed over is a problem'],
  ],
  'a long TXT record that was cut at 255 bytes passes for none': [['../proof/channel_test.go', 'cut into two records']],
  'a rate limit of GitHub passes for a missing proof': [
    ['../proof/provider_test.go', 'TestGitHubLimit'],
    ['src/identity/Proofs.test.ts', 'stand in three groups, with the reason and the evidence'],
  ],
  'one person is two conversations': [[here, 'one key is one conversation, whatever it is called']],
  'what was fetched instead of pushed is not told': [
    ['src/wire/notices.test.ts', 'comes once for a message, however it came'],
    ['src/chats/chats.test.ts', 'tells news once, however it came'],
  ],
  'a connection is made again with an old signature': [
    [here, 'nothing reconnects by itself with what was signed before'],
    ['../node/login_test.go', 'TestReplayedProofIsRefused'],
  ],
  'seed and words are sealed with one nonce': [['src/wire/vault.test.ts', 'seals seed and words with nonces of their own']],
  'marks and proofs reach only the screen that made them': [
    ['src/identity/Proofs.test.ts', 'are called verified when they hold in two places'],
    ['src/wire/identity.test.ts', 'are signed, said in the sigchain and shown'],
  ],
  'receipts can be forged, mail replayed, pushes read, and one key opens everything': [
    ['src/wire/arrivals.test.ts', 'never take ticks back, and ignore receipts for what is not mine'],
    ['src/wire/arrivals.test.ts', 'come once, however often the node hands them over'],
    ['src/wire/arrivals.test.ts', 'refuse a letter dated far from when the node stored it'],
    ['../node/push_test.go', 'TestPush'],
    ['src/protocol/box.test.ts', 'gives what both can open, and hides the length'],
  ],
  'bubbles are as wide as the pane': [['e2e/scrolling.test.ts', 'a bubble is as wide as what it says']],
  'the end pulls at whoever reads further up': [['e2e/scrolling.test.ts', 'moves nothing for whoever reads further up, and counts']],
};

it.each(Object.entries(faults))('%s: has its tests', (_, tests) => {
  for (const [file, test] of tests) {
    const source = process.getBuiltinModule('fs').readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(source, file).toContain(test);
  }
});

it('signs nothing that is incomplete', () => {
  for (const gap of [{ a: 1, b: undefined }, { a: { b: undefined } }, [undefined], { a: () => 1 }, { a: Symbol('a') }, { a: 1n }]) {
    expect(() => canonical(gap as unknown as Value), String(Object.keys(gap))).toThrow();
  }
});

it('pages store nothing, and hear why the worker could not', () => {
  const sources = import.meta.glob<string>(['./{app,chats,identity,session,settings,ui}/**/*.{ts,svelte}', '!./**/*.test.ts'], { query: '?raw', import: 'default', eager: true });
  expect(Object.keys(sources).length).toBeGreaterThan(60);
  for (const [path, source] of Object.entries(sources)) expect(source, path).not.toMatch(/indexedDB|from 'idb'/);
  expect(asProblem(new DOMException('', 'QuotaExceededError'))).toMatchObject({ code: 'storage-full', detail: expect.stringMatching(/\w/) });
  expect(asProblem(new DOMException('', 'DataCloneError'))).toMatchObject({ code: 'internal', detail: expect.stringMatching(/\w/) });
});

it('one key is one conversation, whatever it is called', async () => {
  const [ana, bo] = [await person(1), await person(2)];
  const post = new PostOffice(ana, bo);
  for (const handle of ['bo', 'robert', 'bob']) {
    bo.vault.profile.account.handle = handle;
    await bo.outbox.queue(ana.key, `from ${handle}`);
    await flush(bo, post.sender(bo));
    await fetchMail(ana);
  }
  expect(ana.book.conversations()).toMatchObject([{ peer: bo.key, unread: 3, last: { body: 'from bob' } }]);
});

it('nothing reconnects by itself with what was signed before', () => {
  const sources = import.meta.glob<string>(['./**/*.{ts,svelte}', '!./**/*.test.ts'], { query: '?raw', import: 'default', eager: true });
  for (const [path, source] of Object.entries(sources)) expect(source, path).not.toMatch(/new EventSource/);
});
