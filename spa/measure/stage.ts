import 'fake-indexeddb/auto';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Browser, chromium, type CDPSession, type Page } from 'playwright-core';

/**
 * A Chromium with a window, for timings of a headless one are not those of a reader: on a screen of its own where
 * there is Xvfb, else headless, which is said with the figures.
 */
export class Stage {
  readonly browser: Browser;
  readonly headed: boolean;
  readonly #screen: ChildProcess | undefined;

  private constructor(browser: Browser, screen: ChildProcess | undefined) {
    this.browser = browser;
    this.headed = screen !== undefined;
    this.#screen = screen;
  }

  static async open(): Promise<Stage> {
    const { screen, display } = await raise();
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: display === undefined,
      env: { ...process.env, ...(display !== undefined && { DISPLAY: display }) } as Record<string, string>,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    return new Stage(browser, screen);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.#screen?.kill();
  }
}

/** Xvfb picks a free display and writes its number. */
async function raise(): Promise<{ screen?: ChildProcess; display?: string }> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const started = await Promise.race([once(screen, 'spawn').then(() => true), once(screen, 'error').then(() => false)]);
  if (!started) return {};
  const [line] = (await once(createInterface(screen.stdio[3] as Readable), 'line')) as [string];
  return { screen, display: `:${line}` };
}

/** Four times slower than this machine, and 1.6 Mbit/s with 150 ms. */
export async function slowPhone(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return session;
}

export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? NaN;
}
