import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import Toast from './Toast.svelte';
import { Toaster } from './toaster.svelte';

it('does once what it offers, and is gone', async () => {
  const toaster = new Toaster();
  const run = vi.fn();
  render(Toast, { toaster, close: 'Close' });
  toaster.show('Archived', { label: 'Undo', run });
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(run).toHaveBeenCalledOnce();
  expect(screen.queryByText('Archived')).toBeNull();
});
