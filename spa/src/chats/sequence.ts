import type { Message, Reference } from '../wire/engine';

// Messages in the order of their conversation. Pure.

/** Has no id of the engine yet. */
export function isLocal({ id }: Message): boolean {
  return id.startsWith('local:');
}

/** Ids are unique together with the direction. */
export function keyed({ id, mine }: Reference): string {
  return mine ? `>${id}` : id;
}

export function replace(messages: readonly Message[], old: Message, message: Message): Message[] {
  return messages.map((other) => (other.id === old.id && other.mine === old.mine ? message : other));
}

/** Both lists as one, each message once and as the second has it, in the order of the conversation. */
export function merge(messages: readonly Message[], changed: readonly Message[]): Message[] {
  const all = new Map(messages.map((message) => [keyed(message), message]));
  for (const message of changed) all.set(keyed(message), message);
  return [...all.values()].sort(order);
}

/** By the sequence of the mailbox; what is not stored yet comes last, in the order it was written. */
function order(one: Message, other: Message): number {
  if (one.seq !== undefined && other.seq !== undefined) return one.seq - other.seq;
  if (one.seq !== undefined) return -1;
  if (other.seq !== undefined) return 1;
  return one.time - other.time;
}
