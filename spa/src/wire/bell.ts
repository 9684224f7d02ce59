import { equal } from '../protocol/bytes';
import type { Engine, NoticeChoice, Notices, Problem, Session, Shown } from './engine';
import { asProblem, Failure, refuse } from './problem';
import type { Work } from './port';
import type { Subscription } from './wakes';

// What only a page can do about notices: ask for the permission, show them, and have the browser woken.

/** Where the service worker keeps what it needs and what it saw; it reads no store. */
const kept = 'kez-wakes';
const words = '/wakes/words';
const last = '/wakes/last';

/** The browser asks its maker's push service, and may do so for ever. */
const patience = 20_000;

type Worker = Pick<Work, 'noticeChoice' | 'chooseNotices' | 'noticed' | 'vapidKey' | 'wake' | 'unwake'>;

/** The browser, as far as this reaches. */
export interface Surroundings {
  window: Window & typeof globalThis;
  /** Says that a notice was chosen, and what it opens. */
  chosen(path: string): void;
  /** A push came: a connection that sleeps should not. */
  woken(): void;
}

export class Bell implements Pick<Engine, 'notices' | 'setNotices' | 'pushSays' | 'show' | 'unshow'> {
  readonly #worker: Worker;
  readonly #window: Surroundings['window'];
  #problem: Problem | undefined;
  #renewed = false;
  #open = false;

