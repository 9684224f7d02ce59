import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openClaim, signClaim } from '../protocol/claim';
import { find } from '../protocol/forms';
import { seedSigner } from '../protocol/primary';
import { signRegistration } from '../protocol/registration';
import { signLink } from '../protocol/sigchain';
import { parseSubject } from '../protocol/subject';
import { ChainOffice } from './chainfixture';
import { person, type Person, start } from './fixture';
import { Identity } from './identity';

let office: ChainOffice;
let ana: Person;
let bo: Person;
beforeEach(async () => {
  office = new ChainOffice(() => start);
  ana = await person(1, office);
  bo = await person(2, office);
});

const of = (who: Person) => new Identity(who.vault, who.chains, who.store, office.directory, () => start);

describe('claims', () => {
  it('are signed, said in the sigchain and shown, and can be had again in every form', async () => {
    const forms = await of(ana).addClaim('GitHub:Ana');
    expect(openClaim(forms.json)).toMatchObject({ subject: 'github:ana', primary: ana.key });
    for (const text of [forms.json, forms.compact, forms.markdown, forms.txt.join('')]) {
      const said = find(text);
      expect(said.result === 'found' && said.found.map((json) => openClaim(json).raw)).toEqual([forms.json]);
    }
    expect(await of(ana).addClaim('github:ANA')).toEqual(forms);
    await of(ana).addClaim('dns:ana.example');
    expect(office.links.get(ana.key)?.map(({ deed }) => deed)).toEqual([{ op: 'add', subject: 'github:ana' }, { op: 'add', subject: 'dns:ana.example' }]);
    expect(office.shown.at(-1)).toEqual(['github:ana', 'dns:ana.example']);
    await expect(of(ana).addClaim('nothing')).rejects.toMatchObject({ code: 'bad-subject' });
  });

  it('are taken back in the sigchain first', async () => {
    await of(ana).addClaim('github:ana');
    office.calls.length = 0;
    const { subjects, head } = await of(ana).revokeClaim('github:ana');
    expect([subjects, head.seq]).toMatchObject([[{ subject: 'github:ana', system: 'github', status: 'revoked', seq: 2 }], 2]);
    const writes = office.calls.filter((call) => !call.startsWith('GET'));
    expect(writes).toEqual([`POST /v1/sigchains/ed25519/${ana.key.slice(8)}`, 'PUT /v1/profile/person-1/proofs']);
    expect(office.shown.at(-1)).toEqual([]);
  });
});

describe('the list that the server shows', () => {
  it('is compared with the own sigchain, and sent again', async () => {
    office.people.set('person-1', signRegistration(new Uint8Array(32).fill(1), 'person-1', 'localhost', start));
    await of(ana).addClaim('github:ana');
    expect(await of(ana).listed()).toBe(true);
    // As when the signed word got through and the list after it did not.
    office.shown.push([]);
    expect(await of(ana).listed()).toBe(false);
    expect(await of(ana).listed(true)).toBe(true);
    expect(office.shown.at(-1)).toEqual(['github:ana']);
  });
});

describe('proofs', () => {
  const claim = (who: number, subject: string) => JSON.parse(signClaim(seedSigner(new Uint8Array(32).fill(who)), parseSubject(subject), start)) as object;
  const check = (subject = 'github:ana') => of(bo).checkProof(ana.key, subject, true);

  it('hold when what was found says so, whatever the node calls it', async () => {
    await of(ana).addClaim('github:ana');
    office.found.set('github:ana', { status: 'failed', phase: 'fetch', reason: 'not-found', proof: claim(1, 'github:ana') });
    expect(await check('GitHub:Ana')).toEqual({
      subject: 'github:ana', primary: ana.key, holds: true, status: 'active', url: 'https://there.example', checkedAt: start - 60_000,
    });
  });

  it.each([
    ['nothing', undefined, 'parse', 'not-found'],
    ['another subject', claim(1, 'github:bo'), 'match', 'subject-mismatch'],
    ['another person’s', claim(2, 'github:ana'), 'match', 'primary-mismatch'],
    ['a forged one', { ...claim(2, 'github:ana'), ...{ payload: (claim(1, 'github:ana') as { payload: object }).payload } }, 'signature', 'bad-signature'],
    ['what is no claim', { kez: 'claim' }, 'parse', 'damaged'],
  ])('with %s do not hold, though the node says found', async (_, proof, phase, reason) => {
    const said = proof ? { status: 'found', proof } : { status: 'failed', phase, reason, detail: 'Nothing.', help: 'Put it there.', retry_at: '2026-11-24T09:00:00.000Z' };
    office.found.set('github:ana', said);
    const { holds, failing } = await check();
    expect([holds, failing?.phase, failing?.reason]).toEqual([false, phase, reason]);
    if (!proof) expect(failing).toMatchObject({ help: 'Put it there.', retryAt: Date.parse('2026-11-24T09:00:00Z') });
  });

  it('do not hold after the sigchain took them back, nor beside one that changed', async () => {
    office.found.set('github:ana', { status: 'found', proof: claim(1, 'github:ana') });
    expect(await check()).toMatchObject({ holds: true, status: 'unlisted' });
    const signer = seedSigner(new Uint8Array(32).fill(1));
    const link = signLink(signer, { seq: 0, hash: '' }, { op: 'revoke', subject: parseSubject('github:ana') }, start);
    office.add(link);
    await bo.chains.ask(ana.key);
    expect(await check()).toMatchObject({ holds: false, status: 'revoked', failing: { phase: 'sigchain', reason: 'revoked' } });
    office.links.set(ana.key, [signLink(signer, { seq: 0, hash: '' }, { op: 'add', subject: parseSubject('github:ana') }, start)]);
    expect((await of(bo).chain(ana.key, true)).trouble).toMatchObject({ kind: 'forked' });
    expect(await check()).toMatchObject({ holds: false, failing: { phase: 'sigchain', reason: 'sigchain-invalid' } });
  });

  it('that could not be asked for, or were answered about something else, are problems', async () => {
    await expect(check()).rejects.toMatchObject({ problem: { code: 'rate-limited' } });
    office.found.set('github:ana', { subject: 'github:bo', proof: claim(1, 'github:bo') });
    await expect(check()).rejects.toMatchObject({ problem: { code: 'not-an-answer' } });
  });
});
