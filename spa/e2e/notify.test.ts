import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser';
import { binary, Node } from './node';
import { desktop, Person, phone } from './person';
import { Proxy } from './proxy';

const passphrase = 'correct horse battery';
let browser: Browser;
let node: Node;
let proxy: Proxy;
let ana: Person;
let bo: Person;
let cy: Person;

interface Shown {
  title: string;
  body: string;
  tag: string;
}

beforeAll(async () => {
  node = await Node.start(binary());
  proxy = await Proxy.start(node.url);
  browser = await launch();
  ana = await Person.arrive(browser, proxy.url, desktop);
  bo = await Person.arrive(browser, node.url, desktop);
  cy = await Person.arrive(browser, node.url, phone);
  for (const [person, handle] of [[ana, 'ana'], [bo, 'bob'], [cy, 'cyd']] as const) {
    await person.create(handle, passphrase);
    await person.live();
  }
  // Nobody is a stranger to anybody.
  for (const [person, handle] of [[bo, 'bob'], [cy, 'cyd']] as const) {
    await ana.startChat(handle);
    await ana.say(`hello ${handle}`);
    await person.openChat('ana');
    await person.sees(`hello ${handle}`);
  }
  await place('Settings');
});

afterAll(async () => {
  await browser?.close();
  proxy?.close();
  await node?.close();
});

afterEach(() => {
  // Chromium complains of what its private windows lack, and playwright's are private.
  const faults = [ana, bo, cy].flatMap(({ faults }) => faults).filter((fault) => !fault.includes('Push API in incognito mode'));
  expect(faults).toEqual([]);
});

async function place(name: 'Chats' | 'Settings', page = ana.page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: new RegExp(name) }).click();
}

async function shown(page = ana.page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const all = await (await navigator.serviceWorker.ready).getNotifications();
    return all.map(({ title, body, tag }) => ({ title, body, tag }));
  });
}

/** Until what is on the screen is this, and nothing else. */
async function shows(expected: Pick<Shown, 'title' | 'body'>[]): Promise<void> {
  await expect.poll(async () => (await shown()).map(({ title, body }) => ({ title, body })), { timeout: 15_000 }).toEqual(expected);
}

async function clear(): Promise<void> {
  await ana.page.evaluate(async () => {
    for (const one of await (await navigator.serviceWorker.ready).getNotifications()) one.close();
  });
}

