import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Announcer, setAnnouncer } from '../ui/announcer.svelte';
import { setToaster, Toaster } from '../ui/toaster.svelte';
import type { Chain, Engine, Problem, ProofCheck } from '../wire/engine';
import { channels, subjectOf, written } from './channels';
import Proofs from './Proofs.svelte';
import { Proofs as Found } from './proofs.svelte';
import { text } from './text';
import { Sigchain } from './sigchain.svelte';

const primary = `ed25519:${'ab'.repeat(32)}`;
const forms = { json: '{"kez":"claim"}', compact: 'kez:z1:abc', markdown: '# KEZ claim', txt: ['kez:z1:abc'] };

function chainOf(...subjects: string[]): Chain {
  const listed = subjects.map((subject, at) => ({ subject, system: subject.split(':')[0] ?? '', status: 'active' as const, since: 0, seq: at + 1 }));
  return { primary, head: { seq: subjects.length, hash: '' }, subjects: listed, devices: [], asked: 1 };
}

let calls: string[];
let chain: Chain;
let answers: Record<string, Partial<ProofCheck> | Problem>;
let refusal: Problem | undefined;
/** Whether the server's list is that of the chain. */
let listed: boolean;

const engine = {
  on: () => () => undefined,
  chain: async () => chain,
  checkProof: async (primary: string, subject: string, fresh?: boolean) => {
    calls.push(`check ${subject}${fresh ? ' again' : ''}`);
    const answer = answers[subject] ?? { holds: true };
    if ('code' in answer) throw answer;
    return { subject, primary, status: 'active', url: 'https://example.org/proof', checkedAt: 1_795_000_000_000, holds: false, ...answer };
  },
  addClaim: async (subject: string) => {
    calls.push(`add ${subject}`);
    if (refusal) throw refusal;
    chain = chainOf(...chain.subjects.map((one) => one.subject), subject);
    return { subject, ...forms };
  },
  listed: async (again?: boolean) => {
    calls.push(again ? 'list again' : 'list');
    return (listed ||= again === true);
  },
  revokeClaim: async (subject: string) => {
    calls.push(`revoke ${subject}`);
    if (refusal) throw refusal;
    return (chain = chainOf(...chain.subjects.map((one) => one.subject).filter((one) => one !== subject)));
  },
} as unknown as Engine;

beforeEach(() => {
  calls = [];
  answers = {};
  refusal = undefined;
  listed = true;
  chain = chainOf();
});
afterEach(cleanup);

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await tick();
}

async function show(editable = true): Promise<Found> {
  const sigchain = new Sigchain(engine, primary);
  const proofs = new Found(engine, sigchain);
  const Within: typeof Proofs = (...given) => {
    setAnnouncer(new Announcer());
    setToaster(new Toaster());
    return Proofs(...given);
  };
  render(Within, { engine, sigchain, proofs, lead: '', editable });
  await sigchain.ask();
  await settled();
  return proofs;
}

const button = (name: string) => screen.getByRole('button', { name, hidden: true });
const group = (name: string) => screen.queryByRole('list', { name });
const failing = (phase: string, reason: string, detail: string) => ({ failing: { phase, reason, detail, help: 'Do this.' } });

describe('proofs', () => {
  it('stand in three groups, with the reason and the evidence', async () => {
    chain = chainOf('dns:example.org', 'github:ana', 'web:https://example.org', 'ap:ana@example.org');
    answers['github:ana'] = failing('signature', 'bad-signature', 'Somebody else signed it.');
    answers['web:https://example.org'] = failing('fetch', 'timeout', 'It did not answer.');
    answers['ap:ana@example.org'] = { code: 'no-network', title: '', detail: 'The server cannot be reached.' };
    await show();
    const verified = within(group('Verified (1)') as HTMLElement);
    expect(verified.getByText('example.org')).toBeTruthy();
    expect(verified.getByRole('link').getAttribute('href')).toBe('https://example.org/proof');
    const failed = within(group('Not verified (1)') as HTMLElement);
    expect(failed.getByText(text.reasons['signature bad-signature'] ?? '')).toBeTruthy();
    expect(failed.queryByText('Somebody else signed it.')).toBeNull();
    const pending = within(group('Pending (2)') as HTMLElement);
    for (const said of [text.reasons['fetch timeout'] ?? '', 'The server cannot be reached.']) expect(pending.getByText(said)).toBeTruthy();
  });

  it('are looked at once, and again when somebody asks', async () => {
    chain = chainOf('github:ana');
    answers['github:ana'] = failing('parse', 'not-found', 'There is none.');
    await show();
    expect(calls).toEqual(['check github:ana']);
    answers['github:ana'] = { holds: true };
    await fireEvent.click(button('Check again: ana'));
    await settled();
    expect(calls).toEqual(['check github:ana', 'check github:ana again']);
    expect(group('Verified (1)')).toBeTruthy();
  });

  it('lead to no place but a secure one', async () => {
    chain = chainOf('dns:example.org');
    answers['dns:example.org'] = { holds: true, url: 'javascript:alert(1)' };
    await show();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('are called verified when they hold in two places', async () => {
    chain = chainOf('dns:example.org', 'dns:example.net', 'github:ana');
    answers['github:ana'] = failing('parse', 'not-found', '');
    const proofs = await show();
    // Two domains are the word of one channel.
    expect([proofs.places, proofs.proven]).toEqual([1, false]);
    answers['github:ana'] = { holds: true };
    await proofs.check('github:ana', true);
    expect([proofs.places, proofs.proven]).toEqual([2, true]);
  });

  it('are only shown where they cannot be changed', async () => {
    chain = chainOf('github:ana');
    await show(false);
    expect(group('Verified (1)')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Add proof|Manage/, hidden: true })).toBeNull();
  });
});

