import type { Person } from '../e2e/person';
import { escape, type Screen, visit } from './way';
import { passphrase } from './world';

export const settings: Screen[] = [
  ...['Security', 'Notifications', 'Appearance', 'Language', 'Keyboard', 'Privacy', 'Storage', 'Account', 'About'].map((section): Screen => ({
    name: `settings-${section.toLowerCase()}`, title: `Settings: ${section}`, who: 'ana',
    async show({ page }) {
      await visit(page, '/settings');
      const title = page.getByRole('heading', { name: section, exact: true, level: 2 });
      await title.waitFor();
      await title.evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    },
  })),
  {
    name: 'settings-erase', title: 'Sign out and erase', who: 'ana',
    async show({ page }) {
      await visit(page, '/settings');
      await page.getByRole('button', { name: 'Sign out and erase' }).click();
      await page.getByRole('dialog').waitFor();
    },
    hide: escape,
  },
];

async function lock({ page }: Person): Promise<void> {
  await visit(page, '/settings');
  await page.getByRole('button', { name: 'Lock now' }).click();
  await page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
}

async function unlocked(person: Person): Promise<void> {
  await person.unlock(passphrase);
  await person.page.getByRole('navigation').waitFor();
}

/** Last, for it locks. */
export const locked: Screen[] = [
  {
    name: 'unlock', title: 'Unlock', who: 'ana',
    show: lock,
    hide: unlocked,
  },
  {
    name: 'unlock-other', title: 'Use another identity', who: 'ana',
    async show(person) {
      await lock(person);
      await person.page.getByRole('button', { name: 'Use another identity' }).click();
      await person.page.getByRole('dialog').waitFor();
    },
    async hide(person) {
      await escape(person);
      await unlocked(person);
    },
  },
  {
    name: 'unlock-wrong', title: 'Unlock: another passphrase', who: 'ana',
    async show(person) {
      await lock(person);
      await person.unlock('not the passphrase');
      await person.page.getByText(/does not open|not the passphrase|passphrase is wrong/i).first().waitFor();
    },
    hide: unlocked,
  },
];
