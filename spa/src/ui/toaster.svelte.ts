import { createContext } from 'svelte';

const life = 5000;

/** One short-lived line at a time. Never the only place where an error is told. */
export class Toaster {
  text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    this.text = text;
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
  }
}

export const [getToaster, setToaster] = createContext<Toaster>();
