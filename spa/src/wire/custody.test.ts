import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyOfSeed } from '../protocol/key';
import { newPhrase, seedOfPhrase } from '../protocol/phrase';
import { Custody } from './custody';
import { createStores, type Database, readProfile, type Schema, writeProfile } from './database';
import type { Custody as View, NewLock, Proof } from './engine';
import { Store } from './store';
import { type Profile, randomBytes, Vault } from './vault';

const words = newPhrase(randomBytes);
const account = { handle: 'ana', server: 'localhost', primary: keyOfSeed(seedOfPhrase(words)), registeredAt: '' };
const passphrase = { passphrase: 'correct horse battery' };
const quiet = () => undefined;
const newPasskey = (name: string) => ({ credential: randomBytes(16), prf: randomBytes(32), secret: randomBytes(32), name });
const proofOf = ({ credential, secret }: ReturnType<typeof newPasskey>): Proof => ({ passkey: { credential, secret } });

let db: Database;
let last: View;
let spread: number;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openDB<Schema>('kez-chat', 1, { upgrade: createStores });
  spread = 0;
});

async function open(how: NewLock): Promise<Custody> {
  const vault = await Vault.make(account, seedOfPhrase(words), how, 1, quiet, words);
  await writeProfile(db, vault.profile);
  return custodyOf(vault);
}

async function custodyOf(vault: Vault): Promise<Custody> {
  const store = new Store(db, vault.cipher, (deed) => deed());
  const custody = new Custody(vault, store, { db, now: () => 7, effort: quiet, changed: (view) => (last = view), spread: () => spread++ });
  await custody.load();
  return custody;
}

async function stored(): Promise<Profile> {
  const profile = await readProfile(db);
  if (profile?.version !== 2) throw new Error('no profile');
  return profile;
}

const opens = async (proof: Proof) => (await Vault.unlock(await stored(), proof, quiet)).own;

describe('ways to open the app', () => {
  it('are added, renamed and taken away, each after showing that one may', async () => {
    const first = newPasskey('stick');
    const second = newPasskey('phone');
    const custody = await open({ passkey: first });
    expect(last).toMatchObject({ passphrase: false, off: false, passkeys: [{ label: { name: 'stick', added: 1 } }], open: { idle: 5, words: 12, settled: false } });
    await expect(custody.lockWith({ passkey: second }, proofOf(second))).rejects.toMatchObject({ problem: { code: 'wrong-passkey' } });
    await custody.lockWith({ passkey: second }, proofOf(first));
    expect(last.passkeys.map(({ label }) => label)).toEqual([{ name: 'stick', added: 1 }, { name: 'phone', added: 7 }]);
    expect([await opens(proofOf(first)), await opens(proofOf(second))]).toEqual([account.primary, account.primary]);

    await custody.renamePasskey(last.passkeys[1]?.id ?? '', 'old phone');
    expect(last.passkeys[1]?.label).toEqual({ name: 'old phone', added: 7 });
    await expect(custody.lockWithout(last.passkeys[0]?.id ?? '', { off: true })).rejects.toMatchObject({ problem: { code: 'locked' } });
    await custody.lockWithout(last.passkeys[0]?.id ?? '', proofOf(second));
    await expect(opens(proofOf(first))).rejects.toMatchObject({ problem: { code: 'wrong-passkey' } });
    expect(await opens(proofOf(second))).toBe(account.primary);
    expect(spread).toBe(3);

    // The last way in stays.
    await expect(custody.lockWithout(last.passkeys[0]?.id ?? '', proofOf(second))).rejects.toMatchObject({ problem: { code: 'last-lock' } });
    expect(await opens(proofOf(second))).toBe(account.primary);
  });

  it('can be none, and some again', async () => {
    const passkey = newPasskey('stick');
    const custody = await open({ passkey });
    await custody.lockAfter(15);
    await custody.lockWith({ off: true }, proofOf(passkey));
    expect(last).toMatchObject({ off: true, passphrase: false, passkeys: [], open: { idle: 15 } });
    expect(custody.idle).toBe(0);
    await expect(opens(proofOf(passkey))).rejects.toMatchObject({ problem: { code: 'wrong-passkey' } });
    expect(await opens({ off: true })).toBe(account.primary);
    await custody.lockWith({ passkey }, { off: true });
    expect([last.off, custody.idle]).toEqual([false, 15]);
    await expect(opens({ off: true })).rejects.toMatchObject({ problem: { code: 'locked' } });
  });

  it('is one passphrase: another replaces it', async () => {
    const custody = await open(passphrase);
    await expect(custody.lockWith({ passphrase: 'new one' }, { passphrase: 'not it' })).rejects.toMatchObject({ problem: { code: 'wrong-passphrase' } });
    await custody.lockWith({ passphrase: 'new one' }, passphrase);
    expect((await stored()).locks).toHaveLength(1);
    await expect(opens(passphrase)).rejects.toMatchObject({ problem: { code: 'wrong-passphrase' } });
    expect(await opens({ passphrase: 'new one' })).toBe(account.primary);
  }, 60_000);

  it('changed in one tab are changed in the other, and neither undoes what the other did', async () => {
    const passkey = newPasskey('stick');
    const more = [newPasskey('one'), newPasskey('two')] as const;
    const custody = await open({ passkey });
    const other = await custodyOf(await Vault.unlock(await stored(), proofOf(passkey), quiet));
    await custody.lockWith({ passkey: more[0] }, proofOf(passkey));
    await other.lockWith({ passkey: more[1] }, proofOf(passkey));
    expect((await stored()).locks).toHaveLength(3);
    await custody.reload(await stored());
    expect(last.passkeys.map(({ label }) => label?.name)).toEqual(['stick', 'one', 'two']);
  });
});

