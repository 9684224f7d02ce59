import type { Key } from '../protocol/key';
import type { Print } from '../protocol/safety';
import type { ChainTrouble, Change } from './engine';

// What changed about a person since it was last accepted, and whether that holds letters back. Pure.

/** What is known of a person, and what of it was accepted. Lies in the record of the conversation. */
export interface Known {
  /** As they go into a print. Absent until a chain was seen. */
  devices?: string[];
  print?: Print;
  trouble?: ChainTrouble['kind'];
  /** The account that the handle led to when it was last asked, where that is another one. */
  moved?: Key;
  /** Devices that are seen first are accepted. */
  accepted: { devices?: string[]; trouble?: ChainTrouble['kind']; others: Key[] };
}

/** As much of a conversation as is judged here. */
export interface Judged {
  peer: Key;
  server: string;
  handle?: string;
  known?: Known;
  /** The print that was compared by hand. */
  verified?: string;
}

/** Nobody is, by a chain that is not to be believed. */
export function isVerified({ verified, known }: Judged): boolean {
  return verified !== undefined && verified === known?.print && known.trouble === undefined;
}

/** `namesakes`: others here that go by the same handle; one key has it, and nobody knows which. */
export function changeOf(one: Judged, namesakes: Judged[]): Change | undefined {
  const { known, verified } = one;
  const others = strangers(one, namesakes);
  const compared = verified !== undefined;
  const differs = compared && known?.print !== undefined && verified !== known.print;
  const devices = known?.devices ?? [];
  // Compared anew, here or on another device: what was accepted before says nothing.
  const before = compared && !differs ? devices : (known?.accepted.devices ?? devices);
  const added = devices.filter((device) => !before.includes(device)).length;
  const removed = before.filter((device) => !devices.includes(device)).length;
  const trouble = known?.trouble !== known?.accepted.trouble ? known?.trouble : undefined;
  const other = others.find((key) => !known?.accepted.others.includes(key));
  if (!differs && added + removed === 0 && trouble === undefined && other === undefined) return undefined;
  return {
    added,
    removed,
    held: compared || (other !== undefined && namesakes.some((namesake) => namesake.verified !== undefined)),
    state: stateOf(one, namesakes),
    ...(trouble === undefined ? {} : { trouble }),
    ...(other === undefined ? {} : { other }),
  };
}

/** Names what was shown, so that nothing else is accepted for it. */
export function stateOf(one: Judged, namesakes: Judged[]): string {
  return [one.known?.print, one.known?.trouble, ...strangers(one, namesakes)].join(' ');
}

/** Other keys under the handle of one. */
export function strangers({ peer, known }: Judged, namesakes: Judged[]): Key[] {
  const keys = [...(known?.moved === undefined ? [] : [known.moved]), ...namesakes.map((namesake) => namesake.peer)];
  return [...new Set(keys)].filter((key) => key !== peer).sort();
}

export function namesakesOf<J extends Judged>({ peer, server, handle }: Judged, all: Iterable<J>): J[] {
  if (handle === undefined) return [];
  return Array.from(all).filter((other) => other.peer !== peer && other.handle === handle && other.server === server);
}
