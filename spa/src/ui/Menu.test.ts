import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import Menu from './Menu.svelte';

const acts = { copy: vi.fn(), close: vi.fn() };

beforeEach(() => {
  const asker = document.createElement('button');
  asker.id = 'asker';
  document.body.replaceChildren(asker);
  asker.focus();
  acts.copy.mockReset();
  acts.close.mockReset();
  const nothing = () => undefined;
  const items = [
    { label: 'Reply', act: nothing },
    { label: 'Copy text', act: acts.copy },
    { label: 'Copy link', act: nothing },
    { label: 'Details', act: nothing },
  ];
  render(Menu, { label: 'Actions', items, x: 10, y: 10, close: acts.close });
});

const press = async (...keys: string[]) => {
  for (const key of keys) await fireEvent.keyDown(document.activeElement ?? document.body, { key });
  return document.activeElement?.textContent?.trim();
};

it('has the focus on its first entry, and roves around its ends', async () => {
  expect(screen.getByRole('menu', { name: 'Actions' })).toBeTruthy();
  expect(await press()).toBe('Reply');
  expect(await press('ArrowDown', 'ArrowDown')).toBe('Copy link');
  expect(await press('End')).toBe('Details');
  expect(await press('ArrowDown')).toBe('Reply');
  expect(await press('ArrowUp')).toBe('Details');
  expect(await press('Home')).toBe('Reply');
});

it('goes to what is typed', async () => {
  expect(await press('c')).toBe('Copy text');
  expect(await press('o', 'p', 'y', 'd')).toBe('Copy text');
});

it('acts, and gives the focus back before', async () => {
  acts.copy.mockImplementation(() => expect(document.activeElement?.id).toBe('asker'));
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Copy text' }));
  expect(acts.copy).toHaveBeenCalledBefore(acts.close);
  expect(acts.close).toHaveBeenCalledOnce();
});

it.each(['Escape', 'Tab'])('is left by %s, which goes no further', async (key) => {
  const outside = vi.fn();
  window.addEventListener('keydown', outside, { once: true });
  await press(key);
  window.removeEventListener('keydown', outside);
  expect([acts.close.mock.calls.length, document.activeElement?.id, outside.mock.calls.length]).toEqual([1, 'asker', 0]);
});

it('is left by a press elsewhere, and not by one inside', async () => {
  await fireEvent.pointerDown(screen.getByRole('menuitem', { name: 'Details' }));
  expect(acts.close).not.toHaveBeenCalled();
  await fireEvent.pointerDown(document.body);
  expect(acts.close).toHaveBeenCalledOnce();
});
