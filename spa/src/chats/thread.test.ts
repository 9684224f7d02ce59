import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bo, Memory, own, received } from './fixture';
import { Thread } from './thread.svelte';

let memory: Memory;
let watched = true;

function begin(draft = ''): Thread {
  return new Thread(memory.engine, bo, draft, () => watched);
}

const bodies = (thread: Thread) => thread.messages.map(({ body, state }) => `${body}: ${state}`);

beforeEach(() => {
  memory = new Memory();
  watched = true;
});

describe('reading', () => {
  beforeEach(() => void (memory.mail = Array.from({ length: 150 }, (_, at) => received(at + 1))));

  it('opens with the newest page, once', async () => {
    const thread = begin();
    await Promise.all([thread.open(0), thread.open(0)]);
    await thread.open(0);
    expect([thread.messages.length, thread.older, memory.pages]).toEqual([60, true, 1]);
    expect(thread.messages.at(-1)?.seq).toBe(150);
  });

  it('reads enough to reach the first unread one', async () => {
    memory.firstUnread = received(20).id;
    const thread = begin();
    await thread.open(131);
    expect(thread.rows.filter(({ unread }) => unread).map(({ message }) => message.seq)).toEqual([20]);
  });

  it('reads backwards to the beginning, one page at a time', async () => {
    const thread = begin();
    await thread.open(0);
    await Promise.all([thread.loadOlder(), thread.loadOlder()]);
    expect(thread.messages.length).toBe(120);
    await thread.loadOlder();
    await thread.loadOlder();
    expect([thread.messages.length, thread.older, memory.pages]).toEqual([150, false, 3]);
    expect(thread.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, at) => at + 1));
  });

  it('misses nothing that comes while the page is on its way', async () => {
    let give: () => void = () => undefined;
    memory.gate = new Promise((resolve) => (give = resolve));
    const thread = begin();
    const opened = thread.open(0);
    thread.apply([received(151)], []);
    give();
    await opened;
    expect(thread.messages.at(-1)?.seq).toBe(151);
  });

  it('leaves no hole: a change far above is not taken in', async () => {
    const thread = begin();
    await thread.open(0);
    thread.apply([received(3)], []);
    expect(thread.messages[0]?.seq).toBe(91);
  });

  it('can be opened again after a failure', async () => {
    const problem = { code: 'internal', title: 'x', detail: 'y' };
    memory.gate = Promise.reject(problem);
    const thread = begin();
    await thread.open(0);
    expect([thread.opened, thread.problem]).toEqual([false, problem]);
    memory.gate = Promise.resolve();
    await thread.open(0);
    expect([thread.opened, thread.problem]).toEqual([true, undefined]);
  });
});

describe('what arrives', () => {
  it('is counted and gets the line when the reader is not at the end', async () => {
    const thread = begin();
    await thread.open(0);
    thread.atEnd = false;
    thread.apply([received(1), received(2)], []);
    expect([thread.below, thread.firstUnread]).toEqual([2, received(1).id]);
    await thread.read();
    expect([thread.below, memory.reads]).toEqual([0, 1]);
  });

  it('gets the line when nobody looks', async () => {
    watched = false;
    const thread = begin();
    await thread.open(0);
    thread.apply([received(1)], []);
    expect(thread.firstUnread).toBe(received(1).id);
  });

  it('moves in once when the reader is at the end, and takes no line', async () => {
    const thread = begin();
    await thread.open(0);
    thread.apply([received(1)], []);
    const key = thread.rows[0]?.key ?? '';
    expect([thread.moves(key), thread.moves(key), thread.firstUnread, thread.below]).toEqual([true, false, undefined, 0]);
  });

  it('is shown once however often it is told', async () => {
    const thread = begin();
    await thread.open(0);
    for (let time = 0; time < 3; time++) thread.apply([received(1)], []);
    expect(bodies(thread)).toEqual(['message 1: stored']);
  });
});

describe('sending', () => {
  it('shows the bubble at once and keeps its key through every state', async () => {
    const thread = begin();
    await thread.open(0);
    const sending = thread.send('hello');
    expect(bodies(thread)).toEqual(['hello: queued']);
    const key = thread.rows[0]?.key;
    memory.sent[0]?.settle(own('1', 'hello'));
    await sending;
    thread.apply([own('1', 'hello', { state: 'stored', seq: 9 })], []);
    thread.apply([own('1', 'hello', { state: 'delivered', seq: 9 })], []);
    expect(bodies(thread)).toEqual(['hello: delivered']);
    expect(thread.rows[0]?.key).toBe(key);
  });

  it('is no twin when the news comes before the answer', async () => {
    const thread = begin();
    await thread.open(0);
    const sending = thread.send('hello');
    thread.apply([own('1', 'hello')], []);
    thread.apply([own('1', 'hello', { state: 'stored', seq: 9 })], []);
    memory.sent[0]?.settle(own('1', 'hello'));
    await sending;
    expect(bodies(thread)).toEqual(['hello: stored']);
  });

  it('tells two equal texts apart', async () => {
    const thread = begin();
    await thread.open(0);
    const sending = [thread.send('ok'), thread.send('ok')];
    thread.apply([own('1', 'ok')], []);
    memory.sent[0]?.settle(own('1', 'ok'));
    memory.sent[1]?.settle(own('2', 'ok'));
    await Promise.all(sending);
    expect(thread.messages.map(({ id }) => id)).toEqual([own('1', '').id, own('2', '').id]);
  });

  it('keeps what was not sent below what is stored', async () => {
    const thread = begin();
    await thread.open(0);
    void thread.send('mine');
    thread.apply([received(1)], []);
    expect(bodies(thread)).toEqual(['message 1: stored', 'mine: queued']);
  });

  it('shows why it failed, and sends or deletes it then', async () => {
    const problem = { code: 'storage-full', title: 'Full', detail: 'No room.' };
    const thread = begin();
    await thread.open(0);
    const sending = thread.send('hello');
    memory.sent[0]?.refuse(problem);
    await sending;
    expect(thread.messages[0]).toMatchObject({ state: 'failed', problem });
    const again = thread.messages[0] && thread.retry(thread.messages[0]);
    expect(bodies(thread)).toEqual(['hello: queued']);
    memory.sent[1]?.refuse(problem);
    await again;
    if (thread.messages[0]) await thread.discard(thread.messages[0]);
    expect(thread.messages).toEqual([]);
  });

  it('takes a discarded one away', async () => {
    const thread = begin();
    await thread.open(0);
    thread.apply([own('1', 'hello', { state: 'failed' })], []);
    thread.apply([], [own('1', '').id]);
    expect(thread.messages).toEqual([]);
  });
});

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are kept after a pause, and at once when the reader leaves', () => {
    const thread = begin('old');
    expect(thread.draft).toBe('old');
    thread.write('n');
    thread.write('new');
    vi.advanceTimersByTime(300);
    thread.write('newer');
    thread.leave();
    thread.saveDraft();
    vi.advanceTimersByTime(5000);
    expect(memory.drafts).toEqual(['new', 'newer']);
  });
});
