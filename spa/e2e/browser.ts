import { type Browser, chromium } from 'playwright-core';

/** The system's Chromium, or the one named by CHROMIUM; as root it runs without its sandbox. */
export function launch(...args: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox', ...args] : args,
  });
}
