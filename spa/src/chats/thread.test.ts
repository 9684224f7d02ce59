import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, Memory, own, received } from './fixture';
import { Thread } from './thread.svelte';

let memory: Memory;
let watched = true;

function begin(draft = ''): Thread {
  return new Thread(memory.engine, conversation({ draft }), () => watched);
}

const bodies = (thread: Thread) => thread.history.messages.map(({ body, state }) => `${body}: ${state}`);

beforeEach(() => {
  memory = new Memory();
  watched = true;
});

describe('reading', () => {
  beforeEach(() => void (memory.mail = Array.from({ length: 150 }, (_, at) => received(at + 1))));

  it('opens with the newest page, once', async () => {
    const thread = begin();
    await Promise.all([thread.open(), thread.open()]);
    await thread.open();
    expect([thread.history.messages.length, thread.history.older, memory.pages]).toEqual([30, true, 1]);
    expect(thread.history.messages.at(-1)?.seq).toBe(150);
  });

  it('reads enough to reach the first unread one', async () => {
    memory.firstUnread = received(20).id;
    const thread = begin();
    await thread.open();
    expect(thread.rows.filter(({ unread }) => unread).map(({ message }) => message.seq)).toEqual([20]);
  });

  it('reads backwards to the beginning, one page at a time', async () => {
    const thread = begin();
    await thread.open();
    await Promise.all([thread.loadOlder(), thread.loadOlder()]);
    expect(thread.history.messages.length).toBe(90);
    await thread.loadOlder();
    await thread.loadOlder();
    expect([thread.history.messages.length, thread.history.older, memory.pages]).toEqual([150, false, 3]);
    expect(thread.history.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, at) => at + 1));
  });

  it('misses nothing that comes while the page is on its way', async () => {
    let give: () => void = () => undefined;
    memory.gate = new Promise((resolve) => (give = resolve));
    const thread = begin();
    const opened = thread.open();
    thread.apply([received(151)], []);
    give();
    await opened;
    expect(thread.history.messages.at(-1)?.seq).toBe(151);
  });

  it('leaves no hole: a change far above is not taken in', async () => {
    const thread = begin();
    await thread.open();
    thread.apply([received(3)], []);
    expect(thread.history.messages[0]?.seq).toBe(121);
  });

  it('can be opened again after a failure', async () => {
    const problem = { code: 'internal', title: 'x', detail: 'y' };
    memory.gate = Promise.reject(problem);
    const thread = begin();
    await thread.open();
    expect([thread.history.opened, thread.history.problem]).toEqual([false, problem]);
    memory.gate = Promise.resolve();
    await thread.open();
    expect([thread.history.opened, thread.history.problem]).toEqual([true, undefined]);
  });
});

describe('what arrives', () => {
  it('gets the line when the reader is not at the end', async () => {
    const thread = begin();
    await thread.open();
    thread.atEnd = false;
    thread.apply([received(1), received(2)], []);
    expect(thread.firstUnread).toBe(received(1).id);
    await thread.read();
    expect(memory.reads).toBe(1);
  });

  it('gets the line when nobody looks', async () => {
    watched = false;
    const thread = begin();
    await thread.open();
    thread.apply([received(1)], []);
    expect(thread.firstUnread).toBe(received(1).id);
  });

  it('moves in once when the reader is at the end, and takes no line', async () => {
    const thread = begin();
    await thread.open();
    thread.apply([received(1)], []);
    const key = thread.rows[0]?.key ?? '';
    expect([thread.moves(key), thread.moves(key), thread.firstUnread]).toEqual([true, false, undefined]);
  });

  it('is shown once however often it is told', async () => {
    const thread = begin();
    await thread.open();
    for (let time = 0; time < 3; time++) thread.apply([received(1)], []);
    expect(bodies(thread)).toEqual(['message 1: stored']);
  });
});

describe('the line', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  async function lined(): Promise<Thread> {
    memory.mail = [received(1), received(2)];
    memory.firstUnread = received(2).id;
    const thread = begin();
    await thread.open();
    return thread;
  }

  it('stays for five seconds, even when the reader answers or leaves at once', async () => {
    for (const go of [(thread: Thread) => void thread.send('answer'), (thread: Thread) => thread.leave()]) {
      const thread = await lined();
      vi.advanceTimersByTime(2000);
      go(thread);
      vi.advanceTimersByTime(2900);
      expect(thread.firstUnread).toBe(received(2).id);
      vi.advanceTimersByTime(200);
      expect(thread.firstUnread).toBeUndefined();
    }
  });

  it('goes at once when it was long there', async () => {
    const thread = await lined();
    vi.advanceTimersByTime(6000);
    thread.leave();
    expect(thread.firstUnread).toBeUndefined();
  });

  it('moves to what is newer once the old was read, and not before', async () => {
    const thread = await lined();
    thread.atEnd = false;
    vi.advanceTimersByTime(6000);
    thread.apply([received(3)], []);
    expect(thread.firstUnread).toBe(received(2).id);
    await thread.read();
    thread.apply([received(4)], []);
    expect(thread.firstUnread).toBe(received(4).id);
  });
});

describe('sending', () => {
  it('shows the bubble at once and keeps its key through every state', async () => {
    const thread = begin();
    await thread.open();
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
    await thread.open();
    const sending = thread.send('hello');
    thread.apply([own('1', 'hello')], []);
    thread.apply([own('1', 'hello', { state: 'stored', seq: 9 })], []);
    memory.sent[0]?.settle(own('1', 'hello'));
    await sending;
    expect(bodies(thread)).toEqual(['hello: stored']);
  });

  it('tells two equal texts apart', async () => {
    const thread = begin();
    await thread.open();
    const sending = [thread.send('ok'), thread.send('ok')];
    thread.apply([own('1', 'ok')], []);
    memory.sent[0]?.settle(own('1', 'ok'));
    memory.sent[1]?.settle(own('2', 'ok'));
    await Promise.all(sending);
    expect(thread.history.messages.map(({ id }) => id)).toEqual([own('1', '').id, own('2', '').id]);
  });

  it('keeps what was not sent below what is stored', async () => {
    const thread = begin();
    await thread.open();
    void thread.send('mine');
    thread.apply([received(1)], []);
    expect(bodies(thread)).toEqual(['message 1: stored', 'mine: queued']);
  });

  it('shows why it failed, and sends or deletes it then', async () => {
    const problem = { code: 'storage-full', title: 'Full', detail: 'No room.' };
    const thread = begin();
    await thread.open();
    const sending = thread.send('hello');
    memory.sent[0]?.refuse(problem);
    await sending;
    expect(thread.history.messages[0]).toMatchObject({ state: 'failed', problem });
    const again = thread.history.messages[0] && thread.retry(thread.history.messages[0]);
    expect(bodies(thread)).toEqual(['hello: queued']);
    memory.sent[1]?.refuse(problem);
    await again;
    if (thread.history.messages[0]) await thread.discard(thread.history.messages[0]);
    expect(thread.history.messages).toEqual([]);
  });

  it('takes a discarded one away', async () => {
    const thread = begin();
    await thread.open();
    thread.apply([own('1', 'hello', { state: 'failed' })], []);
    thread.apply([], [own('1', '').id]);
    expect(thread.history.messages).toEqual([]);
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
