import type { Person } from '../e2e/person';
import { heading, type Screen, visit } from './way';
import { passphrase } from './world';

async function handleStep({ page }: Person): Promise<void> {
  await visit(page, '/create');
  await page.getByRole('textbox', { name: 'Handle' }).fill('lin');
  await page.getByText('lin@localhost is free').waitFor();
}

async function wordsStep(person: Person): Promise<string[]> {
  const { page } = person;
  await handleStep(person);
  await page.getByRole('button', { name: 'Continue' }).click();
  const list = page.getByRole('list', { name: 'Recovery words, in order' });
  await list.getByRole('listitem').nth(11).waitFor();
  return (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
}

async function checkStep(person: Person): Promise<void> {
  const { page } = person;
  const words = await wordsStep(person);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  const boxes = page.getByRole('textbox', { name: /^Word \d+/ });
  await boxes.first().waitFor();
  await boxes.first().fill(words.join(' '));
  await boxes.last().focus();
}

export const signedOut: Screen[] = [
  {
    name: 'landing', title: 'Landing', who: 'guest',
    async show({ page }) {
      await visit(page, '/');
      await page.getByRole('link', { name: 'Create your identity' }).waitFor();
    },
  },
  { name: 'create-handle', title: 'Create: handle', who: 'guest', show: handleStep },
  { name: 'create-words', title: 'Create: recovery words', who: 'guest', show: async (person) => void (await wordsStep(person)) },
  { name: 'create-check', title: 'Create: quiz', who: 'guest', show: checkStep },
  {
    name: 'create-passphrase', title: 'Create: protect this browser', who: 'guest',
    async show(person) {
      await checkStep(person);
      await person.page.getByRole('button', { name: 'Continue' }).click();
      await person.page.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    },
  },
  {
    name: 'restore', title: 'Restore', who: 'guest',
    async show({ page }) {
      await visit(page, '/restore');
      await page.getByRole('textbox', { name: 'Recovery words' }).fill('legal winner thank year wave sausage worth');
    },
  },
  {
    name: 'link', title: 'Link this browser', who: 'guest',
    async show({ page }) {
      await visit(page, '/link');
      await page.getByRole('textbox', { name: 'Your address' }).fill('ana@localhost');
    },
  },
  {
    name: 'link-code', title: 'Link this browser: the code', who: 'guest',
    async show(person) {
      const { page } = person;
      await visit(page, '/link');
      await page.getByRole('textbox', { name: 'Your address' }).fill('ana@localhost');
      await page.getByRole('textbox', { name: 'Passphrase for this browser' }).fill(passphrase);
      await page.getByRole('button', { name: 'Show the code' }).click();
      await heading(page, 'Enter this code on your other device');
    },
    async hide({ page }) {
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('textbox', { name: 'Your address' }).waitFor();
    },
  },
  {
    name: 'lost-out', title: 'An address that leads nowhere, signed out', who: 'guest',
    async show({ page }) {
      await visit(page, '/nowhere');
      await heading(page, 'There is nothing here');
    },
  },
];

/** Browsers in which nothing can work. */
export const unusable: Screen[] = [
  {
    name: 'insecure', title: 'Plain HTTP', who: 'insecure',
    show: ({ page }) => heading(page, 'This address is not secure'),
  },
  {
    name: 'damaged', title: 'A store that cannot be opened', who: 'damaged',
    show: ({ page }) => heading(page, 'This browser’s store cannot be opened'),
  },
];
