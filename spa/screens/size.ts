import type { Person } from '../e2e/person';

export const sizes = {
  desktop: { width: 1280, height: 800, mobile: false },
  phone: { width: 390, height: 844, mobile: true },
} as const;

export type Size = keyof typeof sizes;
export const themes = ['dark', 'light'] as const;
export type Theme = (typeof themes)[number];

/** The same page on another screen: also with a finger instead of a mouse. */
export async function resize(person: Person, size: { width: number; height: number; mobile?: boolean }): Promise<void> {
  const { width, height, mobile = false } = size;
  const session = await person.context.newCDPSession(person.page);
  await person.page.setViewportSize({ width, height });
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: mobile, maxTouchPoints: mobile ? 5 : 1 });
  await session.detach();
}

export async function paint(person: Person, theme: Theme): Promise<void> {
  await person.page.emulateMedia({ colorScheme: theme });
  await person.page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
  await settled(person);
}

/** Fonts are there and nothing moves any more. */
export async function settled({ page }: Person): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}
