import 'fake-indexeddb/auto';
import { beforeEach, expect, it } from 'vitest';
import { newID } from '../protocol/id';
import type { Value } from '../protocol/json';
import { fetchMail, flush, type Person, person, PostOffice } from './fixture';
import { ChainOffice } from './chainfixture';
import { randomBytes } from './vault';

let ana: Person;
let bo: Person;
let post: PostOffice;

beforeEach(async () => {
  const office = new ChainOffice(() => ana.clock.now);
  ana = await person(1, office);
  bo = await person(2, office);
  post = new PostOffice(ana, bo);
});

async function read(who: Person, peer: Person) {
  await fetchMail(who);
  return (await who.book.page(peer.key, { newest: true, count: 100 })).messages;
}

it('a sealed reply names what it answers, for both', async () => {
  const { id } = await ana.outbox.queue(bo.key, 'question');
  await flush(ana, post.sender(ana));
  await read(bo, ana);
  const answer = await bo.outbox.queue(ana.key, 'answer', { id, mine: false });
  expect(answer.reply).toEqual({ id, mine: false });
  await flush(bo, post.sender(bo));
  expect((await read(ana, bo)).map(({ body, reply }) => [body, reply])).toEqual([['question', undefined], ['answer', { id, mine: true }]]);
  expect((await read(bo, ana)).at(-1)?.reply).toEqual({ id, mine: false });
});

it('finds the one answered, and says when it is not here', async () => {
  const { id } = await ana.outbox.queue(bo.key, 'question');
  expect(await ana.book.message(bo.key, { id, mine: true })).toMatchObject({ id, body: 'question' });
  expect(await ana.book.message(bo.key, { id, mine: false })).toBeUndefined();
});

it('a draft keeps what it answers, for every tab', async () => {
  const { id } = await ana.outbox.queue(bo.key, 'question');
  await ana.book.draft(bo.key, 'well', { id, mine: true });
  expect(ana.book.conversations()[0]).toMatchObject({ draft: 'well', answers: { id, mine: true } });
  const writes = ana.news.length;
  await ana.book.draft(bo.key, 'well', { id, mine: true });
  expect(ana.news.length).toBe(writes);
  await ana.book.draft(bo.key, 'well');
  expect(ana.book.conversations()[0]).not.toHaveProperty('answers');
});

const nobody = `ed25519:${'33'.repeat(32)}`;
it.each<[string, Value]>([
  ['no members', 'x'],
  ['no id', { from: nobody }],
  ['not an id', { id: 'x', from: nobody }],
  ['somebody else', { id: 'a'.repeat(32), from: nobody }],
])('shows the text of what answers nothing: %s', async (_, reply) => {
  const id = newID(randomBytes);
  const body = await ana.engine.seal({ type: 'text', id, to: bo.key, sentAt: ana.clock.now, members: { body: 'hello', reply } });
  post.put(bo.key, { kind: 'msg', from: ana.key, id, body }, ana.clock.now);
  const [message] = await read(bo, ana);
  expect(message?.body).toBe('hello');
  expect(message).not.toHaveProperty('reply');
});
