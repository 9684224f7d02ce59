import { chats } from './chats';
import { identity } from './identity';
import { locked, settings } from './settings';
import { signedOut, unusable } from './signedout';
import type { Screen } from './way';

/** Every screen of the app. Those that lock come late. */
export const screens: Screen[] = [...signedOut, ...chats, ...identity, ...settings, ...locked, ...unusable];
