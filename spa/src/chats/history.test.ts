import { beforeEach, expect, it } from 'vitest';
import { conversation, Memory, own, received } from './fixture';
import { most } from './history.svelte';
import { Thread } from './thread.svelte';

let memory: Memory;
let thread: Thread;

beforeEach(() => {
  memory = new Memory();
  memory.mail = Array.from({ length: 2000 }, (_, at) => received(at + 1));
  thread = new Thread(memory.engine, conversation(), () => true);
});

const far = { id: received(100).id, mine: false };
const seqs = () => thread.history.messages.map(({ seq }) => seq ?? 0);
const whole = () => seqs().every((seq, at) => at === 0 || seq === (seqs()[at - 1] ?? 0) + 1);

it('opens around the first unread message, however far back that is', async () => {
  memory.firstUnread = far.id;
  await thread.open();
  expect([seqs()[0], seqs().at(-1), thread.history.older, thread.history.newer]).toEqual([85, 115, true, true]);
  expect(thread.rows.filter(({ unread }) => unread).map(({ message }) => message.seq)).toEqual([100]);
});

it('reads down to the newest message without a hole', async () => {
  await thread.open();
  await thread.reach(far);
  while (thread.history.newer) await thread.loadNewer();
  expect([seqs().at(-1), whole()]).toEqual([2000, true]);
});

it('keeps no more than some pages, whichever way the reader goes', async () => {
  await thread.open();
  thread.atEnd = false;
  while (thread.history.older) await thread.loadOlder();
  expect([seqs().length, seqs()[0], thread.history.newer, whole()]).toEqual([most, 1, true, true]);
  while (thread.history.newer) await thread.loadNewer();
  expect([seqs().length, seqs().at(-1), thread.history.older, whole()]).toEqual([most, 2000, true, true]);
});

it('shows nothing new while the end is not loaded, but puts the line above it', async () => {
  await thread.open();
  await thread.reach(far);
  thread.atEnd = false;
  const loaded = seqs().length;
  memory.mail = [...memory.mail, received(2001)];
  thread.apply([received(2001)], []);
  expect([seqs().length, thread.firstUnread]).toEqual([loaded, received(2001).id]);
  expect(await thread.lineBelow()).toEqual({ id: received(2001).id, mine: false });
  await thread.history.loadNewest();
  expect(seqs().at(-1)).toBe(2001);
  expect(await thread.lineBelow()).toBeUndefined();
});

it('misses nothing that comes while the end is being read', async () => {
  await thread.open();
  await thread.reach(far);
  let give: () => void = () => undefined;
  memory.gate = new Promise((resolve) => (give = resolve));
  const loading = thread.history.loadNewest();
  await Promise.resolve();
  thread.apply([received(2001), received(150, 'changed far above')], []);
  give();
  await loading;
  expect([seqs().at(-1), whole()]).toEqual([2001, true]);
});

it('goes to the end for what is sent, and shows it once', async () => {
  await thread.open();
  await thread.reach(far);
  const sending = thread.send('hello');
  await expect.poll(() => memory.sent.length).toBe(1);
  expect(thread.rows.at(-1)?.message.body).toBe('hello');
  expect(seqs().at(-2)).toBe(2000);
  thread.apply([own('1', 'hello')], []);
  memory.sent[0]?.settle(own('1', 'hello'));
  await sending;
  expect(thread.rows.filter(({ message }) => message.body === 'hello')).toHaveLength(1);
});

it('tells a letter with the id of an own one apart from it', async () => {
  memory.mail = [own('1', 'mine', { seq: 1, state: 'stored' })];
  await thread.open();
  thread.apply([{ ...received(2, 'twin'), id: own('1', '').id }], []);
  expect(new Set(thread.rows.map(({ key }) => key)).size).toBe(2);
});

it('keeps a bubble that could not be handed over through every way of reading', async () => {
  await thread.open();
  const sending = thread.send('lost');
  memory.sent[0]?.refuse({ code: 'storage-full', title: '', detail: '' });
  await sending;
  await thread.reach(far);
  expect(thread.rows.some(({ message }) => message.body === 'lost')).toBe(false);
  await thread.history.loadNewest();
  expect(thread.rows.at(-1)?.message).toMatchObject({ body: 'lost', state: 'failed' });
});
