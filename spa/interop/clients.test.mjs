// The official NATS clients for browsers against a real node: nats-core 3 and
// nats.ws 1. A Go test (node/interop_test.go) starts the node, registers the
// people and runs this file with `node --test`.
//
// KEZ_INTEROP is JSON: {"url": "ws://…/nats", "people": {"ana": {"hex", "nkey", "seed"}, …}},
// where eve's key is not registered.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { env } from 'node:process';
import { test } from 'node:test';
import { WebSocket } from 'ws';

import * as core from '@nats-io/nats-core';
import * as old from 'nats.ws';

globalThis.WebSocket = WebSocket; // Node 20 has none

if (!env.KEZ_INTEROP) throw new Error('KEZ_INTEROP is not set: go test ./node -run Interop');
const { url, people } = JSON.parse(env.KEZ_INTEROP);
const { ana, bob, eve } = people;

const clients = {
  'nats-core 3': { lib: core, connect: core.wsconnect },
  'nats.ws 1': { lib: old, connect: old.connect },
};

const text = new TextEncoder();
const rpc = (who, call) => `kez.rpc.${who.hex}.${call}`;
const inbox = (who, what) => `kez.inbox.${who.hex}.${what}`;
const id = () => randomBytes(16).toString('hex');

/** within fails a test that would otherwise hang. */
function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for 20 s`)), 20_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

for (const [name, { lib, connect }] of Object.entries(clients)) {
  const key = (who) => lib.nkeyAuthenticator(text.encode(who.seed));

  const login = async (t, who, more = {}) => {
    const nc = await connect({
      servers: url, authenticator: key(who), inboxPrefix: `_INBOX_${who.hex}`, name: 'web:interop',
      ignoreAuthErrorAbort: true, reconnect: false, timeout: 20_000, ...more,
    });
    t.after(() => nc.close());
    return nc;
  };

  const letter = (to, more = {}) => {
    const h = lib.headers();
    h.set('Kez-To', to);
    h.set('Kez-Id', id());
    for (const [header, value] of Object.entries(more)) h.set(header, value);
    return h;
  };

  const ask = (nc, who, call, body = '', headers = undefined) =>
    nc.request(rpc(who, call), body, { timeout: 20_000, ...(headers && { headers }) });

  const send = async (nc, who, to, body) => {
    const m = await ask(nc, who, 'send', body, letter(to));
    assert.equal(m.headers?.get('Nats-Service-Error') ?? '', '', m.string());
    return m.json();
  };

  /** all reads a mailbox by the protocol's sync. */
  const all = async (nc, who) => {
    const items = [];
    for (let since = 0, more = true; more; ) {
      const reply = `_INBOX_${who.hex}.${id()}`;
      const sub = nc.subscribe(reply);
      nc.publish(rpc(who, 'sync'), JSON.stringify({ since }), { reply });
      for await (const m of sub) {
        if (m.headers?.get('Kez-End') !== '1') {
          items.push(m);
          continue;
        }
        ({ next: since, more } = m.json());
        break;
      }
    }
    return items;
  };

  test(`${name}: log in by nkey and chat`, async (t) => {
    const a = await login(t, ana);
    const b = await login(t, bob);
    const pushes = b.subscribe(inbox(bob, '>'))[Symbol.asyncIterator]();
    await b.flush();
    const self = (await ask(a, ana, 'whoami')).json();
    assert.equal(self.handle, 'ana');

    for (const body of ['hello', '', 'größer ☃', '\r\n\r\n']) {
      const receipt = await send(a, ana, 'bob', body);
      assert.ok(receipt.seq > 0);
      const { value: m } = await within(pushes.next(), 'a push');
      assert.equal(m.subject, inbox(bob, 'msg'));
      assert.equal(m.string(), body);
      assert.equal(m.headers.get('Kez-From'), `ed25519:${ana.hex}`);
      assert.equal(m.headers.get('Kez-Seq'), String(receipt.seq));
    }
    const binary = randomBytes(256 * 1024);
    await send(a, ana, 'bob', binary);
    const { value: big } = await within(pushes.next(), 'a large push');
    assert.deepEqual(Buffer.from(big.data), binary);
    const items = await within(all(b, bob), 'sync');
    assert.deepEqual(Buffer.from(items.at(-1).data), binary);
    assert.equal(items.at(-5).string(), 'hello');
  });

  test(`${name}: errors follow the conventions of NATS services`, async (t) => {
    const a = await login(t, ana);
    const m = await ask(a, ana, 'send', 'x', letter('nobody1'));
    assert.equal(m.headers.get('Nats-Service-Error'), 'unknown-handle');
    assert.equal(m.headers.get('Nats-Service-Error-Code'), '404');
    assert.equal(m.json().code, 'unknown-handle');
    await assert.rejects(ask(a, ana, 'send', new Uint8Array((1 << 20) + 1), letter('bob')), /payload/i);
    assert.equal((await ask(a, ana, 'whoami')).json().handle, 'ana');
  });

  test(`${name}: log-ins without the key are refused`, async (t) => {
    const nothing = () => ({});
    const forged = (nonce) => ({ ...key(eve)(nonce), nkey: ana.nkey });
    const stale = () => key(ana)('AAAAAAAAAAAAAAA');
    const bare = () => ({ nkey: ana.nkey, sig: '' });
    const service = () => ({ user: 'node', pass: 'node' });
    const token = () => ({ auth_token: 'x' });
    const jwt = (nonce) => ({ ...key(eve)(nonce), jwt: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.e30.AA' });
    for (const [what, authenticator] of Object.entries({ nothing, forged, stale, bare, service, token, jwt, stranger: key(eve) })) {
      await assert.rejects(within(login(t, ana, { authenticator }), what), /authorization/i, what);
    }
    await login(t, ana);
  });

  test(`${name}: what belongs to others is out of reach`, async (t) => {
    const a = await login(t, ana);
    const b = await login(t, bob);
    const pushes = b.subscribe(inbox(bob, '>'))[Symbol.asyncIterator]();
    const replies = [];
    b.subscribe(`_INBOX_${bob.hex}.>`, { callback: (_err, m) => replies.push(m) });
    await b.flush();

    for (const subject of ['>', '*', '*.>', 'kez.>', 'kez.inbox.*.msg', inbox(bob, '>'), inbox(bob, 'msg'), `_INBOX_${bob.hex}.>`, '_INBOX.>', 'kez.rpc.>', rpc(bob, '>'), '$SYS.>', '$JS.API.>', '$KV.>', 'mail.>']) {
      const refused = new Promise((resolve) => {
        a.subscribe(subject, { callback: (err, m) => resolve(err ?? m) });
      });
      const got = await within(refused, `subscribe to ${subject}`);
      assert.ok(got instanceof Error && /permission/i.test(got.message), `subscribe to ${subject}: ${got}`);
    }
    const forged = letter('bob', { 'Kez-From': `ed25519:${bob.hex}`, 'Kez-Seq': '1' });
    for (const subject of [inbox(bob, 'msg'), `_INBOX_${bob.hex}.x`, `mail.${bob.hex}.${ana.hex}`]) a.publish(subject, 'forged', { headers: forged });
    for (const call of ['send', 'sync', 'whoami']) await assert.rejects(ask(a, bob, call, '', forged), undefined, `call ${call} of bob`);
    // The node's answer would be the forgery: it gives none.
    for (const call of ['send', 'sync', 'live', 'lookup', 'contact', 'contacts', 'whoami', 'unknown']) {
      for (const reply of [inbox(bob, 'msg'), `_INBOX_${bob.hex}.x`, `_INBOX_${bob.hex}.x.y`]) a.publish(rpc(ana, call), '{}', { reply, headers: letter('bob') });
    }
    await send(a, ana, 'bob', 'the end');
    const { value: m } = await within(pushes.next(), 'the end');
    assert.equal(m.string(), 'the end');
    await b.flush();
    assert.deepEqual(replies, []);
    assert.equal((await ask(a, ana, 'whoami')).json().handle, 'ana');
  });
}
