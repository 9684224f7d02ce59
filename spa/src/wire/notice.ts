import type { Problem } from './engine';

// What a device tells its owner of, as pages see it.

/** What a person wants to be told of on this device. */
export interface NoticeChoice {
  on: boolean;
  /** How much a notice says: name and text, the name, or neither. */
  content: 'text' | 'name' | 'nothing';
  /** Also while no tab of the app is open. */
  push: boolean;
}

export interface Notices extends NoticeChoice {
  /** What the browser allows; `uninstalled` is an iPhone or iPad, where only an app on the home screen may. */
  permission: 'default' | 'granted' | 'denied' | 'unsupported' | 'uninstalled';
  /** Whether this browser has a push service at all. */
  wakeable: boolean;
  /** Milliseconds: when it last woke the app. */
  pushed?: number;
  /** Why push does not work now. */
  problem?: Problem;
}

/** Something to tell the owner of this device. The same tag again takes the place of the one before. */
export interface Notice {
  tag: string;
  content: NoticeChoice['content'];
  /** In how many chats there is something new. */
  chats: number;
  /** Of one chat, unless nothing may be said of it. */
  who?: { peer: string; handle?: string; server: string };
  unread?: number;
  body?: string;
}

/** A notice as it is shown. `path` is what is opened by it. */
export interface Shown {
  tag: string;
  title: string;
  body: string;
  path: string;
}

/** What of the unlocked app a page shows: a chat, or something else. */
export interface View {
  peer?: string;
}
