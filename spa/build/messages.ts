import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';

// Sentences become functions, one for each: messages/<room>/<language>.json → src/language/paraglide.
// The script `messages` of package.json does the same for what only reads the types.

const run = promisify(execFile);

/** The locale that exists for tests alone: Chromium's name for "mirrored". */
export const mirrored = 'ar-XB';

/** Compiles the languages; with `pseudo` also English told from right to left, for tests, elsewhere. */
export function messages(root: string, pseudo: boolean): Plugin {
  const ordinary = join(root, 'src/language/paraglide');
  const outdir = pseudo ? join(root, 'node_modules/.kez-pseudo/paraglide') : ordinary;
  let compiled: Promise<void> | undefined;
  return {
    name: 'kez-messages',
    enforce: 'pre',
    async config() {
      compiled ??= (pseudo ? mirror(root) : Promise.resolve(join(root, 'project.inlang'))).then((project) => compile(root, project, outdir));
      await compiled;
    },
    resolveId(id, importer) {
      if (!pseudo || !importer?.startsWith(join(root, 'src/language/')) || !id.startsWith('./paraglide/')) return undefined;
      return `${join(outdir, id.slice('./paraglide/'.length))}.js`;
    },
    transform(code, id) {
      return /\/paraglide\/messages\/\w+\.js$/.test(id) ? { code: plainly(code), map: null } : undefined;
    },
  };
}

/** A page speaks one language: that a sentence could be asked for in another one costs bytes with each. */
function plainly(code: string): string {
  return code.replaceAll('experimentalStaticLocale ?? options.locale ?? getLocale()', 'getLocale()').replaceAll(', options = {})', ')');
}

/**
 * In a process of its own: the compiler leaves handles open that would keep a test run from ending. A build
 * takes the sentences apart, so that each chunk holds its own; tests are quicker with few modules.
 */
async function compile(root: string, project: string, outdir: string): Promise<void> {
  const program = join(root, 'node_modules/@inlang/paraglide-js/bin/run.js');
  const options = ['--strategy', 'globalVariable', 'baseLocale', '--no-emit-readme', '--no-emit-prettier-ignore', '--output-structure', process.env.VITEST ? 'locale-modules' : 'message-modules', '--silent'];
  await run(process.execPath, [program, 'compile', '--project', project, '--outdir', outdir, ...options], { cwd: root });
}

/** A project beside the real one that has English, and English mirrored. */
async function mirror(root: string): Promise<string> {
  const at = join(root, 'node_modules/.kez-pseudo');
  const project = join(at, 'project.inlang');
  await mkdir(project, { recursive: true });
  const rooms = await readdir(join(root, 'messages'));
  for (const room of rooms) {
    const english = await readFile(join(root, 'messages', room, 'en.json'), 'utf8');
    await mkdir(join(at, 'messages', room), { recursive: true });
    await writeFile(join(at, 'messages', room, 'en.json'), english);
    await writeFile(join(at, 'messages', room, `${mirrored}.json`), JSON.stringify(turn(JSON.parse(english))));
  }
  const settings = JSON.parse(await readFile(join(root, 'project.inlang/settings.json'), 'utf8'));
  settings.locales = ['en', mirrored];
  settings.modules = settings.modules.map((path: string) => join(root, path));
  await writeFile(join(project, 'settings.json'), JSON.stringify(settings));
  return project;
}

/** Every sentence embedded from right to left, and longer by about a sixth. */
function turn(value: unknown): unknown {
  if (typeof value === 'string') return `\u202b${value}\u202c${' ·'.repeat(Math.ceil(value.length / 12))}`;
  if (Array.isArray(value)) return value.map((variant) => ({ ...variant, match: turn(variant.match) }));
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, turn(inner)]));
}
