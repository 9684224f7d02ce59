import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import e2e from '../e2e/vitest.config.ts';

// Alone on the machine, one after the other.
export default defineConfig({ ...e2e, root: fileURLToPath(new URL('.', import.meta.url)), cacheDir: '../node_modules/.vite-measure' });
