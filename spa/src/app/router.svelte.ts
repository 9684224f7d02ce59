import { resolve, type Route } from './route';

/** The address bar, through the History API. Plain links work; nothing else needs to know about it. */
export class Router {
  route = $state.raw<Route>({ name: 'home' });
  /** How the present route was reached: only what was opened by a step forward moves in. */
  moved = $state.raw<'load' | 'forward' | 'back'>('load');
  readonly #window: Window;
  /** Entries of this app below the present one. Kept in history.state, for it must survive a reload. */
  #depth = 0;
  /** The page from which the present one was opened; nobody knows after a reload. */
  #from: string | undefined;

  constructor(window: Window) {
    this.#window = window;
    this.#depth = depthOf(window.history.state);
    this.#read();
  }

  /** Listens until the returned function is called. */
  listen(): () => void {
    const moved = (event: PopStateEvent) => {
      const depth = depthOf(event.state);
      this.moved = depth > this.#depth ? 'forward' : 'back';
      this.#depth = depth;
      this.#from = undefined;
      this.#read();
    };
    const clicked = (event: MouseEvent) => this.#follow(event);
    this.#window.addEventListener('popstate', moved);
    this.#window.document.addEventListener('click', clicked);
    return () => {
      this.#window.removeEventListener('popstate', moved);
      this.#window.document.removeEventListener('click', clicked);
    };
  }

  go(path: string, { replace = false } = {}): void {
    const { history, location } = this.#window;
    if (!replace && path === location.pathname + location.hash) return;
    if (!replace) {
      this.#depth++;
      this.#from = location.pathname;
    }
    history[replace ? 'replaceState' : 'pushState']({ depth: this.#depth }, '', path);
    this.moved = replace ? this.moved : 'forward';
    this.#read();
  }

  /** To where the reader came from; to `parent` when that is outside of the app. */
  back(parent: string): void {
    if (this.#depth > 0) this.#window.history.back();
    else this.go(parent, { replace: true });
  }

  /** To a page in whose place nothing else stays: back to it where the reader came from there. */
  turn(path: string): void {
    if (this.#from === path) this.#window.history.back();
    else this.go(path, { replace: true });
  }

  #read(): void {
    const { location, history } = this.#window;
    const { route, path } = resolve(location.pathname);
    if (path !== location.pathname) history.replaceState({ depth: this.#depth }, '', path + location.hash);
    this.route = route;
  }

  #follow(event: MouseEvent): void {
    const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (event.defaultPrevented || modified || !anchor?.href || anchor.target || anchor.hasAttribute('download')) return;
    const url = new URL(anchor.href);
    const { origin, pathname, search } = this.#window.location;
    const inside = url.origin === origin && resolve(url.pathname).route.name !== 'lost';
    if (!inside || (url.pathname === pathname && url.hash && url.search === search)) return;
    event.preventDefault();
    this.go(url.pathname + url.hash);
  }
}

function depthOf(state: unknown): number {
  const depth = (state as { depth?: unknown } | null)?.depth;
  return typeof depth === 'number' ? depth : 0;
}
