import { argon2id } from '@noble/hashes/argon2.js';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../protocol/bytes';
import { keyOfSeed, verify } from '../protocol/key';
import { Cipher, importKeys } from './cipher';
import { login } from './login';
import { type FirstProfile, randomBytes, Vault } from './vault';

const seed = () => new Uint8Array(32).fill(7);
const account = { handle: 'ana', server: 'localhost', primary: keyOfSeed(seed()), registeredAt: '2026-11-24T08:00:00.000Z' };
const nonce = 'q2Tn0r3Zt9aBcDe';
const quiet = () => undefined;

describe('vault', () => {
  it('opens with its passphrase, however its accents are composed, and with no other', async () => {
    const efforts: number[] = [];
    const { profile } = await Vault.make(account, seed(), { passphrase: 'caf\u00e9 au lait' }, 0, (share) => efforts.push(share), 'twelve words');
    expect(profile.locks).toMatchObject([{ kind: 'passphrase', memory: 65_536, passes: 3 }]);
    expect(efforts.length).toBeGreaterThan(10);
    expect(efforts).toEqual(efforts.toSorted((a, b) => a - b));
    const opened = await Vault.unlock(structuredClone(profile), { passphrase: 'cafe\u0301 au lait' }, quiet);
    expect(opened.own).toBe(account.primary);
    expect(verify(opened.own, utf8(nonce), opened.answer(nonce))).toBe(true);
    expect(await opened.recovery()).toBe('twelve words');
    await expect(Vault.unlock(profile, { passphrase: 'cafe au lait' }, quiet)).rejects.toMatchObject({ problem: { code: 'wrong-passphrase' } });
    await expect(Vault.unlock(profile, { off: true }, quiet)).rejects.toMatchObject({ problem: { code: 'locked' } });
    expectSealed(profile, [hex(seed()), '\u0007'.repeat(8), 'twelve words', 'lait']);
  }, 60_000);

  it('opens by what its passkey makes, and by no other passkey', async () => {
    const passkey = { credential: randomBytes(16), prf: randomBytes(32), secret: randomBytes(32), name: 'yellow stick' };
    const { profile } = await Vault.make(account, seed(), { passkey }, 5, quiet);
    const { credential, secret } = passkey;
    const opened = await Vault.unlock(structuredClone(profile), { passkey: { credential, secret } }, quiet);
    expect(await opened.recovery()).toBe(hex(seed()));
    for (const other of [{ credential: randomBytes(16), secret }, { credential, secret: randomBytes(32) }]) {
      await expect(Vault.unlock(profile, { passkey: other }, quiet)).rejects.toMatchObject({ problem: { code: 'wrong-passkey' } });
    }
    expectSealed(profile, [latin1(secret), hex(seed()), 'yellow stick']);
  });

  it('opens by itself where the lock is off, with a key that script cannot read', async () => {
    const { profile } = await Vault.make(account, seed(), { off: true }, 0, quiet);
    const [lock] = profile.locks;
    if (lock?.kind !== 'off') throw new Error('not off');
    await expect(crypto.subtle.exportKey('raw', lock.key)).rejects.toThrow();
    expect((await Vault.unlock(structuredClone(profile), { off: true }, quiet)).own).toBe(account.primary);
    await expect(Vault.unlock(profile, { passphrase: '' }, quiet)).rejects.toMatchObject({ problem: { code: 'wrong-passphrase' } });
  });

  it('opens a profile of the first version and brings it up to date', async () => {
    const { profile, cipher } = await first('old passphrase');
    await expect(Vault.unlock(profile, { passphrase: 'another' }, quiet)).rejects.toMatchObject({ problem: { code: 'wrong-passphrase' } });
    const opened = await Vault.unlock(profile, { passphrase: 'old passphrase' }, quiet);
    expect(opened.profile).toMatchObject({ version: 2, account, device: profile.device, locks: [{ kind: 'passphrase' }] });
    expect(opened.profile).not.toHaveProperty('wrapped');
    // What was sealed before opens after, and the same passphrase opens what comes out.
    expect(await opened.cipher.open('a', await cipher.seal('a', 'kept'))).toBe('kept');
    expect(await (await Vault.unlock(opened.profile, { passphrase: 'old passphrase' }, quiet)).recovery()).toBe('twelve words');
  });

  it('seals seed and words with nonces of their own', async () => {
    const { profile } = await Vault.make(account, seed(), { off: true }, 0, quiet, 'twelve words');
    expect(hex(profile.seed?.iv ?? new Uint8Array())).not.toBe(hex(profile.words?.iv ?? new Uint8Array()));
  });

  it('signs nothing but a nonce', async () => {
    const { vault } = await adopted();
    for (const other of ['', 'GET\n/v1/inbox/ana', `${nonce}x`, 'kez.box/v1\n{}']) expect(() => vault.answer(other)).toThrow('shape');
    expect(() => login(vault)(undefined)).toThrow('shape');
    expect(login(vault)(nonce)).toMatchObject({ nkey: expect.stringMatching(/^U[A-Z2-7]{55}$/), sig: expect.stringMatching(/^[\w-]{86}$/) });
    vault.forget();
    expect(verify(vault.own, utf8(nonce), vault.answer(nonce))).toBe(false);
  });

  it('refuses a seed that is not the account’s', async () => {
    const { profile, cipher } = await adopted();
    const swapped = { ...profile, seed: await cipher.seal('profile/seed', hex(new Uint8Array(32).fill(8))) };
    await expect(Vault.adopt(swapped, cipher.keys)).rejects.toThrow('not the account’s');
  });
});

