import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screens } from './screens';
import type { Screen } from './way';
import { paint, resize, type Size, sizes, themes } from './size';
import { World } from './world';

// go tool task screens: a picture of every screen in docs/screens, each size and theme. SCREENS limits it to
// those whose name matches, for a look while working; then nothing is removed.

const folder = process.env.SCREENS_TO ?? fileURLToPath(new URL('../../docs/screens', import.meta.url));
const wanted = new RegExp(process.env.SCREENS ?? '');
const total = 4_000_000;
let world: World;
let studio: Page;

beforeAll(async () => {
  world = await World.begin();
  await world.fill();
  studio = await (await world.browser.newContext()).newPage();
  mkdirSync(folder, { recursive: true });
  if (!process.env.SCREENS) for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

afterAll(async () => world?.end());

/** Chromium itself writes the smallest of the formats that every browser shows. */
async function webp(png: Buffer): Promise<Buffer> {
  const data = await studio.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.6);
  }, `data:image/png;base64,${png.toString('base64')}`);
  return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}

function file({ name }: Screen, size: Size, theme: string): string {
  return `${name}-${sizes[size].width}-${theme}.webp`;
}

describe.each(Object.keys(sizes) as Size[])('%s', (size) => {
  it.each(screens.filter(({ name }) => wanted.test(name)))('$name', async (screen) => {
    const person = world.who(screen.who);
    await resize(person, sizes[size]);
    await screen.show(person, world);
    for (const theme of themes) {
      await paint(person, theme);
      const png = await person.page.screenshot({ animations: 'disabled', caret: 'hide' });
      writeFileSync(join(folder, file(screen, size, theme)), await webp(png));
    }
    await screen.hide?.(person, world);
    expect(person.faults).toEqual([]);
  });
});

it.runIf(!process.env.SCREENS)('an index of them all, and they are small', () => {
  const sections = screens.map((screen) => {
    const cell = (size: Size, theme: string) => `![${screen.title}, ${size}, ${theme}](${file(screen, size, theme)})`;
    const row = (size: Size) => themes.map((theme) => cell(size, theme)).join(' ');
    return `## ${screen.title}\n\n${row('desktop')}\n\n${row('phone')}\n`;
  });
  const lead = 'Every screen of the app on a desktop and a phone, dark and light. `go tool task screens` makes them anew.';
  writeFileSync(join(folder, 'README.md'), `# Screens\n\n${lead}\n\n${sections.join('\n')}`);
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.webp'));
  expect(pictures).toHaveLength(screens.length * themes.length * Object.keys(sizes).length);
  expect(pictures.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(total);
});
