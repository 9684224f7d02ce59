import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
const everybody: Person[] = [];

beforeAll(async () => {
  node = await Node.start(binary());
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await node?.close();
});

afterEach(() => {
  expect(everybody.flatMap(({ faults }) => faults)).toEqual([]);
});

async function arrive(screen: typeof desktop | typeof phone = desktop): Promise<Person> {
  const person = await Person.arrive(browser, node.url, screen);
  everybody.push(person);
  return person;
}

/** A fingerprint reader that DevTools plays, for one page. */
class Reader {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  static async plug(page: Page, hasPrf = true): Promise<Reader> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf,
        isUserVerified: true, automaticPresenceSimulation: true,
      },
    });
    return new Reader(session, authenticatorId);
  }

  /** From now on it is somebody else's finger; as real ones do, it takes no other after some wrong tries. */
  async refuse(): Promise<void> {
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified: false });
  }

  async count(): Promise<number> {
    return (await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#id })).credentials.length;
  }

  async unplug(): Promise<void> {
    await this.#session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.#id });
  }
}

async function looked(person: Person, name: string): Promise<void> {
  await person.picture(`lock-${name}`);
  expect(await person.axe(name)).toEqual([]);
}

async function settings(person: Person): Promise<void> {
  await person.page.getByRole('link', { name: 'Settings' }).click();
  await person.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
}

const button = (person: Person, name: string | RegExp) => person.page.getByRole('button', { name });
const dialog = (person: Person, name: string | RegExp) => person.page.getByRole('dialog', { name });

/** Through the dialog that asks for the lock once more. */
async function prove(person: Person, how: 'passkey' | { passphrase: string }): Promise<void> {
  const guard = dialog(person, 'Show that it is you');
  if (how === 'passkey') return guard.getByRole('button', { name: 'Use a passkey' }).click();
  await guard.getByRole('textbox', { name: 'Passphrase' }).fill(how.passphrase);
  await guard.getByRole('button', { name: 'Continue' }).click();
}

/** Up to the step in which the lock is chosen. */
async function upToLock(person: Person, handle: string): Promise<void> {
  const { page } = person;
  await page.getByRole('link', { name: 'Create your identity' }).click();
  await page.getByRole('textbox', { name: 'Handle' }).fill(handle);
  await page.getByText(`${handle}@localhost is free`).waitFor();
  await button(person, 'Continue').click();
  await page.getByRole('list', { name: 'Recovery words, in order' }).getByRole('listitem').nth(11).waitFor();
  await page.getByRole('checkbox').check();
  await button(person, 'Continue').click();
  await button(person, 'I saved them, check later').click();
  await page.getByRole('group', { name: 'How the app opens in this browser' }).waitFor();
}

