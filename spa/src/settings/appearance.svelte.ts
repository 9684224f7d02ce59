export const themes = ['dark', 'light', 'system'] as const;
export type Theme = (typeof themes)[number];

const name = 'kez-theme';

/** Dark, light, or what the system prefers; remembered by this browser, in the clear. */
export class Appearance {
  theme = $state.raw<Theme>('dark');
  readonly #root: HTMLElement;
  readonly #storage: Storage | undefined;

  constructor(root: HTMLElement, storage: Storage | undefined) {
    this.#root = root;
    this.#storage = storage;
    const kept = storage?.getItem(name);
    this.#apply(themes.find((theme) => theme === kept) ?? 'dark');
  }

  choose(theme: Theme): void {
    this.#apply(theme);
    this.#storage?.setItem(name, theme);
  }

  #apply(theme: Theme): void {
    this.theme = theme;
    if (theme === 'system') delete this.#root.dataset.theme;
    else this.#root.dataset.theme = theme;
  }
}
