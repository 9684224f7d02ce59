/** What browsers send that can install web apps, before anybody asked for it. */
interface Offer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** Whether the app can be put among the device's own apps. Listens from the start: the offer comes once. */
export class Installer {
  offered = $state(false);
  installed = $state(false);
  #offer: Offer | undefined;

  constructor(window: Window) {
    this.installed = window.matchMedia('(display-mode: standalone)').matches;
    window.addEventListener('beforeinstallprompt', (event) => {
      // The browser's own bar would stand over the composer.
      event.preventDefault();
      this.#offer = event as Offer;
      this.offered = true;
    });
    window.addEventListener('appinstalled', () => {
      this.offered = false;
      this.installed = true;
    });
  }

  /** An offer can be taken once; when it was declined the browser makes another. */
  async install(): Promise<void> {
    const offer = this.#offer;
    this.#offer = undefined;
    this.offered = false;
    await offer?.prompt();
  }
}