describe.each([['desktop', desktop], ['phone', phone]] as const)('a passkey, on a %s', (name, screen) => {
  let ana: Person;
  let reader: Reader;

  it('is offered first where the device has one, and makes the account', async () => {
    ana = await arrive(screen);
    if (screen === phone) await ana.page.evaluate(() => localStorage.setItem('kez-theme', 'light'));
    await ana.page.reload();
    reader = await Reader.plug(ana.page);
    await upToLock(ana, `key-${name}`);
    expect(await ana.page.getByRole('radio', { name: /Passkey/ }).isChecked()).toBe(true);
    await looked(ana, 'choice');
    await button(ana, 'Create identity').click();
    await ana.home();
    expect(await reader.count()).toBe(1);
  });

  it('unlocks what was locked, and no field for a passphrase stands there', async () => {
    await settings(ana);
    await looked(ana, 'settings');
    await button(ana, 'Lock now').click();
    await button(ana, 'Unlock with a passkey').waitFor();
    await looked(ana, 'unlock');
    expect(await ana.page.getByRole('textbox').count()).toBe(0);
    await button(ana, 'Unlock with a passkey').click();
    await ana.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  });

  it('opens the recovery words, which hide themselves when nobody looks', async () => {
    await button(ana, 'Show them').click();
    await prove(ana, 'passkey');
    const words = dialog(ana, 'Your recovery words');
    await words.getByRole('listitem').nth(11).waitFor();
    await looked(ana, 'words');
    const list = words.getByRole('list', { name: 'Recovery words, in order' });
    expect(await list.getByRole('listitem').count()).toBe(12);
    ana.words = (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/[^a-z]/g, '')).join(' ');
    await ana.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await words.getByRole('button', { name: 'Copy' }).click();
    await words.getByText('The clipboard is emptied in a minute').waitFor();
    expect(await ana.page.evaluate(() => navigator.clipboard.readText())).toBe(ana.words);
    await words.getByRole('button', { name: 'Close' }).click();
    await words.waitFor({ state: 'hidden' });
    expect(await ana.page.getByText(ana.words.split(' ')[0] ?? '', { exact: true }).count()).toBe(0);
  });

  it('is not the last way out: the passphrase beside it opens, and a removed passkey does not', async () => {
    await button(ana, 'Add a passphrase').click();
    const fresh = dialog(ana, 'New passphrase');
    await fresh.getByRole('textbox', { name: 'New passphrase' }).fill('short');
    await fresh.getByRole('button', { name: 'Continue' }).click();
    await fresh.getByText('at least 8 characters').waitFor();
    await looked(ana, 'passphrase');
    await fresh.getByRole('textbox', { name: 'New passphrase' }).fill(passphrase);
    await fresh.getByRole('button', { name: 'Continue' }).click();
    await prove(ana, 'passkey');
    await ana.page.getByText('The new passphrase is set.').first().waitFor();
    await looked(ana, 'two-ways');

    await button(ana, /^Remove: /).click();
    await dialog(ana, /^Remove/).getByRole('button', { name: 'Remove' }).click();
    await prove(ana, { passphrase: 'not this one' });
    const guard = dialog(ana, 'Show that it is you');
    await guard.getByText('This passphrase does not open the app.').waitFor();
    await looked(ana, 'guard');
    await prove(ana, { passphrase });
    await ana.page.getByText('It opens nothing here any more.').first().waitFor();
    expect(await ana.page.getByText('The only way in.').count()).toBe(1);
    await button(ana, 'Lock now').click();
    await ana.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
    expect(await button(ana, 'Unlock with a passkey').count()).toBe(0);
    await ana.unlock('not this one');
    await ana.page.getByText('This passphrase does not open the app.').waitFor();
    await ana.unlock('nor this one');
    await ana.page.getByText('on purpose').waitFor();
    await looked(ana, 'unlock-passphrase');
    await ana.unlock(passphrase);
    await ana.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  });
});

