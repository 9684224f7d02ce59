import type { Conversation } from '../wire/engine';

/** What is enough to name and address somebody. */
export type Peer = Pick<Conversation, 'peer' | 'server'> & { handle?: string | undefined };

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
  return `/chats/${peer.handle === undefined ? peer.peer : nameOf(peer, home)}`;
}

/** The conversation that an address of the address bar means. */
export function find<P extends Peer>(peers: readonly P[], address: string, home: string): P | undefined {
  if (address.startsWith('ed25519:')) return peers.find(({ peer }) => peer === address);
  const [handle = '', server = home] = address.toLowerCase().replace(/^@/, '').split('@');
  return peers.find((peer) => peer.handle === handle && peer.server === server);
}
