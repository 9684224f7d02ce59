import type { View } from './engine';

// What of the app is in view, in whichever tab: held as Web Locks, because a lock goes away with its tab
// however that ends, and a tab that only said so would be looking for ever.

const name = 'kez-view';

/** What somebody can see now. */
export interface Seen {
  /** Any part of the unlocked app. */
  app: boolean;
  chat(peer: string): boolean;
}

export class Views {
  readonly #locks: LockManager;
  #release: () => void = () => undefined;

  constructor(locks: LockManager) {
    this.#locks = locks;
  }

  /** What this tab's page shows; nothing when it is out of view. */
  watch(view?: View): void {
    this.#release();
    if (!view) return;
    const until = new Promise<void>((resolve) => (this.#release = resolve));
    for (const held of view.peer === undefined ? [name] : [name, `${name} ${view.peer}`]) {
      void this.#locks.request(held, { mode: 'shared' }, () => until);
    }
  }

  async seen(): Promise<Seen> {
    const held = new Set((await this.#locks.query()).held?.map((lock) => lock.name));
    return { app: held.has(name), chat: (peer) => held.has(`${name} ${peer}`) };
  }
}
