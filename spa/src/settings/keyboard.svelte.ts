const name = 'kez-letters';

/** What keys do; remembered by this browser, in the clear. */
export class Keyboard {
  /** Single letters act in the list of messages: who speaks to the computer must be able to turn that off (WCAG 2.1.4). */
  letters = $state.raw(true);
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.letters = storage?.getItem(name) !== 'off';
  }

  choose(letters: boolean): void {
    this.letters = letters;
    if (letters) this.#storage?.removeItem(name);
    else this.#storage?.setItem(name, 'off');
  }
}
