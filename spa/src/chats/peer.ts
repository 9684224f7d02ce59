import type { Conversation } from '../wire/engine';

/** What is enough to name and address somebody. */
export type Peer = Pick<Conversation, 'peer' | 'server'> & { handle?: string | undefined; namesake?: boolean };

/** The short form of a key that people compare at a glance: `2152 f8d1`. */
export function fingerprint(primary: string): string {
  return `${primary.slice(8, 12)} ${primary.slice(12, 16)}`;
}

/** The handle alone on the home server, the address elsewhere, the fingerprint until a name is known. */
export function nameOf({ peer, handle, server }: Peer, home: string): string {
  if (handle === undefined) return fingerprint(peer);
  return server === home ? handle : `${handle}@${server}`;
}

export function pathOf(peer: Peer, home: string): string {
  return `/chats/${addressOf(peer, home)}`;
}

export function profileOf(peer: Peer, home: string): string {
  return `/identity/${addressOf(peer, home)}`;
}

/** By the key where a handle would mean more than one. */
function addressOf(peer: Peer, home: string): string {
  return peer.handle === undefined || peer.namesake ? peer.peer : nameOf(peer, home);
}

/** The conversation that an address of the address bar means; none where it means more than one. */
export function find<P extends Peer>(peers: readonly P[], address: string, home: string): P | undefined {
  if (address.startsWith('ed25519:')) return peers.find(({ peer }) => peer === address);
  const [handle = '', server = home] = address.toLowerCase().replace(/^@/, '').split('@');
  const named = peers.filter((peer) => peer.handle === handle && peer.server === server);
  return named.length === 1 ? named[0] : undefined;
}