  constructor(worker: Worker, { window, chosen, woken }: Surroundings) {
    this.#worker = worker;
    this.#window = window;
    this.#container?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const said = (typeof data === 'object' && data !== null ? data : {}) as { chosen?: Shown; pushed?: true; renew?: true };
      if (said.chosen) void this.#path(said.chosen).then(chosen);
      if (said.pushed) woken();
      if (said.renew) this.#renew();
    });
  }

  async notices(): Promise<Notices> {
    const [choice, pushed] = await Promise.all([this.#worker.noticeChoice(), this.#lastPush()]);
    return {
      ...choice,
      permission: this.#permission(),
      wakeable: 'PushManager' in this.#window,
      ...(pushed === undefined ? {} : { pushed }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  async setNotices(change: Partial<NoticeChoice>): Promise<Notices> {
    // Before anything is waited for: a browser asks for nobody who did not press a button just now.
    if (change.on && this.#permission() === 'default') await this.#window.Notification.requestPermission();
    const allowed = this.#permission() === 'granted';
    const choice = { ...(await this.#worker.noticeChoice()), ...change };
    await this.#worker.chooseNotices({ ...choice, on: choice.on && allowed });
    if (change.on !== undefined || change.push !== undefined) {
      if (choice.on && choice.push && allowed) await this.#subscribe();
      else await this.#unsubscribe(true);
    }
    if (!choice.on) await this.unshow('all');
    return this.notices();
  }

  async pushSays(said: { title: string; body: string }): Promise<void> {
    await (await this.#window.caches.open(kept)).put(words, new Response(JSON.stringify(said)));
  }

  async show({ tag, title, body, path }: Shown): Promise<void> {
    const options = { tag, body, icon: '/icon-192.png', badge: '/icon-badge.png', renotify: true, data: { path } };
    try {
      await (await this.#registration()).showNotification(title, options);
    } catch (error) {
      throw problemOf(error);
    }
  }

  async unshow(gone: 'mail' | 'all' | ((peer: string) => boolean)): Promise<void> {
    for (const shown of await this.#shown()) {
      if (gone === 'all' || (gone === 'mail' && shown.tag === gone)) shown.close();
      if (typeof gone !== 'function') continue;
      const peer = await this.#worker.noticed(shown.tag).catch(() => undefined);
      if (peer !== undefined && gone(peer)) shown.close();
    }
  }

  /** How the session goes decides what may be on the screen and who is woken. */
  follow({ state }: Session): void {
    const was = this.#open;
    this.#open = state === 'open';
    if (state === 'opening' || this.#open) return;
    this.#renewed = false;
    if (was) void this.unshow('all');
    // Erased, here or in another tab.
    if (was && state === 'none') void this.#unsubscribe(false);
  }

  /** The node can be reached: says again where this browser is woken, once in the life of the page. */
  live(): void {
    if (this.#open && !this.#renewed) this.#renew();
  }

  /** Before the account is gone from here, while somebody can still sign that it is not to be woken. */
  async leave(): Promise<void> {
    await within(3000, this.#unsubscribe(true)).catch(() => undefined);
  }

  get #container(): ServiceWorkerContainer | undefined {
    return this.#window.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  }

  #permission(): Notices['permission'] {
    const { navigator, Notification, matchMedia } = this.#window;
    if (typeof Notification === 'function' && this.#container) return Notification.permission;
    const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
    return apple && !matchMedia.call(this.#window, '(display-mode: standalone)').matches ? 'uninstalled' : 'unsupported';
  }

  async #registration(): Promise<ServiceWorkerRegistration> {
    const container = this.#container;
    if (!container) throw refuse('push-unavailable', 'Not in this browser', 'This browser cannot show notifications of web apps.');
    // `ready` never settles where no service worker may be: some private windows.
    return within(patience, container.ready);
  }

  /** What is on the screen of a chat or of many. */
  async #shown(): Promise<Notification[]> {
    const registration = await this.#container?.getRegistration().catch(() => undefined);
    return (await registration?.getNotifications()) ?? [];
  }

  /** A notice that names nobody is still of a chat, and who is in may know of which. */
  async #path({ tag, path }: Shown): Promise<string> {
    const peer = path === '/chats' && this.#open ? await this.#worker.noticed(tag).catch(() => undefined) : undefined;
    return peer === undefined ? path : `/chats/${peer}`;
  }

  async #lastPush(): Promise<number | undefined> {
    const response = await this.#window.caches?.match(last).catch(() => undefined);
    return response ? Number(await response.text()) : undefined;
  }

  #renew(): void {
    this.#renewed = true;
    void this.#worker.noticeChoice().then(async ({ on, push }) => {
      if (on && push && this.#permission() === 'granted') await this.#subscribe();
      // Without an answer the next connection tries again.
      if (this.#problem?.code === 'no-network') this.#renewed = false;
    }).catch(() => (this.#renewed = false));
  }

  async #subscribe(): Promise<void> {
    this.#problem = undefined;
    try {
      await this.#worker.wake(await within(patience, this.#subscription()));
    } catch (error) {
      this.#problem = problemOf(error);
    }
  }

  /** The one there is, if it is for the node's key of today. */
  async #subscription(): Promise<Subscription> {
    const { pushManager } = await this.#registration();
    if (!pushManager) throw refuse('push-unavailable', 'No push', 'This browser has no push service.');
    const key = await this.#worker.vapidKey();
    let held = await pushManager.getSubscription();
    const of = held?.options.applicationServerKey;
    if (held && of && !equal(new Uint8Array(of), key)) {
      await held.unsubscribe();
      held = null;
    }
    held ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = held.toJSON();
    return { endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' };
  }

  /** In the browser first: an endpoint that is gone there is dropped by the node by itself. */
  async #unsubscribe(say: boolean): Promise<void> {
    this.#problem = undefined;
    const registration = await this.#container?.getRegistration().catch(() => undefined);
    const held = await registration?.pushManager?.getSubscription().catch(() => null);
    if (!held) return;
    await within(patience, held.unsubscribe()).catch(() => false);
    if (say) await this.#worker.unwake(held.endpoint).catch(() => undefined);
  }
}

/** Our own problems pass, and those of the node; what a browser says of its push service is not for people. */
function problemOf(error: unknown): Problem {
  if (error instanceof Failure) return error.problem;
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error as Problem;
  // What showNotification throws without a permission is a TypeError.
  const denied = error instanceof TypeError || (error instanceof DOMException && error.name === 'NotAllowedError');
  if (denied) return refuse('push-denied', 'Not allowed', 'This browser does not let the app show notifications.').problem;
  if (error instanceof DOMException) {
    return refuse('push-unavailable', 'No push service', 'The browser cannot reach its push service. Notifications come while the app is open.').problem;
  }
  return asProblem(error);
}

async function within<T>(ms: number, deed: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('too late', 'TimeoutError')), ms);
  });
  try {
    return await Promise.race([deed, late]);
  } finally {
    clearTimeout(timer);
  }
}