describe('cipher', () => {
  it('opens a record in its own place only, and names without telling', async () => {
    const { cipher } = await adopted();
    const sealed = await cipher.seal('messages/a', { body: 'hello' });
    expect(await cipher.open('messages/a', sealed)).toEqual({ body: 'hello' });
    await expect(cipher.open('messages/b', sealed)).rejects.toThrow();
    const other = new Cipher(await importKeys(randomBytes(32)));
    await expect(other.open('messages/a', sealed)).rejects.toThrow();
    expect(await cipher.name('chat x')).toBe(await cipher.name('chat x'));
    expect(await cipher.name('chat x')).not.toBe(await other.name('chat x'));
    await expect(crypto.subtle.exportKey('raw', cipher.keys.seal)).rejects.toThrow();
  });
});

async function adopted() {
  const cipher = new Cipher(await importKeys(randomBytes(32)));
  const profile = { version: 2 as const, account, device: '', locks: [], seed: await cipher.seal('profile/seed', hex(seed())) };
  return { profile, cipher, vault: await Vault.adopt(profile, cipher.keys) };
}

/** As the first version wrote it. */
async function first(passphrase: string): Promise<{ profile: FirstProfile; cipher: Cipher }> {
  const dataKey = randomBytes(32);
  const cipher = new Cipher(await importKeys(dataKey));
  const derivation = { salt: randomBytes(16), memory: 64, passes: 1 };
  const raw = argon2id(utf8(passphrase), derivation.salt, { t: 1, m: 64, p: 1, dkLen: 32 });
  const key = await crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, ['encrypt']);
  const iv = randomBytes(12);
  const wrapped = { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8('profile/data-key') }, key, dataKey)) };
  const profile: FirstProfile = {
    version: 1, account, device: hex(randomBytes(16)), derivation, wrapped,
    seed: await cipher.seal('profile/seed', hex(seed())), words: await cipher.seal('profile/words', 'twelve words'),
  };
  return { profile, cipher };
}

/** Nothing secret lies open in it. */
function expectSealed(profile: object, secrets: string[]): void {
  const stored = JSON.stringify(profile, (_, value) => (value instanceof Uint8Array ? latin1(value) : value));
  for (const secret of secrets) expect(stored).not.toContain(secret);
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
