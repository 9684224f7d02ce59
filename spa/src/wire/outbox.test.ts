import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { hex } from '../protocol/bytes';
import { fetchMail, flush, type Person, person, PostOffice, texts } from './fixture';
import type { Send } from './outbox';
import { Failure } from './problem';

let ana: Person;
let bo: Person;
let post: PostOffice;
beforeEach(async () => {
  ana = await person(1);
  bo = await person(2);
  post = new PostOffice(ana, bo);
});

const refusal = (code: string, status: number, retryAfter?: number) =>
  new Failure({ code, status, title: code, detail: code, ...(retryAfter === undefined ? {} : { retryAfter }) });

/** Fails as told, then hands on; what was tried is noted. */
function failing(send: Send, ...failures: unknown[]): { send: Send; tried: string[] } {
  const tried: string[] = [];
  return {
    tried,
    send: async (to, id, envelope) => {
      tried.push(`${id} ${hex(envelope)}`);
      const failure = failures.shift();
      if (failure) throw failure;
      return send(to, id, envelope);
    },
  };
}

describe('outbox', () => {
  it('keeps a message before it is sent, tells the page, and sends it', async () => {
    const message = await ana.outbox.queue(bo.key, 'hello');
    expect(message).toMatchObject({ peer: bo.key, mine: true, body: 'hello', state: 'queued' });
    expect(ana.news[0]?.messages).toEqual({ peer: bo.key, changed: [message], discarded: [] });
    expect(await ana.store.waitingFor()).toEqual([bo.key]);
    await flush(ana, post.sender(ana));
    expect(await texts(ana, bo)).toEqual(['> hello stored']);
    expect(ana.book.conversations()).toMatchObject([{ peer: bo.key, last: { body: 'hello', state: 'stored' }, unread: 0 }]);
    await fetchMail(bo);
    expect(await texts(bo, ana)).toEqual(['< hello stored']);
  });

  it('keeps the order of a conversation, whatever fails on the way', async () => {
    for (let i = 0; i < 5; i++) await ana.outbox.queue(bo.key, `${i}`);
    const { send, tried } = failing(post.sender(ana), new Error('connection lost'), refusal('busy', 429, 0.01), refusal('starting', 503, 0.01));
    await flush(ana, send);
    await fetchMail(bo);
    expect(await texts(bo, ana)).toEqual(['< 0 stored', '< 1 stored', '< 2 stored', '< 3 stored', '< 4 stored']);
    // The same bytes under the same id, every time.
    expect(new Set(tried.slice(0, 4)).size).toBe(1);
    expect(tried).toHaveLength(8);
  });

  it('settles an answer that was lost: sent again, stored once', async () => {
    await ana.outbox.queue(bo.key, 'once');
    let first = true;
    await flush(ana, async (...args) => {
      const receipt = await post.sender(ana)(...args);
      if (first) {
        first = false;
        throw new Error('the answer was lost');
      }
      return receipt;
    });
    await fetchMail(bo);
    expect(await texts(bo, ana)).toEqual(['< once stored']);
    expect(await texts(ana, bo)).toEqual(['> once stored']);
  });

  it('takes its own copy as the proof when the answer never comes', async () => {
    await ana.outbox.queue(bo.key, 'proof');
    const ending = new AbortController();
    const flushing = ana.outbox.flush(async (...args) => {
      await post.sender(ana)(...args);
      ending.abort();
      throw new Error('killed');
    }, ending.signal);
    await flushing;
    expect(await texts(ana, bo)).toEqual(['> proof queued']);
    await fetchMail(ana);
    expect(await texts(ana, bo)).toEqual(['> proof stored']);
    expect(await ana.store.waitingFor()).toEqual([]);
    expect(ana.book.conversations()[0]).toMatchObject({ last: { state: 'stored' } });
  });

  it('takes its own id in use for an earlier try of the same message', async () => {
    await ana.outbox.queue(bo.key, 'sealed anew');
    await flush(ana, failing(post.sender(ana), refusal('id-reused', 409)).send);
    expect(await texts(ana, bo)).toEqual(['> sealed anew stored']);
  });

  it.each([
    ['recipient-refuses', 403],
    ['unknown-key', 404],
    ['mailbox-full', 507],
    ['too-large', 413],
  ])('marks what cannot heal (%s), goes on, and tries again when told', async (code, status) => {
    const message = await ana.outbox.queue(bo.key, 'refused');
    await ana.outbox.queue(bo.key, 'next');
    await flush(ana, failing(post.sender(ana), refusal(code, status)).send);
    expect(await texts(ana, bo)).toEqual(['> next stored', '> refused failed']);
    const failed = (await ana.book.page(bo.key, { newest: true, count: 1 })).messages[0];
    expect(failed).toMatchObject({ id: message.id, problem: { code } });
    await ana.outbox.retry(bo.key, message.id);
    await flush(ana, post.sender(ana));
    expect(await texts(ana, bo)).toEqual(['> next stored', '> refused stored']);
    expect((await ana.book.page(bo.key, { newest: true, count: 1 })).messages[0]).not.toHaveProperty('problem');
  });

  it('forgets what is discarded, and shows the one before it', async () => {
    await ana.outbox.queue(bo.key, 'kept');
    const message = await ana.outbox.queue(bo.key, 'discarded');
    await ana.outbox.discard(bo.key, message.id);
    expect(ana.news.flatMap(({ messages }) => messages?.discarded ?? [])).toEqual([message.id]);
    expect(ana.book.conversations()[0]).toMatchObject({ last: { body: 'kept' } });
    await flush(ana, post.sender(ana));
    await fetchMail(bo);
    expect(await texts(bo, ana)).toEqual(['< kept stored']);
    const [kept] = (await ana.book.page(bo.key, { newest: true, count: 1 })).messages;
    await ana.outbox.discard(bo.key, kept?.id ?? '');
    expect(await texts(ana, bo)).toEqual(['> kept stored']);
  });

  it('lets nobody wait for somebody else', async () => {
    const cleo = await person(3);
    const all = new PostOffice(ana, bo, cleo);
    await ana.outbox.queue(bo.key, 'stuck');
    await ana.outbox.queue(cleo.key, 'free');
    const ending = new AbortController();
    let sent: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (sent = resolve));
    const flushing = ana.outbox.flush((to, ...rest) => {
      if (to === bo.key) return Promise.reject(refusal('sender-quota', 429, 3600));
      return all.sender(ana)(to, ...rest).finally(sent);
    }, ending.signal);
    await done;
    ending.abort();
    await flushing;
    expect(cleo.mail).toHaveLength(1);
    expect(await texts(ana, bo)).toEqual(['> stuck queued']);
  });

  it('refuses nothing and too much', async () => {
    await expect(ana.outbox.queue(bo.key, '')).rejects.toMatchObject({ problem: { code: 'malformed' } });
    await expect(ana.outbox.queue(bo.key, 'x'.repeat(120_001))).rejects.toMatchObject({ problem: { code: 'too-large' } });
    await ana.outbox.queue(bo.key, 'x'.repeat(110_000));
    const sizes: number[] = [];
    await flush(ana, (to, id, envelope) => {
      sizes.push(envelope.length);
      return post.sender(ana)(to, id, envelope);
    });
    expect(sizes[0]).toBeLessThan(262_144);
  });

  it('gives up what waited so long that the recipient would refuse it', async () => {
    const message = await ana.outbox.queue(bo.key, 'old');
    const ending = new AbortController();
    await ana.outbox.flush(async () => {
      ending.abort();
      throw new Error('gone');
    }, ending.signal);
    ana.clock.now += 30 * 86_400_000;
    await flush(ana, post.sender(ana));
    expect(await texts(ana, bo)).toEqual(['> old failed']);
    await ana.outbox.retry(bo.key, message.id);
    await flush(ana, post.sender(ana));
    await fetchMail(bo);
    expect(await texts(bo, ana)).toEqual(['< old stored']);
  });
});
