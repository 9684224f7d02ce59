import { beforeEach, expect, it } from 'vitest';
import { Appearance } from './appearance.svelte';

beforeEach(() => localStorage.clear());

it('is dark until somebody chooses otherwise, and remembers the choice', () => {
  const root = document.createElement('html');
  const first = new Appearance(root, localStorage);
  expect([first.theme, root.dataset.theme]).toEqual(['dark', 'dark']);
  first.choose('light');
  expect(root.dataset.theme).toBe('light');
  const next = document.createElement('html');
  expect(new Appearance(next, localStorage).theme).toBe('light');
  expect(next.dataset.theme).toBe('light');
});

it('leaves the theme to the system when asked to', () => {
  const root = document.createElement('html');
  new Appearance(root, localStorage).choose('system');
  expect(root.dataset.theme).toBeUndefined();
});

it('takes no notice of what it did not write, and works without storage', () => {
  localStorage.setItem('kez-theme', 'plaid');
  expect(new Appearance(document.createElement('html'), localStorage).theme).toBe('dark');
  new Appearance(document.createElement('html'), undefined).choose('light');
});
