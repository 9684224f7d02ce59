import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screens } from '../screens/screens';
import type { Screen } from '../screens/way';
import { paint, resize, settled, type Size, sizes, themes } from '../screens/size';
import { World } from '../screens/world';
import type { Person } from './person';

// Every screen that there is, as the people see it who have it otherwise: axe in both themes and sizes, 320 pixels,
// letters of twice the size, from right to left, forced colours, no motion. SCREENS limits it while working.

const wanted = new RegExp(process.env.SCREENS ?? '');
let world: World;

beforeAll(async () => {
  world = await World.begin();
  await world.fill();
});
afterAll(async () => world?.end());

/** What stands outside of the window, or is cut off without a sign that there is more. */
function misplaced({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth - innerWidth} px too wide`);
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    for (const element of document.querySelectorAll<HTMLElement>('#app *')) {
      const style = getComputedStyle(element);
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('.visually-hidden, [inert], svg, [aria-hidden=true]')) continue;
      const own = Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
      const sideways = element.scrollWidth > element.clientWidth + 1 && style.display !== 'inline';
      // What can be scrolled sideways, or ends in an ellipsis, says that there is more.
      if (sideways && own && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis') found.push(`cut off: ${name(element)}`);
      if (sideways && style.overflowX === 'auto' && !element.matches('pre, code, [role=region], [role=toolbar], [role=tablist]')) found.push(`scrolls sideways: ${name(element)}`);
      if (!own) continue;
      const { left, right, width } = element.getBoundingClientRect();
      const scrolled = element.closest('pre, code, [role=region][tabindex], [role=toolbar], [role=tablist]');
      if (width > 1 && !scrolled && (left < -1 || right > innerWidth + 1)) found.push(`outside by ${Math.round(Math.max(-left, right - innerWidth))} px: ${name(element)}`);
    }
    return found;
  });
}

const root = (person: Person, change: { fontSize?: string; dir?: string }) =>
  person.page.evaluate(({ fontSize = '', dir = '' }) => {
    document.documentElement.style.fontSize = fontSize;
    document.documentElement.dir = dir;
  }, change);

/** Buttons, links and fields one finger apart. */
function small({ page }: Person): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('#app :is(button, a[href], input, textarea, [role=radio])'))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, p, [inert], dt, dd, [role=log], .skip, label'))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 1 && (width < 24 || height < 24);
      })
      .map((element) => `${element.tagName.toLowerCase()} “${element.getAttribute('aria-label') ?? element.textContent}” is smaller than 24 px`),
  );
}

async function look(person: Person, size: Size): Promise<string[]> {
  const found: string[] = [];
  const note = (where: string, faults: string[]) => found.push(...faults.map((fault) => `${size}, ${where}: ${fault}`));
  for (const theme of themes) {
    await paint(person, theme);
    note(theme, await person.axe(theme));
  }
  note('as it is', [...(await misplaced(person)), ...(await small(person))]);
  await root(person, { dir: 'rtl' });
  await settled(person);
  note('from right to left', await misplaced(person));
  await root(person, { fontSize: '200%' });
  await settled(person);
  note('200 % text', await misplaced(person));
  await root(person, {});
  if (size === 'phone') {
    await resize(person, { width: 320, height: 640, mobile: true });
    await settled(person);
    note('320 px', await misplaced(person));
    await resize(person, sizes.phone);
  }
  await person.page.emulateMedia({ forcedColors: 'active' });
  await settled(person);
  note('forced colours', [...(await person.axe('forced colours')).filter((fault) => !fault.includes('color-contrast')), ...(await misplaced(person))]);
  await person.page.emulateMedia({ forcedColors: 'none' });
  return found;
}

describe.each(Object.keys(sizes) as Size[])('%s', (size) => {
  it.each(screens.filter(({ name }) => wanted.test(name)))('$name', async (screen: Screen) => {
    const person = world.who(screen.who);
    await resize(person, sizes[size]);
    await screen.show(person, world);
    const found = await look(person, size);
    await screen.hide?.(person, world);
    expect([...found, ...person.faults]).toEqual([]);
  });
});