describe('a passphrase', () => {
  let bo: Person;

  it('is what remains where passkeys cannot make a secret', async () => {
    bo = await arrive();
    const reader = await Reader.plug(bo.page, false);
    await bo.create('bob', passphrase);
    await settings(bo);
    await button(bo, 'Add a passkey').click();
    await dialog(bo, 'Add a passkey').getByRole('button', { name: 'Continue' }).click();
    await dialog(bo, 'Add a passkey').getByText('WebAuthn PRF').waitFor();
    await looked(bo, 'no-prf');
    await dialog(bo, 'Add a passkey').getByRole('button', { name: 'Cancel' }).click();
    expect(await bo.page.getByText('The only way in.').count()).toBe(1);
    await reader.unplug();
  });

  it('gets a passkey beside it, in every tab, and the lock is one', async () => {
    const other = await bo.context.newPage();
    await bo.watch(other);
    await other.goto(`${node.url}/settings`);
    await other.getByText('The only way in.').waitFor();
    const reader = await Reader.plug(bo.page);
    // A passkey is only for the page in front.
    await bo.page.bringToFront();
    await button(bo, 'Add a passkey').click();
    await dialog(bo, 'Add a passkey').getByRole('textbox').fill('Yellow stick');
    await dialog(bo, 'Add a passkey').getByRole('button', { name: 'Continue' }).click();
    await prove(bo, { passphrase });
    await other.getByText('Yellow stick').waitFor();
    await button(bo, 'Rename: Yellow stick').click();
    await dialog(bo, 'Rename the passkey').getByRole('textbox').fill('Blue stick');
    await dialog(bo, 'Rename the passkey').getByRole('button', { name: 'Save' }).click();
    await other.getByText('Blue stick').waitFor();
    await other.getByRole('combobox', { name: 'Lock by itself' }).selectOption('After 15 minutes');
    await expect.poll(() => bo.page.getByRole('combobox', { name: 'Lock by itself' }).inputValue()).toBe('15');
    await other.getByRole('button', { name: 'Lock now' }).click();
    for (const page of [bo.page, other]) await page.getByRole('button', { name: 'Unlock with a passkey' }).waitFor();
    await reader.refuse();
    await button(bo, 'Unlock with a passkey').click();
    await bo.page.getByRole('alert').filter({ hasText: 'The passkey was not used' }).waitFor();
    await looked(bo, 'unlock-refused');
    await button(bo, 'Use passphrase').click();
    await bo.unlock(passphrase);
    await other.getByText('Blue stick').waitFor();
    await other.close();
  });

  it('keeps what was typed when the app locks', async () => {
    await bo.page.getByRole('link', { name: 'Chats' }).click();
    await bo.startChat('key-desktop');
    await bo.composer.pressSequentially('half a tho');
    const locker = await bo.context.newPage();
    await bo.watch(locker);
    await locker.goto(`${node.url}/settings`);
    await locker.getByRole('button', { name: 'Lock now' }).click();
    await button(bo, 'Use passphrase').click();
    await bo.unlock(passphrase);
    await expect.poll(() => bo.composer.inputValue()).toBe('half a tho');
    await locker.close();
  });

  it('is checked by three words of the copy, and it is remembered', async () => {
    await settings(bo);
    const drill = dialog(bo, 'Check your copy');
    await button(bo, 'Check my copy').click();
    await drill.getByRole('button', { name: 'Check' }).click();
    await drill.getByText(/^Enter word/).first().waitFor();
    await looked(bo, 'drill');
    await drill.getByRole('textbox').first().fill(bo.words);
    await drill.getByRole('button', { name: 'Check' }).click();
    await bo.page.getByText('Your copy is right.').waitFor();
  });

  it('gives the chats out as a file', async () => {
    await bo.page.getByRole('link', { name: 'Chats' }).click();
    await bo.openChat('key-desktop');
    await bo.say('for the file');
    await bo.sees('for the file');
    await settings(bo);
    const download = bo.page.waitForEvent('download');
    await button(bo, 'Export chats').click();
    await prove(bo, { passphrase });
    const file = await download;
    expect(file.suggestedFilename()).toBe('kez-chat-bob.json');
    const stream = await file.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const { conversations } = JSON.parse(Buffer.concat(chunks).toString());
    expect(conversations[0].messages[0]).toMatchObject({ from: 'me', text: 'for the file' });
  });

  it('can be given up, which is said, and the app opens by itself', async () => {
    await button(bo, 'Turn the app lock off').click();
    await dialog(bo, /Turn the app lock off/).getByRole('button', { name: 'Turn off' }).click();
    await prove(bo, { passphrase });
    await bo.page.getByText('The app opens by itself.').waitFor();
    await looked(bo, 'off');
    expect(await button(bo, 'Lock now').count()).toBe(0);
    await bo.page.reload();
    await bo.page.getByText('The app opens by itself.').waitFor();
    await button(bo, 'Show them').click();
    await dialog(bo, 'Your recovery words').getByRole('listitem').nth(11).waitFor();
    await dialog(bo, 'Your recovery words').getByRole('button', { name: 'Close' }).click();
  });

  it('leaves nothing when the account is erased by its name', async () => {
    await button(bo, 'Sign out and erase').click();
    const erase = dialog(bo, 'Erase this browser?');
    await erase.getByRole('button', { name: 'Erase' }).click();
    await erase.getByText('That is not your handle.').waitFor();
    await looked(bo, 'erase');
    await erase.getByRole('textbox').fill('bob');
    await erase.getByRole('button', { name: 'Erase' }).click();
    await bo.page.getByRole('link', { name: 'Create your identity' }).waitFor();
    await expect.poll(() => bo.page.evaluate(async () => ({
      kept: Object.keys(localStorage), workers: (await navigator.serviceWorker.getRegistrations()).length,
    })), { timeout: 20_000 }).toEqual({ kept: [], workers: 0 });
    expect(await bo.page.getByText('removed what the app had stored').count()).toBe(0);
  });
});