describe('recovery words', () => {
  it('are shown to whoever opens the app anew', async () => {
    const passkey = newPasskey('stick');
    const custody = await open({ passkey });
    await expect(custody.reveal({ off: true })).rejects.toMatchObject({ problem: { code: 'locked' } });
    expect(await custody.reveal(proofOf(passkey))).toBe(words);
  });

  it('are checked by some of them or by all, and it is remembered when', async () => {
    const custody = await open({ off: true });
    const list = words.split(' ');
    const wrong = list[0] === 'zoo' ? 'zone' : 'zoo';
    expect(await custody.checkWords({ words: [{ at: 1, word: wrong }, { at: 3, word: list[2] ?? '' }, { at: 13, word: '' }] })).toEqual([1, 13]);
    expect(last.open?.checked).toBeUndefined();
    expect(await custody.checkWords({ secret: newPhrase(randomBytes) })).toEqual([0]);
    await expect(custody.checkWords({ secret: 'no such words' })).rejects.toMatchObject({ problem: { code: 'wrong-words' } });
    expect(await custody.checkWords({ words: [{ at: 12, word: ` ${(list[11] ?? '').toUpperCase()}` }] })).toEqual([]);
    expect(last.open?.checked).toBe(7);
    expect(await custody.checkWords({ secret: words })).toEqual([]);
  });

  it('cannot be found out by checking', async () => {
    const custody = await open({ off: true });
    for (let i = 0; i < 10; i++) await custody.checkWords({ words: [{ at: 1, word: '?' }] });
    await expect(custody.checkWords({ secret: words })).rejects.toMatchObject({ problem: { code: 'too-many-tries' } });
  });
});

it('remembers under the data key what belongs to the locks', async () => {
  const custody = await open({ off: true });
  await custody.lockAfter(0);
  await custody.settle();
  await custodyOf(await Vault.unlock(await stored(), { off: true }, quiet));
  expect(last.open).toEqual({ idle: 0, words: 12, settled: true });
});
