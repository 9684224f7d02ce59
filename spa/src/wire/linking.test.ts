import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { hex } from '../protocol/bytes';
import { keyOfSeed, parseKey } from '../protocol/key';
import { ChainOffice } from './chainfixture';
import { Identity } from './identity';
import { Linking } from './linking';
import { person, type Person, start } from './fixture';
import { Vault } from './vault';

let office: ChainOffice;
let ana: Person;
let identity: Identity;
beforeEach(async () => {
  office = new ChainOffice(() => start);
  ana = await person(1, office);
  identity = new Identity(ana.vault, ana.chains, ana.store, office.directory, () => ana.clock.now);
});

const record = () => ana.vault.profile.account;
const begin = (name = 'Kitchen tablet') => Linking.begin(office.directory, record(), name, start);
const codeOf = ({ state }: Linking) => (state.state === 'waiting' ? state.code : '');

describe('linking', () => {
  it('goes from the code on one browser to the certificate on both', async () => {
    const linking = await begin();
    expect(linking.state).toMatchObject({ state: 'waiting', code: expect.stringMatching(/^([a-z2-7]{4} ){6}[a-z2-7]{2}$/), until: start + 600_000 });
    const offer = await identity.take(` ${codeOf(linking).toUpperCase()} `);
    expect(offer).toEqual({ id: linking.keys.device, key: keyOfSeed(linking.keys.seed), name: 'Kitchen tablet' });
    const { devices } = await identity.accept(offer.id);
    expect(devices).toMatchObject([{ id: offer.id, name: 'Kitchen tablet', reads: true, here: false }]);
    expect(await linking.wait(new AbortController().signal, () => start)).toBe(true);

    const vault = await Vault.link(linking.account, linking.keys, { passphrase: 'a passphrase' }, start, () => undefined);
    expect([vault.own, vault.key, vault.linked]).toEqual([ana.key, offer.key, true]);
    const stored = JSON.stringify(vault.profile, (_, value) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value));
    for (const secret of [hex(linking.keys.seed), hex(linking.keys.box), 'a passphrase']) expect(stored).not.toContain(secret);
    const again = await Vault.unlock(structuredClone(vault.profile), { passphrase: 'a passphrase' }, () => undefined);
    expect([again.own, again.key, again.linked]).toEqual([ana.key, offer.key, true]);

    const gone = await identity.revokeDevice(offer.id);
    expect(gone.devices).toMatchObject([{ id: offer.id, reads: false, revoked: start }]);
    await identity.revokeDevice(offer.id);
    expect(office.links.get(ana.key)).toHaveLength(2);
  }, 60_000);

  it('is certified once, also when the answer was lost or somebody got in between', async () => {
    const linking = await begin();
    const { id } = await identity.take(codeOf(linking));
    const other = await person(1, office);
    const link = await other.vault.signEvent({ seq: 0, hash: '' }, { op: 'device_revoke', device: 'f'.repeat(32) as never }, start);
    office.before = () => office.add(link);
    expect((await identity.accept(id)).head.seq).toBe(2);
    await expect(identity.accept(id)).rejects.toMatchObject({ problem: { code: 'unknown-link' } });
  });

  it('takes an offer once, of its own account only', async () => {
    const linking = await begin();
    const code = codeOf(linking);
    await expect(identity.take('nonsense')).rejects.toMatchObject({ code: 'malformed' });
    await identity.take(code);
    await expect(identity.take(code)).rejects.toMatchObject({ problem: { code: 'unknown-link' } });
    const bo = await person(2, office);
    const theirs = new Identity(bo.vault, bo.chains, bo.store, office.directory, () => start);
    await expect(theirs.take(codeOf(await begin()))).rejects.toThrow('another account');
    expect(office.links.size).toBe(0);
  });

  it('ends when it is cancelled, when time is up, and when another device has its name', async () => {
    const ending = new AbortController();
    const waiting = (await begin()).wait(ending.signal, () => start);
    ending.abort();
    expect(await waiting).toBe(false);
    await expect((await begin()).wait(new AbortController().signal, () => start + 600_001)).rejects.toMatchObject({ problem: { code: 'unknown-link' } });
    const linking = await begin();
    await identity.take(codeOf(linking));
    await identity.accept(linking.keys.device);
    linking.keys.box.fill(9);
    await expect(linking.wait(new AbortController().signal, () => start)).rejects.toMatchObject({ problem: { code: 'device-taken' } });
    const named = begin('x'.repeat(65));
    await expect(named).rejects.toThrow('64');
  });

  it('cannot be done by a linked device', async () => {
    const linking = await begin();
    const { id } = await identity.take(codeOf(linking));
    await identity.accept(id);
    const tablet = await person(1, office, linking.keys);
    const theirs = new Identity(tablet.vault, tablet.chains, tablet.store, office.directory, () => start);
    const next = await Linking.begin(office.directory, record(), 'phone', start);
    await theirs.take(codeOf(next));
    await expect(theirs.accept(next.keys.device)).rejects.toMatchObject({ problem: { code: 'no-seed' } });
    await expect(theirs.addClaim('github:ana')).rejects.toMatchObject({ problem: { code: 'no-seed' } });
    await expect(theirs.revokeDevice(id)).rejects.toMatchObject({ problem: { code: 'no-seed' } });
    expect((await theirs.chain(parseKey(record().primary))).devices).toMatchObject([{ here: true }]);
  });
});
