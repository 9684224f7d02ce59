import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { out } from './node';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const desktop = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } as const;
export const phone = {
  viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'light',
} as const;

/** Somebody at a browser of their own. Everything is found as a reader finds it, by role and name. */
export class Person {
  readonly context: BrowserContext;
  readonly url: string;
  page: Page;
  handle = '';
  words = '';
  /** Broken rules of the CSP, uncaught errors, complaints of the browser: none is allowed. */
  readonly faults: string[] = [];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
  }

  static async arrive(browser: Browser, url: string, screen: typeof desktop | typeof phone, locale = 'en-GB'): Promise<Person> {
    const context = await browser.newContext({ ...screen, locale, timezoneId: 'UTC', permissions: ['clipboard-read', 'clipboard-write'] });
    context.setDefaultTimeout(Number(process.env.PATIENCE ?? 20_000));
    const person = new Person(context, await context.newPage(), url);
    await person.watch(person.page);
    await person.page.goto(url);
    return person;
  }

  async watch(page: Page): Promise<void> {
    page.on('pageerror', (error) => this.faults.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // A request that the killed node does not answer is complained about by the browser itself.
      const expected = /Failed to load resource|net::ERR_|WebSocket connection to/.test(message.text());
      if (message.type() === 'error' && !expected) this.faults.push(`console: ${message.text()}`);
    });
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.exposeFunction('reportViolation', (what: string) => this.faults.push(`CSP: ${what}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report = (globalThis as unknown as { reportViolation(what: string): void }).reportViolation;
        report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
      });
    });
  }

  /** Through all steps of making an identity. */
  async create(handle: string, passphrase: string, look: (step: string) => Promise<void> = async () => undefined): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Create your identity' }).click();
    await page.getByRole('textbox', { name: 'Handle' }).fill(handle);
    await page.getByText(`${handle}@localhost is free`).waitFor();
    await look('handle');
    await page.getByRole('button', { name: 'Continue' }).click();
    const list = page.getByRole('list', { name: 'Recovery words, in order' });
    await list.getByRole('listitem').nth(11).waitFor();
    this.words = (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/[^a-z]/g, '')).join(' ');
    await look('words');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('textbox', { name: /^Word \d+/ }).first().waitFor();
    await look('check');
    for (const box of await page.getByRole('textbox', { name: /^Word \d+/ }).all()) {
      const label = (await box.getAttribute('aria-label')) ?? (await box.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent)) ?? '';
      await box.fill(this.words.split(' ')[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
    }
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('radio', { name: 'Passphrase' }).check();
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await look('passphrase');
    await page.getByRole('button', { name: 'Create identity' }).click();
    await this.home();
    this.handle = handle;
  }

  async home(): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Start a chat by handle or handle@server' }).waitFor({ timeout: 60_000 });
  }

  async unlock(passphrase: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await this.page.getByRole('button', { name: 'Unlock', exact: true }).click();
  }

  async restore(words: string, passphrase: string): Promise<void> {
    await this.page.getByRole('link', { name: 'I have recovery words' }).click();
    await this.page.getByRole('textbox', { name: 'Recovery words' }).fill(words);
    await this.page.getByRole('textbox', { name: 'New passphrase for this browser' }).fill(passphrase);
    await this.page.getByRole('button', { name: 'Restore' }).click();
    await this.home();
  }

  async live(): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor();
  }

  async status(name: RegExp): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: name }).first().waitFor();
  }

  async startChat(address: string): Promise<void> {
    const { page } = this;
    await page.getByRole('textbox', { name: 'Start a chat by handle or handle@server' }).fill(address);
    await page.getByRole('button', { name: /Start chat|Open chat/ }).click();
    await this.composer.waitFor();
  }

  /** A row of the list. */
  row(handle: string) {
    return this.page.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: new RegExp(handle) }).first();
  }

  get requests() {
    return this.page.getByRole('button', { name: /^Requests/ });
  }

  /** A chat, or the request of somebody who is accepted by that. */
  async openChat(handle: string): Promise<void> {
    await this.row(handle).or(this.requests).first().waitFor();
    if ((await this.row(handle).count()) > 0) await this.row(handle).click();
    else await this.acceptRequest(handle);
    await this.composer.waitFor();
  }

  async acceptRequest(handle: string): Promise<void> {
    await this.requests.click();
    await this.row(handle).click();
    await this.page.getByRole('button', { name: 'Accept' }).click();
  }

  get composer() {
    return this.page.getByRole('textbox', { name: /^Message to/ });
  }

  get log() {
    return this.page.getByRole('log');
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async sees(text: string): Promise<void> {
    await this.log.getByText(text, { exact: true }).first().waitFor();
  }

  /** The label of a message: who, when, what, and for own ones the state. */
  message(text: string) {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  /** Texts of the thread in their order, as many as are in the page. */
  async texts(pattern: RegExp): Promise<string[]> {
    const all = await this.log.getByRole('article').allInnerTexts();
    return all.flatMap((text) => text.match(pattern)?.[0] ?? []);
  }

  async picture(name: string): Promise<void> {
    const { width } = this.page.viewportSize() ?? { width: 0 };
    await this.page.screenshot({ path: join(out, `${name}-${width}.png`), animations: 'disabled' });
  }

  /** What axe finds against WCAG 2.2 AA and its best practice. */
  async axe(where: string): Promise<string[]> {
    const installed = await this.page.evaluate(() => 'axe' in globalThis);
    if (!installed) await this.#inject();
    const results = await this.page.evaluate(async () => {
      const engine = (globalThis as unknown as { axe: { run(root: Document, options: object): Promise<AxeResults> } }).axe;
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      return engine.run(document, { runOnly: { type: 'tag', values: tags } });
    });
    return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${where}: ${id}: ${node.html} ${node.failureSummary ?? ''}`));
  }

  /** Through the debugger: the page's own CSP lets no script in, and this is how it should be. */
  async #inject(): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    // It stays attached: the end of any session would unplug the authenticator that another one plays.
    await session.send('Runtime.evaluate', { expression: await readFile(axe, 'utf8') });
  }
}
