import { escape, heading, type Screen, visit } from './way';

export const identity: Screen[] = [
  {
    name: 'identity', title: 'Identity', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('list', { name: 'Verified (1)' }).waitFor();
      await page.locator('main h1').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'identity-fresh', title: 'Identity, nothing shown yet', who: 'fresh',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('button', { name: 'Add proof' }).waitFor();
    },
  },
  {
    name: 'identity-qr', title: 'The address as a QR code', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('button', { name: 'Show QR code' }).click();
      await page.getByRole('dialog').getByRole('img').first().waitFor();
    },
    hide: escape,
  },
  {
    name: 'identity-manage', title: 'Manage claims', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('button', { name: 'Manage' }).click();
      await heading(page, 'Manage your claims');
    },
    hide: escape,
  },
  {
    name: 'profile', title: 'Somebody’s profile', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity/mira');
      await heading(page, 'mira');
      await page.getByRole('list', { name: 'Verified (2)' }).waitFor({ timeout: 60_000 });
      await page.getByRole('heading', { name: 'mira' }).first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'verify', title: 'Compare a safety number', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity/mira');
      await page.getByRole('button', { name: /^Verify/ }).first().click();
      await page.getByRole('dialog').getByRole('group', { name: 'Safety number' }).waitFor();
    },
    hide: escape,
  },
  {
    name: 'profile-changed', title: 'A profile with another device', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity/jonas');
      await heading(page, 'jonas');
      await heading(page, 'What changed');
    },
  },
  {
    name: 'profile-missing', title: 'A profile of nobody', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity/nobody-here');
      await heading(page, 'Nobody goes by this name here');
    },
  },
  {
    name: 'proof-add', title: 'Add a proof', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('button', { name: 'Add proof' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Sign' }).waitFor();
    },
    hide: escape,
  },
  {
    name: 'proof-publish', title: 'Add a proof: publish it', who: 'fresh',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('button', { name: 'Add proof' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Domain' }).fill('example.net');
      await page.getByRole('dialog').getByRole('button', { name: 'Sign' }).click();
      await page.getByRole('region', { name: 'Text to publish' }).waitFor();
    },
    async hide({ page }) {
      await page.getByRole('button', { name: 'Later' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'device-link', title: 'Link a device', who: 'ana',
    async show({ page }) {
      await visit(page, '/identity');
      await page.getByRole('button', { name: 'Link a device' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Code' }).waitFor();
    },
    hide: escape,
  },
];
