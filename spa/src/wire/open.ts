import { Bell } from './bell';
import type { Engine, Events, Problem } from './engine';
import { startWorker } from './policy';
import { type Call, type FromWorker, type Method, type Notice, post, type ToWorker, type Work } from './port';
import { dropApp, keepApp } from './update';

/** The page's side: starts the worker, passes calls in and events out. */
export function openEngine(): Engine {
  return isSecureContext ? new Remote().engine() : insecure();
}

/** Milliseconds between two signs of somebody being there. */
const between = 5000;

interface Waiting {
  resolve(value: unknown): void;
  reject(problem: Problem): void;
}

const passing: (keyof Events)[] = ['messages', 'chain', 'effort', 'exporting', 'notice', 'chosen'];

type Handlers = { [K in keyof Events]: Set<(value: Events[K]) => void> };

class Remote {
  #worker = this.#start();
  #last = 0;
  #persisted = false;
  readonly #waiting = new Map<number, Waiting>();
  readonly #current: Partial<Events> = { session: { state: 'opening' } };
  readonly #handlers: Handlers = {
    session: new Set(),
    connection: new Set(),
    conversations: new Set(),
    messages: new Set(),
    catchup: new Set(),
    typing: new Set(),
    privacy: new Set(),
    update: new Set(),
    refused: new Set(),
    chain: new Set(),
    linking: new Set(),
    custody: new Set(),
    effort: new Set(),
    exporting: new Set(),
    notice: new Set(),
    chosen: new Set(),
  };
  readonly #bell = new Bell(
    {
      noticeChoice: this.#method('noticeChoice'),
      chooseNotices: this.#method('chooseNotices'),
      noticed: this.#method('noticed'),
      vapidKey: this.#method('vapidKey'),
      wake: this.#method('wake'),
      unwake: this.#method('unwake'),
    },
    {
      window,
      chosen: (path) => this.#tell({ event: 'chosen', value: { path } }),
      woken: () => this.#post({ awake: true }),
    },
  );
  #touched = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'visible') return;
      this.#post({ awake: true });
      this.#touch();
    });
    for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove']) {
      document.addEventListener(sign, () => this.#touch(), { capture: true, passive: true });
    }
    void keepApp(
      (apply) => this.#tell({ event: 'update', value: { apply } }),
      (file) => this.#tell({ event: 'refused', value: { file } }),
    );
  }

  engine(): Engine {
    const call = <M extends Method>(method: M) => this.#method(method);
    return {
      on: (event, handler) => this.#on(event, handler),
      node: call('node'),
      words: call('words'),
      available: call('available'),
      create: call('create'),
      restore: call('restore'),
      unlock: call('unlock'),
      lock: call('lock'),
      erase: async () => {
        await this.#bell.leave();
        await this.#call('erase', []);
        await dropApp();
      },
      lookup: call('lookup'),
      start: call('start'),
      page: call('page'),
      send: (peer, body, reply) => {
        this.#persist();
        return this.#call('send', [peer, body, reply]) as ReturnType<Engine['send']>;
      },
      retry: call('retry'),
      discard: call('discard'),
      read: call('read'),
      message: call('message'),
      search: call('search'),
      details: call('details'),
      draft: call('draft'),
      emoji: call('emoji'),
      mark: call('mark'),
      contact: call('contact'),
      forget: call('forget'),
      blocked: call('blocked'),
      typing: call('typing'),
      setPrivacy: call('setPrivacy'),
      linkStart: call('linkStart'),
      linkCancel: call('linkCancel'),
      linkTake: call('linkTake'),
      linkAccept: call('linkAccept'),
      revokeDevice: call('revokeDevice'),
      chain: call('chain'),
      addClaim: call('addClaim'),
      revokeClaim: call('revokeClaim'),
      listed: call('listed'),
      checkProof: call('checkProof'),
      look: call('look'),
      safety: call('safety'),
      accept: call('accept'),
      passkeys: this.#passkeys(),
      lockWith: call('lockWith'),
      lockWithout: call('lockWithout'),
      renamePasskey: call('renamePasskey'),
      lockAfter: call('lockAfter'),
      reveal: call('reveal'),
      checkWords: call('checkWords'),
      settle: call('settle'),
      exportChats: call('exportChats'),
      refetch: call('refetch'),
      watch: call('watch'),
      notices: () => this.#bell.notices(),
      setNotices: (change) => this.#bell.setNotices(change),
      pushSays: (words) => this.#bell.pushSays(words),
      show: (notice) => this.#bell.show(notice),
      unshow: (gone) => this.#bell.unshow(gone),
    };
  }

  #passkeys(): Engine['passkeys'] {
    const chunk = () => import('./passkey');
    const known = () => this.#current.custody?.passkeys ?? [];
    return {
      possible: async () => (await chunk()).possible(),
      make: async (user, name) => (await chunk()).make(user, name, known()),
      ask: async () => (await chunk()).ask(known()),
      drop: (credential) => void chunk().then(({ drop }) => drop(credential)),
    };
  }

  /** Not every movement of a hand is news. */
  #touch(): void {
    const now = Date.now();
    if (now - this.#touched < between) return;
    this.#touched = now;
    this.#post({ touched: true });
  }

  #method<M extends Method>(method: M): Work[M] {
    return ((...args: Parameters<Work[M]>) => this.#call(method, args)) as Work[M];
  }

  /** From the first message on there is something to lose: asks the browser not to clear it by itself. */
  #persist(): void {
    if (this.#persisted) return;
    this.#persisted = true;
    void navigator.storage?.persist?.().catch(() => false);
  }

  #start(): Worker {
    const worker = startWorker();
    worker.addEventListener('message', (event: MessageEvent<FromWorker>) => this.#receive(event.data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#fail('The part of the app that keeps your keys stopped. Reload the page.');
    });
    return worker;
  }

  #post(message: ToWorker): void {
    post(this.#worker, message);
  }

  #call<M extends Method>(method: M, args: Parameters<Work[M]>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      const problem = post(this.#worker, { id, method, args } as Call);
      if (problem) reject(problem);
      else this.#waiting.set(id, { resolve, reject });
    });
  }

  #on<K extends keyof Events>(event: K, handler: (value: Events[K]) => void): () => void {
    this.#handlers[event].add(handler);
    const current = this.#current[event];
    if (current !== undefined) handler(current);
    return () => this.#handlers[event].delete(handler);
  }

  #receive(message: FromWorker): void {
    if ('event' in message) return this.#tell(message);
    if ('retired' in message) return this.#replace();
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('problem' in message) waiting?.reject(message.problem);
    else waiting?.resolve(message.value);
  }

  #tell({ event, value }: Notice): void {
    // Changes of messages and chains are news, not a state: who comes later reads them.
    if (!passing.includes(event)) Object.assign(this.#current, { [event]: value });
    if (event === 'session' && value.state !== 'open') delete this.#current.conversations;
    if (event === 'session') this.#bell.follow(value);
    if (event === 'connection' && value.state === 'live') this.#bell.live();
    for (const handler of this.#handlers[event] as Set<(value: unknown) => void>) handler(value);
    // Whoever heard it has handed over what was typed and not stored.
    if (event === 'session' && value.state === 'locked') this.#post({ closed: true });
  }

  // Ending the worker is the one sure way to have no key left in memory.
  #replace(): void {
    this.#worker.terminate();
    // Unasked, as when the browser took the storage away: what is there now is not known yet.
    if (this.#current.session?.state === 'open') this.#tell({ event: 'session', value: { state: 'opening' } });
    this.#fail('The app was locked before this was done.');
    this.#worker = this.#start();
  }

  #fail(detail: string): void {
    const problem: Problem = { code: 'internal', title: 'Interrupted', detail };
    for (const waiting of this.#waiting.values()) waiting.reject(problem);
    this.#waiting.clear();
  }
}

/** Without a secure context there is no WebCrypto, no lock and no worker of use: only the reason is given. */
function insecure(): Engine {
  const problem: Problem = {
    code: 'internal',
    title: 'Not a secure page',
    detail: 'This address is plain HTTP, where browsers offer no encryption. Open the app over https:// or on localhost.',
  };
  const refuse = () => Promise.reject(problem);
  const engine = { on: (event: keyof Events, handler: (value: never) => void) => {
    if (event === 'session') handler({ state: 'insecure' } as never);
    return () => undefined;
  } };
  return new Proxy(engine, { get: (target, name) => (name === 'on' ? target.on : refuse) }) as unknown as Engine;
}
