import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Real Chromium, the production build, the real binary. One file after the other: two cores are few.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: ['*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    bail: 1,
  },
});
