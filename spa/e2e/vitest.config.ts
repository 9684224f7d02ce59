import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** One line that a script can read. */
class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => Array.from(module.children.allTests(), (test) => test.result().state));
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const count = (state: string) => states.filter((other) => other === state).length;
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped') + count('pending')} skipped`);
  }
}

// Real Chromium, the production build, the real binary. One file after the other: two cores are few.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: '../node_modules/.vite-e2e',
  test: {
    include: ['*.test.ts'],
    // Every screen in every way takes long: go tool task test:screens.
    exclude: process.env.SCREENS === undefined ? ['screens.test.ts'] : [],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', new Tally()],
  },
});
