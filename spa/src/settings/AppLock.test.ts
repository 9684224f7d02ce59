import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import { Announcer, setAnnouncer } from '../ui/announcer.svelte';
import type { Account, Engine } from '../wire/engine';
import AppLock from './AppLock.svelte';
import { Safe } from './safe.svelte';

const account: Account = { handle: 'ana', server: 'localhost', primary: 'ed25519:00', registeredAt: '' };
const announcer = new Announcer();

/** Within the frame, which gives the page its voice. */
const Within: typeof AppLock = (...given) => {
  setAnnouncer(announcer);
  return AppLock(...given);
};

afterEach(cleanup);

it('says what changed, once, and goes on', async () => {
  const engine = {
    on: (event: string, handler: (value: never) => void) => {
      if (event === 'custody') handler({ passphrase: true, passkeys: [], off: false, open: { idle: 5, words: 12, settled: true } } as never);
      return () => undefined;
    },
    passkeys: { possible: async () => ({ any: false, builtIn: false }) },
    lockWith: async () => undefined,
  } as unknown as Engine;
  const safe = new Safe(engine);
  render(Within, { safe, account });
  screen.getByRole('button', { name: 'Change' }).click();
  const field = (await screen.findByLabelText('New passphrase', { selector: 'input' })) as HTMLInputElement;
  field.value = 'four quiet ferries';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.form?.requestSubmit();
  await expect.poll(() => safe.asking).toBe(true);
  await safe.passphrase('anything');
  expect(await screen.findByText('The new passphrase is set.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Change' })).toBeTruthy();
});
