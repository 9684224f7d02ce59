import { MediaQuery } from 'svelte/reactivity';
import { Chats } from '../chats/chats.svelte';
import { Status } from '../chats/status.svelte';
import { Mark } from '../session/mark';
import { Session } from '../session/session.svelte';
import { Appearance } from '../settings/appearance.svelte';
import { Keyboard } from '../settings/keyboard.svelte';
import { Installer } from '../settings/installer.svelte';
import { Announcer } from '../ui/announcer.svelte';
import { Toaster } from '../ui/toaster.svelte';
import type { Engine, Events, Session as State } from '../wire/engine';
import { Notices } from './notices.svelte';
import { Router } from './router.svelte';
import { text } from './text';

/** The composition root: makes every state class once and joins them. */
export class App {
  readonly engine: Engine;
  readonly router: Router;
  readonly session: Session;
  readonly appearance: Appearance;
  readonly keyboard: Keyboard;
  readonly installer: Installer;
  readonly announcer = new Announcer();
  readonly toaster = new Toaster();
  /** Both panes fit beside one another. */
  readonly broad = new MediaQuery('(min-width: 768px)', true);
  /** Only while somebody is signed in: a lock drops everything that was read. */
  chats = $state.raw<Chats>();
  status = $state.raw<Status>();
  /** A newer version of the app that waits to be switched to. */
  update = $state.raw<Events['update']>();
  /** The file for which a newer version was not taken. */
  refused = $state.raw<string>();
  /** The node serves an app that is not the one in its program, and says so. */
  unofficial = $state(false);
  readonly #window: Window;
  readonly #stops: (() => void)[];
  readonly #mark: Mark;
  #was: State['state'] = 'opening';
  #notices: Notices | undefined;

  constructor(engine: Engine, window: Window) {
    this.#window = window;
    this.engine = engine;
    this.appearance = new Appearance(window.document.documentElement, storageOf(window));
    this.keyboard = new Keyboard(storageOf(window));
    this.installer = new Installer(window);
    this.#mark = new Mark(storageOf(window), window.caches);
    this.router = new Router(window);
    this.session = new Session(engine, window.location.hash);
    // Offline there is nobody to ask; the mark is for whoever is served now.
    void engine.node().then((node) => (this.unofficial = node.unofficial), () => undefined);
    launches(window, (path) => this.router.go(path));
    this.#stops = [
      this.router.listen(),
      engine.on('session', (state) => this.#enter(state)),
      engine.on('update', (update) => (this.update = update)),
      engine.on('refused', ({ file }) => (this.refused = file)),
      engine.on('chosen', ({ path }) => this.router.go(path)),
    ];
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#leave();
  }

  /** Switches to the version that waits; what is being written comes along. */
  async renew(): Promise<void> {
    await this.chats?.save();
    this.update?.apply();
  }

  #enter(state: State): void {
    const was = this.#was;
    this.#was = state.state;
    if (state.state === 'open' || state.state === 'locked') void this.#mark.set(state.account);
    if (state.state === 'open') return this.#open(state.account.server);
    this.#leave();
    if (was === 'open' && state.state === 'locked') this.announcer.alert(text.locked);
    if (was === 'open' && state.state === 'none') this.toaster.show(text.erased);
    if (state.state === 'none') {
      void this.#missed(was);
      void this.session.ask();
      if (was !== 'opening') this.router.go('/', { replace: true });
    }
  }

  /** Whoever erased the account knows it; whoever finds it gone at the start, or under the hands, is told who was here. */
  async #missed(was: State['state']): Promise<void> {
    if (was === 'opening') this.session.evicted = await this.#mark.read();
    else if (was !== 'none') await this.#mark.clear();
  }

  #open(home: string): void {
    this.session.evicted = undefined;
    this.status ??= new Status(this.engine, () => this.#window.navigator.onLine);
    this.chats ??= new Chats(this.engine, {
      home,
      letters: () => this.keyboard.letters,
      visible: () => this.#window.document.visibilityState === 'visible',
      say: (sentence) => this.announcer.say(sentence),
      alert: (sentence) => this.announcer.alert(sentence),
      toast: (sentence, action) => this.toaster.show(sentence, action),
      now: Date.now,
    });
    this.#notices ??= new Notices(this.engine, this.chats, this.#window);
    this.settle();
  }

  /** Whoever is signed in has no business on the way in, however they came there; elsewhere they find what the path names. */
  settle(): void {
    if (['home', 'create', 'restore', 'link'].includes(this.router.route.name)) this.router.go('/chats', { replace: true });
  }

  #leave(): void {
    this.#notices?.close();
    this.chats?.close();
    this.status?.close();
    this.chats = this.status = this.#notices = undefined;
  }
}

/** What the installed app was opened with while it was open already: a shortcut, or a link into it. */
function launches(window: Window, go: (path: string) => void): void {
  const { launchQueue } = window as { launchQueue?: { setConsumer(take: (launch: { targetURL?: string }) => void): void } };
  launchQueue?.setConsumer(({ targetURL }) => {
    const path = targetURL && new URL(targetURL).pathname;
    // The icon alone only brings the app to the front, with whatever it shows.
    if (path && path !== '/chats') go(path);
  });
}

/** Where storage is forbidden, reading the property throws. */
function storageOf(window: Window): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
