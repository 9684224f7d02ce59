import { type Key, keyHex } from './key';

// docs/protocol.md section 4. `<pub>` in a subject is the account's own key, always.

export type RPC = 'send' | 'sync' | 'live' | 'lookup' | 'contact' | 'contacts' | 'whoami';

export function rpc(own: Key, call: RPC): string {
  return `kez.rpc.${keyHex(own)}.${call}`;
}

/** Everything pushed to the account: `.msg`, `.sent`, `.live`. */
export function inbox(own: Key, kind: 'live' | '>' = '>'): string {
  return `kez.inbox.${keyHex(own)}.${kind}`;
}

/** The only reply subjects the node answers to. */
export function inboxPrefix(own: Key): string {
  return `_INBOX_${keyHex(own)}`;
}
