import type { Page } from 'playwright-core';
import type { Person } from '../e2e/person';
import type { Who, World } from './world';

/**
 * Every screen of the app, and how to get to it. `show` works from any other screen of the same person and leads
 * to the same one each time; what it cannot find is an error, never a screen that is left out.
 */
export interface Screen {
  name: string;
  title: string;
  who: Who;
  show(person: Person, world: World): Promise<void>;
  /** Puts back what others do not expect. */
  hide?(person: Person, world: World): Promise<void>;
}

/** As the router's own links do, without loading the page anew, which would lock it. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate((to) => {
    history.pushState({ depth: 1 }, '', to);
    dispatchEvent(new PopStateEvent('popstate', { state: { depth: 1 } }));
  }, path);
}

export async function heading(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('heading', { name }).first().waitFor();
}

export async function thread(person: Person, handle: string): Promise<void> {
  await visit(person.page, `/chats/${handle}`);
  await person.composer.waitFor();
  await person.log.getByRole('article').first().waitFor();
}

export const escape = async ({ page }: Person): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};
