import { createContext } from 'svelte';

const life = 5000;

/** One short-lived line at a time. Never the only place where an error is told. */
export class Toaster {
  text = $state('');
  /** What can be done about it, while it is shown. */
  action = $state.raw<{ label: string; run: () => void }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, action?: { label: string; run: () => void }): void {
    this.text = text;
    this.action = action;
    this.resume();
  }

  /** While somebody points at it or has focus in it. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.pause();
    this.#timer = setTimeout(() => this.hide(), life);
  }

  hide(): void {
    this.pause();
    this.text = '';
    this.action = undefined;
  }
}

export const [getToaster, setToaster] = createContext<Toaster>();
