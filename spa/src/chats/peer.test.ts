import { expect, it } from 'vitest';
import { find, fingerprint, nameOf, pathOf, profileOf } from './peer';

const home = 'chat.example.org';
const key = `ed25519:2152f8d1${'0'.repeat(56)}`;
const bo = { peer: key, handle: 'bo', server: home };
const dag = { peer: key.replace('2152', '3333'), handle: 'dag', server: 'other.example.net' };
const unknown = { peer: key.replace('2152', '4444'), server: home };

it('names people as shortly as is clear', () => {
  expect([bo, dag, unknown].map((peer) => nameOf(peer, home))).toEqual(['bo', 'dag@other.example.net', '4444 f8d1']);
  expect(fingerprint(key)).toBe('2152 f8d1');
});

it('finds whom a path means, and what other spellings of it mean', () => {
  const peers = [bo, dag, unknown];
  for (const peer of peers) expect(find(peers, decodeURIComponent(pathOf(peer, home).replace('/chats/', '')), home)).toBe(peer);
  expect(find(peers, '@BO', home)).toBe(bo);
  expect(find(peers, `bo@${home}`, home)).toBe(bo);
  expect(find(peers, 'dag', home)).toBeUndefined();
  expect(find(peers, 'bo@other.example.net', home)).toBeUndefined();
  expect(find(peers, '', home)).toBeUndefined();
});

it('takes nobody for their namesake', () => {
  const [one, other] = [{ ...bo, namesake: true }, { ...bo, peer: dag.peer, namesake: true }];
  expect(find([one, other], 'bo', home)).toBeUndefined();
  expect([pathOf(one, home), profileOf(other, home), profileOf(bo, home)]).toEqual([`/chats/${key}`, `/identity/${dag.peer}`, '/identity/bo']);
  expect(find([one, other], dag.peer, home)).toBe(other);
});
