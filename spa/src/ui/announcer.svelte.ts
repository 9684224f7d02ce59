import { createContext } from 'svelte';

/** Speaks to screen readers through two live regions that lie outside of everything that scrolls. */
export class Announcer {
  polite = $state('');
  urgent = $state('');

  /** When the reader comes to a pause. */
  say(text: string): void {
    this.polite = spoken(text, this.polite);
  }

  /** At once, interrupting: a failed send, a lock. */
  alert(text: string): void {
    this.urgent = spoken(text, this.urgent);
  }
}

/** The same text again would change nothing in the region and stay silent. */
function spoken(text: string, before: string): string {
  return text === before ? `${text}\u00a0` : text;
}

export const [getAnnouncer, setAnnouncer] = createContext<Announcer>();
