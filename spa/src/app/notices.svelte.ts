import { nameOf, pathOf } from '../chats/peer';
import type { Chats } from '../chats/chats.svelte';
import type { Engine, Notice, Shown } from '../wire/engine';
import { text } from './text';

const icons = [
  { read: '/icon.svg', unread: '/icon-unread.svg' },
  { read: '/icon-32.png', unread: '/icon-unread-32.png' },
];

/** What is told outside of the page: notices, the number on the app's icon, the dot on the tab's. */
export class Notices {
  readonly #engine: Engine;
  readonly #window: Window;
  readonly #stops: (() => void)[];

  constructor(engine: Engine, chats: Chats, window: Window) {
    this.#engine = engine;
    this.#window = window;
    const looked = () => this.#watch(chats);
    window.document.addEventListener('visibilitychange', looked);
    this.#stops = [
      () => window.document.removeEventListener('visibilitychange', looked),
      engine.on('notice', (notice) => void engine.show(shown(notice, chats.home)).catch(() => undefined)),
      $effect.root(() => {
        $effect(() => this.#watch(chats));
        $effect(() => this.#mark(chats.unread));
        // Read, here or on another device: its notice has nothing to say any more.
        $effect(() => {
          const read = new Set(chats.list?.filter(({ unread }) => unread === 0).map(({ peer }) => peer));
          if (read.size > 0) void engine.unshow((peer) => read.has(peer)).catch(() => undefined);
        });
      }),
    ];
    void engine.pushSays({ title: text.brand, body: text.notice.message }).catch(() => undefined);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    void this.#engine.watch().catch(() => undefined);
    this.#mark(0);
  }

  #watch({ open }: Chats): void {
    const visible = this.#window.document.visibilityState === 'visible';
    void this.#engine.watch(visible ? (open === undefined ? {} : { peer: open }) : undefined).catch(() => undefined);
    // What only says that there is something has said it.
    if (visible) void this.#engine.unshow('mail').catch(() => undefined);
  }

  #mark(unread: number): void {
    const { navigator, document } = this.#window;
    // Where the app is not installed a browser may refuse, or not know it at all.
    const badged = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
    void badged?.catch(() => undefined);
    for (const { read, unread: dotted } of icons) {
      const link = document.querySelector(`link[rel=icon][href="${read}"], link[rel=icon][href="${dotted}"]`);
      link?.setAttribute('href', unread > 0 ? dotted : read);
    }
  }
}

export function shown({ tag, chats, who, unread = 1, body }: Notice, home: string): Shown {
  if (!who) return { tag, title: text.brand, body: chats > 1 ? text.notice.chats(chats) : text.notice.message, path: '/chats' };
  const name = nameOf(who, home);
  return {
    tag,
    title: unread > 1 ? text.notice.several(name, unread) : name,
    body: body ?? (unread > 1 ? text.notice.messages(unread) : text.notice.message),
    path: pathOf(who, home),
  };
}
