/** Locks when nobody touched any tab for a while. A sleeping computer stops timers, not the clock: whoever comes back finds the app locked. */
export class Idle {
  readonly #now: () => number;
  readonly #lock: () => void;
  #limit = 0;
  #touched: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, lock: () => void) {
    this.#now = now;
    this.#lock = lock;
    this.#touched = now();
  }

  /** 0 is never. */
  set minutes(minutes: number) {
    this.#limit = minutes * 60_000;
    this.#touched = this.#now();
    this.#wait();
  }

  /** False when it comes too late: the app locks instead. */
  touch(): boolean {
    if (this.#late()) {
      this.#lock();
      return false;
    }
    this.#touched = this.#now();
    return true;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#limit = 0;
  }

  #late(): boolean {
    return this.#limit > 0 && this.#now() - this.#touched >= this.#limit;
  }

  /** One timer for many touches: it looks again when the last known touch would be too old. */
  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#limit === 0) return;
    this.#timer = setTimeout(() => {
      if (this.#late()) this.#lock();
      else this.#wait();
    }, this.#touched + this.#limit - this.#now());
  }
}
