import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const problem = { code: 'busy', detail: 'Try again in 4 s.' };

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

it('leaves English as the server said it', async () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  const { explain } = await import('./problem');
  expect(explain(problem)).toBe('Try again in 4 s.');
});

it('says it in the language of the page, and what it has no sentence for in English', { timeout: 60_000 }, async () => {
  vi.stubGlobal('navigator', { languages: ['de-AT', 'en'] });
  const { explain } = await import('./problem');
  await vi.waitFor(() => expect(explain(problem)).toContain('gerade zu viel zu tun'), { timeout: 50_000 });
  expect(explain({ ...problem, code: 'never-heard-of' })).toBe('Try again in 4 s.');
});
