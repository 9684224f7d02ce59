import type { Chat } from './chat';
import type { Keys } from './cipher';
import type { Connection, Events } from './engine';
import type { Key } from '../protocol/key';
import type { Exclusive } from './store';

// All tabs of a browser are one device: one of them leads (connects, sends, receives), all read and
// write the same store. Keys cross between them as objects that cannot be exported.

export type Word =
  | { say: 'ask' }
  | { say: 'opened'; keys: Keys }
  | { say: 'locked' }
  | { say: 'erased' }
  /** Somebody is there: no tab locks for want of a touch. */
  | { say: 'touched' }
  /** The locks of the account or what belongs to them changed. */
  | { say: 'custody' }
  /** News for the pages of the other tabs. */
  | { say: 'messages'; news: Events['messages'] }
  | { say: 'chats'; chats: Chat[] }
  | { say: 'connection'; state: Connection }
  | { say: 'catchup'; progress: Events['catchup'] }
  /** Work for the leader. */
  | { say: 'queued' }
  | { say: 'read'; peer: Key }
  | { say: 'accepted'; peer: Key }
  | { say: 'typing'; typing: Events['typing'] }
  | { say: 'marked' }
  | { say: 'types'; peer: Key }
  | { say: 'decided'; peer: Key }
  | { say: 'awake' }
  /** Everything in the mailbox once more. */
  | { say: 'refetch' }
  /** A sigchain was written: what is in memory is old. */
  | { say: 'chain'; account: Key };

const leader = 'kez-leader';

export class Tabs {
  readonly #channel = new BroadcastChannel('kez-chat');

  constructor(heard: (word: Word) => void) {
    this.#channel.addEventListener('message', (event: MessageEvent<Word>) => heard(event.data));
  }

  say(word: Word): void {
    this.#channel.postMessage(word);
  }

  /** Whether another tab is unlocked: only such ones lead. */
  async othersOpen(): Promise<boolean> {
    const { held } = await navigator.locks.query();
    return held?.some(({ name }) => name === leader) ?? false;
  }

  /** Runs `lead` once this tab is the leader; the next tab follows when it ends or the tab closes. */
  async lead(signal: AbortSignal, lead: () => Promise<void>): Promise<void> {
    try {
      await navigator.locks.request(leader, { signal }, lead);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  close(): void {
    this.#channel.close();
  }
}

/** One writer at a time among all tabs. */
export const exclusive: Exclusive = (deed) => navigator.locks.request('kez-store', deed) as ReturnType<typeof deed>;