describe('claims', () => {
  it('are taken back after a question, or stay', async () => {
    chain = chainOf('github:ana');
    await show();
    await fireEvent.click(button('Manage'));
    await settled();
    await fireEvent.click(button('Remove the proof of ana'));
    refusal = { code: 'no-network', title: '', detail: 'The server cannot be reached.' };
    await fireEvent.click(button('Remove proof'));
    await settled();
    expect(screen.getByText('The server cannot be reached.')).toBeTruthy();
    expect(group('Verified (1)')).toBeTruthy();
    refusal = undefined;
    await fireEvent.click(button('Remove proof'));
    await settled();
    expect(group('Verified (1)')).toBeNull();
  });

  it('are listed again when the server has another list', async () => {
    chain = chainOf('github:ana');
    listed = false;
    await show();
    await fireEvent.click(button('Manage'));
    await settled();
    expect(screen.getByText(text.manage.unlisted)).toBeTruthy();
    await fireEvent.click(button(text.manage.sync));
    await settled();
    expect(calls.slice(-2)).toEqual(['list', 'list again']);
    expect(screen.getByText(text.manage.listed)).toBeTruthy();
  });
});

describe('a new proof', () => {
  it('is signed, shown with what to do, and looked for', async () => {
    await show();
    await fireEvent.click(button('Add proof'));
    await fireEvent.click(screen.getByRole('radio', { name: 'GitHub', hidden: true }));
    await fireEvent.input(screen.getByLabelText('Name on GitHub'), { target: { value: 'https://github.com/ana/' } });
    answers['github:ana'] = failing('parse', 'not-found', 'There is none.');
    await fireEvent.submit(screen.getByLabelText('Name on GitHub').closest('form') as HTMLFormElement);
    await settled();
    expect(calls[0]).toBe('add github:ana');
    expect(screen.getByText(/As ana, make a public gist/)).toBeTruthy();
    expect(screen.getByText('# KEZ claim')).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: 'JSON', hidden: true }));
    expect(screen.getByText('{"kez":"claim"}')).toBeTruthy();
    answers['github:ana'] = { holds: true };
    await fireEvent.click(button('Check now'));
    await settled();
    expect(calls.at(-1)).toBe('check github:ana again');
    expect(screen.getByText(/verified\.$/)).toBeTruthy();
  });

  it('is refused where it is typed', async () => {
    await show();
    await fireEvent.click(button('Add proof'));
    refusal = { code: 'bad-subject', title: '', detail: 'That is no domain name.' };
    const field = screen.getByLabelText('Domain', { selector: 'input:not([type=radio])' });
    await fireEvent.input(field, { target: { value: 'not a domain' } });
    await fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settled();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('That is no domain name.')).toBeTruthy();
  });
});

it.each([
  ['dns', ' https://example.org/ ', 'dns:example.org'],
  ['github', '@Ana', 'github:Ana'],
  ['web', 'example.org/me', 'web:https://example.org/me'],
  ['web', 'http://example.org', 'web:http://example.org'],
  ['bluesky', '@ana.bsky.social', 'bluesky:ana.bsky.social'],
  ['ap', '@ana@example.org', 'ap:ana@example.org'],
])('%s: %s', (system, typed, subject) => expect(subjectOf(system, typed)).toBe(subject));

it('says of several strings of a record where each ends', () => {
  expect(channels.map(({ system }) => system)).toEqual(['dns', 'github', 'web', 'nostr', 'bluesky', 'ap']);
  expect(written({ subject: '', ...forms }, 'txt')).toBe('kez:z1:abc');
  expect(written({ subject: '', ...forms, txt: ['a', 'b'] }, 'txt')).toBe('"a" "b"');
});
