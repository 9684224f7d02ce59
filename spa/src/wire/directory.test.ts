import { describe, expect, it } from 'vitest';
import { keyOfSeed } from '../protocol/key';
import { signRegistration } from '../protocol/registration';
import { Directory } from './directory';

const seed = new Uint8Array(32).fill(1);
const key = keyOfSeed(seed);
const now = Date.parse('2026-11-24T08:00:00Z');
const signed = signRegistration(seed, 'ana', 'localhost', now);
const record = { handle: 'ana', fqhn: 'ana@localhost', primary: key, registered_at: '2026-11-24T08:00:00.000Z', registration: JSON.parse(signed) };
const nodeAnswer = { server: 'localhost', version: '1', registration: 'invite', ui: 'u', build: 'b', time: '2026-11-24T08:00:10.000Z' };

function directory(answer: unknown, status = 200, headers: Record<string, string> = {}): Directory {
  const ask = async (input: RequestInfo | URL) => {
    if (answer instanceof Error) throw answer;
    const known = String(input).endsWith('/v1/node');
    const body = known ? nodeAnswer : answer;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status: known ? 200 : status, headers });
  };
  return new Directory('https://chat.example', ask as typeof fetch, () => now);
}

const code = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });

describe('directory', () => {
  it('knows the node and how far its clock is ahead', async () => {
    expect(await directory({}).node()).toEqual({ server: 'localhost', version: '1', registration: 'invite', ui: 'u', build: 'b', unofficial: false, ahead: 10_000 });
  });

  it('believes a record that its owner signed', async () => {
    expect(await directory(record).byHandle('ana')).toEqual({ handle: 'ana', server: 'localhost', primary: key, registeredAt: record.registered_at });
    expect((await directory(record).byKey(key)).handle).toBe('ana');
  });

  it.each([
    ['no registration', { ...record, registration: undefined }],
    ['another key', { ...record, primary: keyOfSeed(new Uint8Array(32).fill(2)) }],
    ['another handle', { ...record, handle: 'bo' }],
    ['a changed registration', { ...record, registration: { ...record.registration, payload: { ...record.registration.payload, handle: 'bo' } } }],
    ['another server', { ...record, registration: JSON.parse(signRegistration(seed, 'ana', 'elsewhere', now)) }],
  ])('refuses a record with %s', async (_, forged) => {
    await expect(directory(forged).byKey(key)).rejects.toEqual(code('bad-signature'));
  });

  it('refuses the record of somebody else', async () => {
    await expect(directory(record).byHandle('bo')).rejects.toEqual(code('bad-signature'));
    await expect(directory(record).byKey(keyOfSeed(new Uint8Array(32).fill(2)))).rejects.toEqual(code('bad-signature'));
  });

  it('says why a handle cannot be had', async () => {
    expect(await directory(record).available('ana')).toMatchObject({ free: false, problem: { code: 'handle-taken' } });
    expect(await directory({ code: 'unknown-handle', available: true }, 404).available('ana')).toEqual({ free: true });
    expect(await directory({ code: 'unknown-handle', available: false }, 404).available('admin')).toMatchObject({ free: false, problem: { code: 'handle-reserved' } });
    await expect(directory({ code: 'rate-limited', retry_after: 7 }, 429).available('ana')).rejects.toMatchObject({ problem: { code: 'rate-limited', retryAfter: 7 } });
  });

  it('takes a registration that went through before as done', async () => {
    expect(await directory(record, 201).register(signed, key)).toMatchObject({ handle: 'ana', primary: key });
    expect(await directory({ code: 'handle-taken', record }, 409).register(signed, key)).toMatchObject({ handle: 'ana' });
    await expect(directory({ code: 'handle-taken', record }, 409).register(signed, keyOfSeed(new Uint8Array(32).fill(2)))).rejects.toEqual(code('handle-taken'));
    await expect(directory({ code: 'invite-required' }, 403).register(signed, key)).rejects.toEqual(code('invite-required'));
  });

  it('tells no network from an answer that is none', async () => {
    await expect(directory(new TypeError('Failed to fetch')).byKey(key)).rejects.toEqual(code('no-network'));
    await expect(directory('<html>captive portal</html>').byKey(key)).rejects.toEqual(code('not-an-answer'));
    await expect(directory('<html>bad gateway</html>', 502, { 'Retry-After': '3' }).byKey(key)).rejects.toMatchObject({ problem: { status: 502, retryAfter: 3 } });
  });
});
