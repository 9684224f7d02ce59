import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { emojiLines } from './build/emoji.ts';
import { icons } from './build/icons.ts';
import { messages } from './build/messages.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

// Everything hashed lies under /a/, workers too: the Trusted Types policy and the cache rules of the
// node know that one folder and no other.
const names = {
  entryFileNames: 'a/[name]-[hash].js',
  chunkFileNames: 'a/[name]-[hash].js',
  assetFileNames: 'a/[name]-[hash][extname]',
};

// The NATS client imports nkeys for an authenticator we do not use (src/wire/login.ts signs); with the
// stand-in the worker sheds tweetnacl, 16 kB gzipped.
const alias = { '@nats-io/nkeys': join(root, 'src/wire/nkeys-absent.ts') };

// Packages whose code is in the build, the worker's included: build.license would miss those.
const bundled = new Set<string>();

export default defineConfig({
  root,
  plugins: [messages(root, process.env.KEZ_PSEUDO === '1'), icons(), svelte({ configFile: false }), svelteTesting(), emoji(), collect(), finish()],
  resolve: { alias },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: names, checks: { pluginTimings: false } },
  },
  worker: { format: 'es', plugins: () => [collect()], rolldownOptions: { output: names } },
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'lower',
          environment: 'node',
          include: ['src/{language,protocol,wire}/**/*.test.ts', 'src/*.test.ts', 'build/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'upper',
          environment: 'happy-dom',
          include: ['src/{app,chats,identity,session,settings,ui}/**/*.test.ts'],
        },
      },
    ],
  },
});

/** The texts that src/chats/catalogue.ts reads. */
function emoji(): Plugin {
  return {
    name: 'kez-emoji',
    config: async () => ({ define: { __EMOJI_EN__: JSON.stringify(await emojiLines('en')), __EMOJI_DE__: JSON.stringify(await emojiLines('de')) } }),
  };
}

function collect(): Plugin {
  return {
    name: 'kez-collect',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        for (const id of file.moduleIds) {
          const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
          if (found?.[1]) bundled.add(found[1]);
        }
      }
    },
  };
}

function finish(): Plugin {
  let out = '';
  return {
    name: 'kez-finish',
    apply: 'build',
    configResolved(config) {
      out = resolve(root, config.build.outDir);
    },
    async closeBundle() {
      await writeFile(join(out, 'licenses.md'), await licences([...bundled]));
      await serviceWorker(out);
    },
  };
}

async function licences(folders: string[]): Promise<string> {
  const entries = await Promise.all(
    folders.map(async (folder) => {
      const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
      const text = file ? (await readFile(join(folder, file), 'utf8')).replace(/\r\n/g, '\n').trim() : 'No licence text in the package.';
      return `## ${about.name} ${about.version} (${about.license})\n\n${text}\n`;
    }),
  );
  return `# Licences of what this app contains\n\n${entries.sort().join('\n')}`;
}

/**
 * Builds the service worker last, with the path and SHA-256 of every file of this build in it: the
 * browser sees a new version exactly when some file changed, and the worker refuses a file that differs.
 */
async function serviceWorker(out: string): Promise<void> {
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define: { __PRECACHE__: JSON.stringify(await digests(out)) },
    build: {
      outDir: out,
      emptyOutDir: false,
      target: 'es2022',
      reportCompressedSize: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(root, 'src/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js' },
      },
    },
  });
}

async function digests(folder: string): Promise<[path: string, sha256: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== 'sw.js' && path !== 'licenses.md')
    .sort();
  return Promise.all(
    paths.map(async (path): Promise<[string, string]> => {
      const hash = createHash('sha256').update(await readFile(join(folder, path)));
      return [path === 'index.html' ? '/' : `/${path}`, hash.digest('hex')];
    }),
  );
}
