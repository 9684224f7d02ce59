import 'fake-indexeddb/auto';
import type { Browser } from 'playwright-core';
import type { Key } from '../src/protocol/key';
import { Linking } from '../src/wire/linking';
import { launch } from '../e2e/browser';
import { type Client, Clients } from '../e2e/client';
import { NameServer } from '../e2e/nameserver';
import { binary, Node } from '../e2e/node';
import { desktop, Person } from '../e2e/person';

export const passphrase = 'four quiet rivers under snow';
/** Resolves to this machine without being localhost: plain HTTP there is not secure. */
const elsewhere = 'chat.example.net';

/** Ana has chats, `fresh` has just arrived, `guest` has no identity, and in the others' browsers nothing can work. */
export type Who = 'ana' | 'fresh' | 'guest' | 'insecure' | 'damaged';

type Line = [who: 'ana' | 'peer', text: string];

// What people write. Nothing of it is about the app.
const chats: Record<string, Line[]> = {
  tomasz: [
    ['ana', 'Did the parcel come?'],
    ['peer', 'Yes, this morning. Thank you!'],
    ['ana', '🎉'],
  ],
  yusuf: [
    ['ana', 'How is the new flat?'],
    ['peer', 'الشقة جميلة جدًا، والجيران لطفاء'],
    ['peer', 'سأرسل لك العنوان غدًا إن شاء الله'],
  ],
  pia: [
    ['ana', 'The slides are in the folder'],
    ['peer', 'Got them. I will look at them on the train and send comments before nine'],
    ['ana', 'Perfect, no hurry'],
  ],
  jonas: [
    ['ana', 'Climbing on Thursday?'],
    ['peer', 'In, if the hall is open'],
    ['peer', 'https://example.org/opening-hours says until ten'],
    ['peer', 'I bring the rope'],
  ],
  mira: [
    ['ana', 'Morning! Are we still on for Saturday?'],
    ['peer', 'Of course!'],
    ['ana', 'The ten o’clock train, then the path along the lake'],
    ['peer', 'I looked at the map again: the upper path is closed until spring, so we would have to come back the same way. It is not long, though, two hours and a bit, and there is a hut half-way where they make soup.'],
    ['peer', '🏔️🥾'],
    ['ana', 'Then soup it is'],
    ['ana', 'I take the stove anyway, in case the hut is closed'],
    ['peer', 'Good idea. Packing list so far:\n\n- stove, two cups\n- the blue rope\n- something for the rain'],
    ['ana', 'Can you look up whether dogs may ride along? https://example.org/trains/dogs'],
    ['peer', 'They may, on a leash, with a half-price ticket'],
    ['ana', 'The gate code for the cabin is `4711 #`, in case I am late'],
    ['peer', 'Noted 👍'],
    ['ana', 'See you at the station!'],
  ],
};

/** One node, one browser, Ana in it, and people who write to her from elsewhere. */
export class World {
  readonly browser: Browser;
  readonly node: Node;
  readonly clients: Clients;
  readonly names: NameServer;
  readonly people = new Map<string, Client>();
  /** The same program, reached over plain HTTP by a name. */
  readonly insecure: string;
  readonly #somebody = new Map<Who, Person>();

  private constructor(browser: Browser, node: Node, names: NameServer) {
    this.browser = browser;
    this.node = node;
    this.names = names;
    this.clients = new Clients(node.url);
    this.insecure = node.url.replace('localhost', elsewhere);
  }

  static async begin(): Promise<World> {
    const names = await NameServer.start();
    const node = await Node.start(binary(), '--dns-server', names.address, '--nostr-relays', 'off');
    const world = new World(await launch(`--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`), node, names);
    await world.#settle();
    return world;
  }

