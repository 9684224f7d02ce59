import Fingerprint from '@lucide/svelte/icons/fingerprint-pattern';
import MessageSquare from '@lucide/svelte/icons/message-square';
import Settings from '@lucide/svelte/icons/settings';
import { text } from './text';

/** The three places of the app, in the order of rail and tab bar. */
export const destinations = [
  { name: 'chats', path: '/chats', label: text.chats, icon: MessageSquare },
  { name: 'identity', path: '/identity', label: text.identity, icon: Fingerprint },
  { name: 'settings', path: '/settings', label: text.settings, icon: Settings },
] as const;
