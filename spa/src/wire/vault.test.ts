import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../protocol/bytes';
import { keyOfSeed, verify } from '../protocol/key';
import { Cipher, importKeys } from './cipher';
import { login } from './login';
import { randomBytes, Vault } from './vault';

const seed = () => new Uint8Array(32).fill(7);
const account = { handle: 'ana', server: 'localhost', primary: keyOfSeed(seed()), registeredAt: '2026-11-24T08:00:00.000Z' };
const nonce = 'q2Tn0r3Zt9aBcDe';

describe('vault', () => {
  it('opens with its passphrase, however its accents are composed, and with no other', async () => {
    const { profile } = await Vault.make(account, seed(), 'caf\u00e9 au lait', 'twelve words');
    expect(profile.derivation).toMatchObject({ memory: 65_536, passes: 3 });
    const opened = await Vault.unlock(structuredClone(profile), 'cafe\u0301 au lait');
    expect(opened.own).toBe(account.primary);
    expect(verify(opened.own, utf8(nonce), opened.answer(nonce))).toBe(true);
    await expect(Vault.unlock(profile, 'cafe au lait')).rejects.toMatchObject({ problem: { code: 'wrong-passphrase' } });
    // Nothing secret lies open: neither seed nor words nor passphrase.
    const stored = JSON.stringify(profile, (_, value) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value));
    for (const secret of [hex(seed()), '\u0007'.repeat(8), 'twelve words', 'lait']) expect(stored).not.toContain(secret);
  }, 60_000);

  it('signs nothing but a nonce', async () => {
    const { profile, vault } = await adopted();
    for (const other of ['', 'GET\n/v1/inbox/ana', `${nonce}x`, 'kez.box/v1\n{}']) expect(() => vault.answer(other)).toThrow('shape');
    expect(() => login(vault)(undefined)).toThrow('shape');
    expect(login(vault)(nonce)).toMatchObject({ nkey: expect.stringMatching(/^U[A-Z2-7]{55}$/), sig: expect.stringMatching(/^[\w-]{86}$/) });
    vault.forget();
    expect(verify(vault.own, utf8(nonce), vault.answer(nonce))).toBe(false);
    expect(profile.account).toEqual(account);
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
  const profile = {
    version: 1 as const, account, device: '', derivation: { salt: randomBytes(16), memory: 0, passes: 0 },
    wrapped: { iv: randomBytes(12), data: randomBytes(48) }, seed: await cipher.seal('profile/seed', hex(seed())),
  };
  return { profile, cipher, vault: await Vault.adopt(profile, cipher.keys) };
}