  async #settle(): Promise<void> {
    for (const [i, handle] of [...Object.keys(chats), 'lena', 'nils', 'sam'].entries()) {
      this.people.set(handle, await this.clients.come(11 + i, { handle }));
    }
    const ana = await this.guest();
    this.#somebody.set('ana', ana);
    await ana.create('ana', passphrase);
    await ana.live();
  }

  /** Everybody that a screen may want, and all that they have to show. */
  async fill(): Promise<void> {
    this.#somebody.set('guest', await this.guest());
    this.#somebody.set('insecure', await this.guest(this.insecure));
    this.#somebody.set('damaged', await this.#damaged());
    const fresh = await this.guest();
    this.#somebody.set('fresh', fresh);
    await fresh.create('fern', passphrase);
    await this.talk();
    await this.link('jonas', 'Tablet');
    await this.news();
    await this.prove();
  }

  who(name: Who): Person {
    const somebody = this.#somebody.get(name);
    if (!somebody) throw new Error(`nobody is ${name}`);
    return somebody;
  }

  get ana(): Person {
    return this.who('ana');
  }

  /** Everything that is said between Ana and the others. */
  async talk(): Promise<void> {
    const { ana } = this;
    const own = await this.key('ana');
    for (const [handle, lines] of Object.entries(chats)) {
      const peer = this.person(handle);
      await peer.welcome(own);
      await ana.startChat(handle);
      for (const [who, text] of lines) {
        if (who === 'ana') await ana.say(text);
        else await peer.say(own, text);
        // What marks code is not shown.
        const shown = (text.split('\n')[0] ?? '').replaceAll('`', '');
        await ana.message(shown).last().waitFor();
        if (who === 'ana') await ana.message(shown).last().getByText('delivered').waitFor({ state: 'attached' });
      }
    }
  }

  /** Somebody has a device more than Ana knew. */
  async link(handle: string, device: string): Promise<void> {
    const { identity, key } = this.person(handle);
    const { directory } = this.clients;
    const { state } = await Linking.begin(directory, await directory.byKey(key), device, Date.now());
    if (state.state !== 'waiting') throw new Error('there is no code to link by');
    await identity.accept((await identity.take(state.code)).id);
  }

  /** News for chats that are not open. */
  async news(): Promise<void> {
    const own = await this.key('ana');
    await this.person('jonas').say(own, 'The hall is open, I just called them');
    await this.person('jonas').say(own, 'Six o’clock at the entrance?');
    await this.person('tomasz').say(own, 'Could you send me the recipe of the plum cake?');
    await this.person('lena').say(own, 'Hello Ana, Mira gave me your address. I am the one with the canoes');
    await this.person('nils').say(own, 'Hi! Is this the Ana of the bicycle workshop?');
  }

  /** Domains that hold: one of Ana, by the wizard, and two of Mira. */
  async prove(): Promise<void> {
    const { page } = this.ana;
    await page.getByRole('navigation').getByRole('link', { name: 'Identity' }).click();
    await page.getByRole('button', { name: 'Add proof' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Domain' }).fill('ana.example.org');
    await dialog.getByRole('button', { name: 'Sign' }).click();
    const region = dialog.getByRole('region', { name: 'Text to publish' });
    await region.waitFor();
    const text = await region.innerText();
    this.names.records.set('_kez.ana.example.org', text.startsWith('"') ? text.slice(1, -1).split('" "') : [text]);
    // An answer that there is no such record may be remembered for half a minute.
    for (let held = false; !held; ) {
      await dialog.getByRole('button', { name: 'Check now' }).click();
      held = await dialog.getByText(/verified\.$/).waitFor({ timeout: 3000 }).then(() => true, () => false);
    }
    await dialog.getByRole('button', { name: 'Done' }).click();
    for (const domain of ['mira.example.org', 'lake.example.net']) {
      const { txt } = await this.person('mira').identity.addClaim(`dns:${domain}`);
      this.names.records.set(`_kez.${domain}`, txt);
    }
  }

  person(handle: string): Client {
    const who = this.people.get(handle);
    if (!who) throw new Error(`there is no ${handle}`);
    return who;
  }

  async key(handle: string): Promise<Key> {
    const { members } = await this.clients.directory.ask(`/v1/u/${handle}`);
    return members.primary as Key;
  }

  /** Somebody at a browser that knows nothing yet. */
  async guest(url = this.node.url): Promise<Person> {
    const guest = await Person.arrive(this.browser, url, desktop);
    await guest.page.emulateMedia({ reducedMotion: 'reduce' });
    return guest;
  }

  /** In a browser whose store is of a version that is yet to come. */
  async #damaged(): Promise<Person> {
    const damaged = await this.guest(`${this.node.url}/manifest.webmanifest`);
    await damaged.page.evaluate(async () => {
      const opening = indexedDB.open('kez-chat', 999);
      await new Promise((resolve) => (opening.onsuccess = resolve));
      opening.result.close();
    });
    await damaged.page.goto(this.node.url);
    return damaged;
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.clients.close();
    await this.node.close();
    await this.names.close();
  }
}
