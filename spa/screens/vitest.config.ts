import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import e2e from '../e2e/vitest.config.ts';

// A screen that cannot be reached is a failed test, so it is run as tests are.
export default defineConfig({ ...e2e, root: fileURLToPath(new URL('.', import.meta.url)), cacheDir: '../node_modules/.vite-screens' });
