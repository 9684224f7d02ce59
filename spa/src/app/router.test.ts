import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Router } from './router.svelte';

let stop: (() => void) | undefined;

function begin(path: string): Router {
  history.replaceState(null, '', path);
  const router = new Router(window);
  stop = router.listen();
  return router;
}

/** Whether the router took the click; what it leaves would be followed by the browser, and is stopped here. */
function click(html: { href: string; target?: string }, init: MouseEventInit = {}): boolean {
  const anchor = Object.assign(document.createElement('a'), html);
  document.body.append(anchor);
  let taken = false;
  const last = (event: Event) => {
    taken = event.defaultPrevented;
    event.preventDefault();
  };
  window.addEventListener('click', last, { once: true });
  anchor.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, button: 0, ...init }));
  anchor.remove();
  return taken;
}

beforeEach(() => void history.replaceState(null, '', '/'));
afterEach(() => stop?.());

it('shows the path it starts at, in its spelling of today', () => {
  expect(begin('/messages/bo').route).toEqual({ name: 'chats', peer: 'bo' });
  expect(location.pathname).toBe('/chats/bo');
});

it('keeps an invite code through a redirect', () => {
  begin('/dashboard#i=CODE');
  expect(location.pathname + location.hash).toBe('/identity#i=CODE');
});

it('follows plain links without loading the page', () => {
  const router = begin('/chats');
  expect(click({ href: '/settings' })).toBe(true);
  expect([router.route, router.moved, location.pathname]).toEqual([{ name: 'settings' }, 'forward', '/settings']);
});

it('leaves other links to the browser', () => {
  begin('/chats');
  for (const href of ['https://example.org/chats', 'mailto:bo@example.org', '/licenses.md', '/v1/node']) {
    expect(click({ href }), href).toBe(false);
  }
  expect(click({ href: '/settings', target: '_blank' })).toBe(false);
  expect(click({ href: '/settings' }, { ctrlKey: true })).toBe(false);
  expect(click({ href: '/settings' }, { button: 1 })).toBe(false);
});

it('goes back to where the reader came from, and to the parent from a deep link', () => {
  const router = begin('/chats/bo');
  const back = vi.spyOn(history, 'back').mockImplementation(() => undefined);
  router.back('/chats');
  expect(back).not.toHaveBeenCalled();
  expect(location.pathname).toBe('/chats');
  router.go('/chats/mira');
  router.back('/chats');
  expect(back).toHaveBeenCalledOnce();
  back.mockRestore();
});

it('turns back to where the reader came from, and leaves nothing of a page that leads elsewhere', () => {
  const router = begin('/chats/bo');
  const back = vi.spyOn(history, 'back').mockImplementation(() => undefined);
  router.go('/identity/bo');
  router.turn('/chats/bo');
  expect(back).toHaveBeenCalledOnce();
  const before = history.length;
  router.turn('/chats/mira');
  expect(back).toHaveBeenCalledOnce();
  expect([location.pathname, history.length]).toEqual(['/chats/mira', before]);
  back.mockRestore();
});

it('knows forward from back', () => {
  const router = begin('/chats');
  router.go('/chats/bo');
  history.replaceState({ depth: 0 }, '', '/chats');
  window.dispatchEvent(new PopStateEvent('popstate', { state: { depth: 0 } }));
  expect([router.route, router.moved]).toEqual([{ name: 'chats' }, 'back']);
  history.replaceState({ depth: 1 }, '', '/chats/bo');
  window.dispatchEvent(new PopStateEvent('popstate', { state: { depth: 1 } }));
  expect([router.route, router.moved]).toEqual([{ name: 'chats', peer: 'bo' }, 'forward']);
});