/** A push from the browser's push service, as it hands one to the service worker. */
async function push(from: Page): Promise<void> {
  const session: CDPSession = await ana.context.newCDPSession(from);
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      for (const { registrationId, scopeURL } of registrations) if (scopeURL === `${proxy.url}/`) resolve(registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', { origin: proxy.url, registrationId: await found, data: '{"id":"00"}' });
  await session.detach();
}

/** What a click on the first notice does: a real one, handed to the worker's own listener. */
const chooseFirst = `(async () => {
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent('notificationclick', { notification });
  // A browser lets only its own events wait; what it waits for goes on all the same.
  Object.defineProperty(event, 'waitUntil', { value: (deed) => void deed.catch(() => undefined) });
  self.dispatchEvent(event);
})()`;

function worker() {
  const found = ana.context.serviceWorkers().find((one) => one.url() === `${proxy.url}/sw.js`);
  if (!found) throw new Error('no service worker');
  return found;
}

/** The settings anew, as somebody sees them who comes back from those of the browser. */
async function settings(): Promise<void> {
  await place('Chats');
  await place('Settings');
}

describe('notifications', () => {
  it('say how it stands where the browser blocks them', async () => {
    await ana.page.getByText('Blocked in this browser').waitFor();
    expect(await ana.axe('blocked')).toEqual([]);
  });

  it('are asked for by a button and never before', async () => {
    await ana.context.clearPermissions();
    await settings();
    const button = ana.page.getByRole('button', { name: 'Turn on' });
    await button.waitFor();
    expect(await ana.page.evaluate(() => Notification.permission)).toBe('default');
    await ana.context.grantPermissions(['notifications'], { origin: proxy.url });
    await button.click();
    await ana.page.getByRole('switch', { name: 'Notifications on this device', checked: true }).waitFor();
    // A private window has no push service, and the app says so.
    await ana.page.getByText('The browser cannot reach its push service').waitFor();
  });

  it('can be tried, and are looked at', async () => {
    await ana.page.getByRole('button', { name: 'Send a test' }).click();
    await shows([{ title: 'kez-chat', body: 'This is how a notification looks.' }]);
    await clear();
    for (const theme of ['Light', 'Dark']) {
      await ana.page.getByRole('radio', { name: theme }).check({ force: true });
      for (const { viewport } of [phone, desktop]) {
        await ana.page.setViewportSize(viewport);
        await ana.page.getByRole('button', { name: 'Send a test' }).scrollIntoViewIfNeeded();
        await ana.picture(`notifications-${theme.toLowerCase()}`);
        expect(await ana.axe(`on, ${theme}, ${viewport.width}`)).toEqual([]);
      }
    }
  });

  it('come of what is written, with name and text', async () => {
    await bo.say('are you there');
    await shows([{ title: 'bob', body: 'are you there' }]);
    await bo.say('hello?');
    await shows([{ title: 'bob (2)', body: 'hello?' }]);
  });

  it('open the chat when they are clicked, and are gone when it is read', async () => {
    await worker().evaluate(chooseFirst);
    await ana.page.waitForURL('**/chats/bob');
    await ana.sees('hello?');
    await shows([]);
  });

  it('do not come of the chat that is open, nor of what one writes oneself', async () => {
    await bo.say('you see me');
    await ana.sees('you see me');
    await ana.say('I do');
    await bo.sees('I do');
    // One after the other: had there been one of bob's, it would be there before this.
    await cy.say('and me?');
    await shows([{ title: 'cyd', body: 'and me?' }]);
  });

  it('are taken back when the chat is read on another device', async () => {
    const other = await Person.arrive(browser, node.url, desktop);
    await other.restore(ana.words, passphrase);
    await other.openChat('cyd');
    await other.sees('and me?');
    await shows([]);
    await other.context.close();
  });

  it('come also of what came while the connection was down', async () => {
    proxy.cut();
    await ana.status(/Reconnecting|Offline/);
    await cy.say('while you were away');
    await cy.message('while you were away').getByText('sent').waitFor({ state: 'attached' });
    expect(await shown()).toEqual([]);
    proxy.mend();
    await shows([{ title: 'cyd', body: 'while you were away' }]);
    await clear();
  });

  it('come once, however many tabs are open', async () => {
    await ana.page.evaluate(() => {
      const { prototype } = ServiceWorkerRegistration;
      const show = prototype.showNotification;
      prototype.showNotification = function (...args) {
        new BroadcastChannel('shown').postMessage(args[0]);
        return show.apply(this, args);
      };
    });
    const second = await ana.context.newPage();
    await second.addInitScript(() => {
      const { prototype } = ServiceWorkerRegistration;
      const show = prototype.showNotification;
      prototype.showNotification = function (...args) {
        new BroadcastChannel('shown').postMessage(args[0]);
        return show.apply(this, args);
      };
      const all: unknown[] = [];
      new BroadcastChannel('shown').onmessage = ({ data }) => all.push(data);
      Object.assign(globalThis, { shown: all });
    });
    await second.goto(`${proxy.url}/settings`);
    await second.getByRole('switch', { name: 'Notifications on this device', checked: true }).waitFor();
    await cy.say('to two tabs');
    await shows([{ title: 'cyd (2)', body: 'to two tabs' }]);
    await bo.say('seen in the first tab');
    await cy.say('and again');
    await shows([{ title: 'cyd (3)', body: 'and again' }]);
    expect(await second.evaluate(() => (globalThis as unknown as { shown: unknown[] }).shown)).toEqual(['cyd (2)', 'cyd (3)']);
    await second.close();
  });

  it('say no more than their owner wants', async () => {
    await settings();
    await clear();
    await ana.page.getByRole('radio', { name: 'Neither name nor message' }).check({ force: true });
    await bo.say('between us');
    await shows([{ title: 'kez-chat', body: 'New message' }]);
    expect(await ana.page.evaluate(async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return JSON.stringify(all.map(({ title, body, tag, data }) => ({ title, body, tag, data })));
    })).not.toMatch(/bob|ed25519|between/);
    // Whoever is in may know whose it is all the same.
    await worker().evaluate(chooseFirst);
    await ana.page.waitForURL('**/chats/ed25519:*');
    await ana.sees('between us');
    await shows([]);
  });

  it('say nothing of chats that were named before, once the app is locked', async () => {
    await settings();
    await ana.page.getByRole('radio', { name: 'Name and message' }).check({ force: true });
    await cy.say('before the lock');
    await expect.poll(async () => (await shown()).length).toBe(1);
    await ana.page.getByRole('button', { name: 'Lock now' }).click();
    await ana.page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
    await shows([]);
  });
});

describe('a push', () => {
  it('is not shown to whoever looks at the app, but remembered', async () => {
    await ana.unlock(passphrase);
    await ana.live();
    await ana.page.getByText('No push has come to this device yet').waitFor();
    await push(ana.page);
    await expect.poll(async () => ana.page.evaluate(async () => (await caches.match('/wakes/last')) !== undefined)).toBe(true);
    expect(await shown()).toEqual([]);
    await settings();
    await ana.page.getByText(/^Last push: /).waitFor();
  });

  it('says that there is something, and nothing else, while no tab is open', async () => {
    const elsewhere = await ana.context.newPage();
    await ana.page.close();
    await push(elsewhere);
    const list = `self.registration.getNotifications().then((all) => all.map(({ title, body, tag, data }) => ({ title, body, tag, data })))`;
    await expect.poll(async () => worker().evaluate(list)).toEqual([{ title: 'kez-chat', body: 'New message', tag: 'mail', data: { path: '/chats' } }]);
    ana.page = elsewhere;
    await ana.watch(elsewhere);
    await elsewhere.goto(`${proxy.url}/chats`);
    expect(await shown()).toHaveLength(1);
    await ana.unlock(passphrase);
    await ana.live();
    // What it said is before the reader's eyes now.
    await shows([]);
  });
});
