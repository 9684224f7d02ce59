import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import Bubble from './Bubble.svelte';
import { own, received } from './fixture';
import type { Message } from '../wire/engine';

function show(message: Message, whole = false): HTMLElement {
  const nothing = () => undefined;
  const row = { key: 'k', message, unread: false, first: true, last: true };
  render(Bubble, { row, who: message.mine ? 'You' : 'bo', whole, moves: false, toggle: nothing, retry: nothing, discard: nothing });
  return screen.getByRole('article');
}

it('shows hostile text as text', () => {
  const body = '<img src=x onerror=alert(1)><script>alert(1)</script> javascript:alert(1)';
  const article = show(received(1, body));
  expect(article.querySelectorAll('img, script, a')).toHaveLength(0);
  expect(article.textContent).toContain(body);
});

it('opens links elsewhere, telling the other side nothing', () => {
  const link = show(received(1, 'see https://example.org/')).querySelector('a');
  expect([link?.href, link?.rel, link?.target]).toEqual(['https://example.org/', 'noopener noreferrer', '_blank']);
});

it('keeps the sender’s spaces and lines, and adds none', () => {
  expect(show(received(1, 'a  b\n  c https://example.org/ d')).querySelector('.body')?.textContent).toBe('a  b\n  c https://example.org/ d');
});

it('has the sender outside of what decides the reading direction', () => {
  const article = show(received(1, 'مرحبا'));
  expect(article.querySelector('[dir=auto]')?.textContent).not.toContain('bo');
  expect(article.textContent).toMatch(/^bo: /);
});

it('tells its state in words', () => {
  expect(show(own('1', 'hello', { state: 'delivered' })).textContent).toContain('delivered');
});

it('folds a long text, and unfolds it', () => {
  const body = 'word '.repeat(4000);
  expect(show(received(1, body)).textContent).toMatch(/…\s*Show all \(20/);
  screen.getByRole('article').remove();
  expect(show(received(1, body), true).querySelector('.body')?.textContent).toBe(body);
});

it('says why it was not sent', () => {
  const problem = { code: 'recipient-refuses', title: 'Refused', detail: 'bo does not take messages from you.' };
  const article = show(own('1', 'hello', { state: 'failed', problem }));
  expect(article.textContent).toContain('Not sent. bo does not take messages from you.');
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Retry', 'Delete']);
});

it('shows a kind it does not know as a newer one', () => {
  expect(show({ ...received(1, '{"x":1}'), kind: 'newer' }).textContent).toContain('newer kind of message');
});
