import { createInbox as createInbox3, headers as headers3, wsconnect } from '@nats-io/nats-core';
import { randomBytes } from 'node:crypto';
import { connect, createInbox as createInbox1, headers as headers1 } from 'nats.ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { base64url, hex, utf8 } from '../src/protocol/bytes';
import { type Key, keyHex, keyOfSeed, sign } from '../src/protocol/key';
import { nkey } from '../src/protocol/nkey';
import { signRegistration } from '../src/protocol/registration';
import { inbox, inboxPrefix, rpc } from '../src/protocol/subjects';
import { binary, Node } from './node';

// The official JavaScript clients, today's and the one before it, against the real node over its WebSocket.
Object.assign(globalThis, { WebSocket });

const clients = [
  { name: '@nats-io/nats-core 3', connect: wsconnect, headers: headers3, createInbox: createInbox3 },
  { name: 'nats.ws 1.30', connect, headers: headers1, createInbox: createInbox1 },
] as unknown as { name: string; connect: typeof wsconnect; headers: typeof headers3; createInbox: typeof createInbox3 }[];

interface Account {
  seed: Uint8Array<ArrayBuffer>;
  key: Key;
}

let node: Node;
beforeAll(async () => {
  node = await Node.start(binary());
});
afterAll(() => node?.close());

async function register(handle: string): Promise<Account> {
  const seed = new Uint8Array(randomBytes(32));
  const body = signRegistration(seed, handle, 'localhost', Date.now());
  const response = await fetch(`${node.url}/v1/register`, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
  expect(response.status).toBe(201);
  return { seed, key: keyOfSeed(seed) };
}

function options({ seed, key }: Account, signer = seed) {
  return {
    servers: `${node.url.replace('http', 'ws')}/nats`,
    authenticator: (nonce?: string) => ({ nkey: nkey(key), sig: base64url(sign(signer, utf8(nonce ?? ''))) }),
    name: 'web:00000000000000000000000000000000',
    inboxPrefix: inboxPrefix(key),
    ignoreAuthErrorAbort: true,
    reconnect: false,
    timeout: 5000,
  };
}

describe.each(clients)('$name', ({ name, connect, headers, createInbox }) => {
  const letter = name.startsWith('nats.ws') ? 'w' : 'c';

  it('logs in, sends, is pushed to and syncs', async () => {
    const ana = await register(`ana-${letter}`);
    const bo = await register(`bo-${letter}`);
    const [from, to] = await Promise.all([connect(options(ana)), connect(options(bo))]);
    const pushed = to.subscribe(inbox(bo.key), { max: 1 });
    await to.flush();
    const head = headers();
    head.set('Kez-To', bo.key);
    head.set('Kez-Id', hex(randomBytes(16)));
    const reply = await from.request(rpc(ana.key, 'send'), utf8('{"hello":"bo"}'), { headers: head, timeout: 5000 });
    const { seq } = JSON.parse(new TextDecoder().decode(reply.data));
    expect(reply.headers?.get('Nats-Service-Error-Code') ?? '').toBe('');
    for await (const msg of pushed) {
      expect(msg.subject).toBe(`kez.inbox.${keyHex(bo.key)}.msg`);
      expect(msg.headers?.get('Kez-From')).toBe(ana.key);
      expect(msg.headers?.get('Kez-Id')).toBe(head.get('Kez-Id'));
      expect(msg.headers?.get('Kez-Seq')).toBe(String(seq));
      expect(new TextDecoder().decode(msg.data)).toBe('{"hello":"bo"}');
    }
    const answers = createInbox(inboxPrefix(bo.key));
    const replies = to.subscribe(answers, { max: 2 });
    to.publish(rpc(bo.key, 'sync'), utf8('{"since":0}'), { reply: answers });
    const ends: string[] = [];
    for await (const msg of replies) ends.push(msg.headers?.get('Kez-End') ?? '');
    expect(ends).toEqual(['', '1']);
    await Promise.all([from.close(), to.close()]);
  });

  it('does not get in with somebody else’s key, nor unregistered', async () => {
    const ana = await register(`cleo-${letter}`);
    const stranger = new Uint8Array(randomBytes(32));
    await expect(connect(options(ana, stranger))).rejects.toThrow(/authorization/i);
    await expect(connect(options({ seed: stranger, key: keyOfSeed(stranger) }))).rejects.toThrow(/authorization/i);
  });
});
