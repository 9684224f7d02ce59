import { expect, it } from 'vitest';
import type { Conversation, Engine, Privacy as Choice, Problem } from '../wire/engine';
import { Privacy } from './privacy.svelte';

const cy = { peer: `ed25519:${'33'.repeat(32)}`, handle: 'cy', server: 'localhost' } as Conversation;

/** An engine of an account that blocked cy. */
function engine() {
  const handlers = new Map<string, (value: unknown) => void>();
  const calls: unknown[] = [];
  let blocked = [cy];
  let refusal: Problem | undefined;
  const on = (event: string, handler: (value: never) => void) => {
    handlers.set(event, handler as never);
    return () => handlers.delete(event);
  };
  const made = {
    on,
    blocked: async () => blocked,
    contact: async (peer: string, contact: string) => {
      if (refusal) throw refusal;
      calls.push([peer, contact]);
      blocked = [];
    },
    setPrivacy: async (change: Partial<Choice>) => void calls.push(change),
  };
  return { engine: made as unknown as Engine, calls, handlers, refuse: (problem: Problem | undefined) => (refusal = problem) };
}

it('shows what holds, and asks for what is wanted', async () => {
  const { engine: made, calls, handlers } = engine();
  const privacy = new Privacy(made);
  expect(privacy.choice).toBeUndefined();
  handlers.get('privacy')?.({ receipts: true, typing: false });
  expect(privacy.choice).toEqual({ receipts: true, typing: false });
  await privacy.choose({ receipts: false });
  // What is shown changes when the engine says so.
  expect([calls, privacy.choice?.receipts]).toEqual([[{ receipts: false }], true]);
  privacy.close();
  expect(handlers.size).toBe(0);
});

it('lists who is blocked, and lets them go', async () => {
  const { engine: made, calls, handlers, refuse } = engine();
  const privacy = new Privacy(made);
  handlers.get('conversations')?.([]);
  await expect.poll(() => privacy.blocked).toEqual([cy]);
  refuse({ code: 'internal', title: '', detail: 'No.' });
  await privacy.unblock(cy.peer);
  expect([privacy.problem?.detail, privacy.blocked]).toEqual(['No.', [cy]]);
  refuse(undefined);
  await privacy.unblock(cy.peer);
  expect([privacy.problem, privacy.blocked, calls]).toEqual([undefined, [], [[cy.peer, 'none']]]);
});
