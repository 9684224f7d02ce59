import { keyOfSeed, parseKey, type Seed } from '../protocol/key';
import { parseHandle, parseWho } from '../protocol/handle';
import { Refused } from '../protocol/refused';
import { Account, type Outside } from './account';
import { deleteDatabase, openDatabase, readProfile, writeProfile } from './database';
import type { Account as Person, Engine, Events, Session } from './engine';
import type { Keys } from './cipher';
import type { Linking } from './linking';
import { asProblem, refuse } from './problem';
import type { Word } from './tabs';
import { type Profile, randomBytes, registration, Vault } from './vault';

/** All of `Engine` but the events, as the worker carries it out. */
export type Calls = Omit<Engine, 'on'>;

export interface Machine extends Omit<Outside, 'db'> {
  /** Ends this worker: what it knew is gone with it. */
  retire(): void;
}

/** How long another unlocked tab may take to hand its keys over. */
const patience = 1000;

/** One worker's life: no account, locked, or open. */
export class Host {
  readonly #machine: Machine;
  #db: Awaited<ReturnType<typeof openDatabase>> | undefined;
  #profile: Profile | undefined;
  #account: Account | undefined;
  #handed: ((keys: Keys) => void) | undefined;
  #linking: AbortController | undefined;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  async start(): Promise<void> {
    try {
      this.#db = await openDatabase(() => this.#machine.retire());
      this.#profile = await readProfile(this.#db);
    } catch (error) {
      return this.#tell({ state: 'broken', problem: asProblem(error) });
    }
    if (!this.#profile) return this.#tell({ state: 'none' });
    const keys = (await this.#machine.tabs.othersOpen()) ? await this.#askTabs() : undefined;
    try {
      if (keys) return await this.#open(await Vault.adopt(this.#profile, keys));
    } catch {
      // The other tab’s keys are those of a profile that is no more: the passphrase decides.
    }
    this.#tell({ state: 'locked', account: this.#profile.account });
  }

  heard(word: Word): void {
    if (word.say === 'locked') return this.#forget(this.#closed());
    if (word.say === 'erased') return this.#forget({ state: 'none' });
    if (word.say === 'opened') return void this.#adopt(word.keys);
    this.#account?.heard(word);
  }

  awake(): void {
    this.#account?.awake();
  }

  readonly calls: Calls = {
    node: async () => {
      const { ahead, ...node } = await this.#machine.directory.node();
      return node;
    },
    words: async () => (await import('../protocol/phrase')).newPhrase(randomBytes),
    available: (handle) => this.#available(handle),
    create: (request) => this.#create(request),
    restore: (request) => this.#restore(request),
    unlock: (passphrase) => this.#unlock(passphrase),
    lock: () => this.#lock(),
    erase: () => this.#erase(),
    lookup: (address) => this.#lookup(address),
    start: async (person) => this.#book.start(parseKey(person.primary), person),
    page: (peer, at) => this.#book.page(parseKey(peer), at),
    message: (peer, of) => this.#book.message(parseKey(peer), of),
    send: async (peer, body, reply) => {
      const message = await this.#unlocked.outbox.queue(parseKey(peer), body, reply);
      this.#unlocked.queued();
      return message;
    },
    retry: async (peer, id) => {
      await this.#unlocked.outbox.retry(parseKey(peer), id);
      this.#unlocked.queued();
    },
    discard: (peer, id) => this.#unlocked.outbox.discard(parseKey(peer), id),
    read: (peer) => this.#unlocked.read(parseKey(peer)),
    draft: (peer, text) => this.#book.draft(parseKey(peer), text),
    emoji: (used) => this.#book.emoji(used),
    linkStart: (request) => this.#linkStart(request),
    linkCancel: async () => this.#linkCancel(),
    linkTake: async (code) => (await this.#identity()).take(code),
    linkAccept: async (id) => (await this.#identity()).accept(id),
    revokeDevice: async (id) => (await this.#identity()).revokeDevice(id),
    chain: async (primary, fresh) => (await this.#identity()).chain(parseKey(primary), fresh),
    addClaim: async (subject) => (await this.#identity()).addClaim(subject),
    revokeClaim: async (subject) => (await this.#identity()).revokeClaim(subject),
    look: async (peer) => (await this.#unlocked.trust()).look(parseKey(peer)),
    safety: async (peer) => (await this.#unlocked.trust()).safety(parseKey(peer)),
    accept: (peer, state) => this.#unlocked.accept(parseKey(peer), state),
    checkProof: async (primary, subject, fresh) => (await this.#identity()).checkProof(parseKey(primary), subject, fresh),
  };

  get #unlocked(): Account {
    if (!this.#account) throw refuse('internal', 'Locked', 'The app is locked. Unlock it first.');
    return this.#account;
  }

  async #identity() {
    return this.#unlocked.identity();
  }

  get #book() {
    return this.#unlocked.book;
  }

  #tell(session: Events['session']): void {
    this.#machine.tell('session', session);
  }

  #askTabs(): Promise<Keys | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patience);
      this.#handed = (keys) => {
        clearTimeout(timer);
        resolve(keys);
      };
      this.#machine.tabs.say({ say: 'ask' });
    });
  }

  /** Another tab was unlocked, or answers that it is. */
  async #adopt(keys: Keys): Promise<void> {
    if (this.#handed) {
      this.#handed(keys);
      this.#handed = undefined;
      return;
    }
    if (this.#account || !this.#db) return;
    this.#profile = await readProfile(this.#db);
    if (this.#profile && !this.#account) await this.#open(await Vault.adopt(this.#profile, keys));
  }

  async #available(handle: string): ReturnType<Engine['available']> {
    const wanted = handle.trim().toLowerCase();
    try {
      parseHandle(wanted);
    } catch (error) {
      return { free: false, problem: asProblem(error) };
    }
    return this.#machine.directory.available(wanted);
  }

  async #create({ handle, words, passphrase, invite }: Parameters<Engine['create']>[0]): Promise<Person> {
    const seed = await seedOf(words);
    const name = parseHandle(handle.trim().toLowerCase());
    this.#allow(seed);
    const { server, ahead } = await this.#machine.directory.node();
    const signed = registration(seed, name, server, this.#machine.now() + ahead, invite);
    const { primary, registeredAt } = await this.#machine.directory.register(signed, keyOfSeed(seed));
    return this.#settle({ handle: name, server, primary, registeredAt }, seed, passphrase, words);
  }

  async #restore({ secret, passphrase }: Parameters<Engine['restore']>[0]): Promise<Person> {
    const seed = await seedOf(secret);
    this.#allow(seed);
    const { handle, server, primary, registeredAt } = await this.#machine.directory.byKey(keyOfSeed(seed));
    const words = secret.trim().includes(' ') ? secret.trim().toLowerCase().split(/\s+/).join(' ') : undefined;
    return this.#settle({ handle, server, primary, registeredAt }, seed, passphrase, words);
  }

  /** Another account would overwrite the one that is here; the same one again is a forgotten passphrase. */
  #allow(seed: Seed): void {
    if (this.#profile && this.#profile.account.primary !== keyOfSeed(seed)) {
      throw refuse('other-account', 'Another account is here', `This browser keeps the account ${this.#profile.account.handle}. Erase it first, or use another browser profile.`);
    }
  }

  async #settle(account: Person, seed: Seed, passphrase: string, words?: string): Promise<Person> {
    return this.#keep(await Vault.make(account, seed, passphrase, words));
  }

  async #keep(vault: Vault): Promise<Person> {
    if (!this.#db) throw refuse('internal', 'Not ready', 'The app is still starting. Try again.');
    this.#account?.close();
    await writeProfile(this.#db, vault.profile);
    this.#profile = vault.profile;
    await this.#open(vault);
    this.#machine.tabs.say({ say: 'opened', keys: vault.cipher.keys });
    return vault.profile.account;
  }

  async #linkStart({ address, name, passphrase }: Parameters<Engine['linkStart']>[0]): ReturnType<Engine['linkStart']> {
    const { directory, now } = this.#machine;
    if (this.#profile) {
      throw refuse('other-account', 'An account is here', `This browser keeps the account ${this.#profile.account.handle}. Erase it first, or use another browser profile.`);
    }
    this.#linkCancel();
    const { Linking } = await import('./linking');
    const linking = await Linking.begin(directory, await this.#find(address, await directory.server()), name, now());
    this.#linking = new AbortController();
    this.#machine.tell('linking', linking.state);
    void this.#link(linking, passphrase, this.#linking.signal);
    return linking.state;
  }

  #linkCancel(): void {
    if (!this.#linking) return;
    this.#linking.abort();
    this.#linking = undefined;
    this.#machine.tell('linking', { state: 'none' });
  }

  async #link(linking: Linking, passphrase: string, signal: AbortSignal): Promise<void> {
    try {
      if (!(await linking.wait(signal, this.#machine.now))) return linking.forget();
      await this.#keep(await Vault.link(linking.account, linking.keys, passphrase));
      this.#machine.tell('linking', { state: 'none' });
    } catch (error) {
      linking.forget();
      if (!signal.aborted) this.#machine.tell('linking', { state: 'failed', problem: asProblem(error) });
    }
  }

  async #unlock(passphrase: string): Promise<Person> {
    if (!this.#profile) throw refuse('internal', 'No account', 'There is no account in this browser. Create or restore one.');
    if (!this.#account) {
      const vault = await Vault.unlock(this.#profile, passphrase);
      await this.#open(vault);
      this.#machine.tabs.say({ say: 'opened', keys: vault.cipher.keys });
    }
    return this.#profile.account;
  }

  async #open(vault: Vault): Promise<void> {
    const { tabs, exclusive, directory, socket, now, online, tell } = this.#machine;
    const db = this.#db;
    if (!db) throw new Error('open before start');
    this.#account = new Account(vault, { db, tabs, exclusive, directory, socket, now, online, tell });
    const session: Session = { state: 'open', account: vault.profile.account };
    await this.#account.open();
    this.#tell(session);
  }

  async #lock(): Promise<void> {
    this.#machine.tabs.say({ say: 'locked' });
    this.#forget(this.#closed());
  }

  async #erase(): Promise<void> {
    this.#machine.tabs.say({ say: 'erased' });
    this.#db?.close();
    await deleteDatabase();
    for (const name of await caches.keys()) await caches.delete(name);
    this.#forget({ state: 'none' });
  }

  #closed(): Session {
    return this.#profile ? { state: 'locked', account: this.#profile.account } : { state: 'none' };
  }

  /** The page is told at once; that nothing is left in memory follows when this worker is replaced. */
  #forget(session: Session): void {
    this.#account?.close();
    this.#account = undefined;
    this.#tell(session);
    this.#machine.retire();
  }

  async #lookup(address: string): ReturnType<Engine['lookup']> {
    const { server, primary } = this.#unlocked.vault.profile.account;
    const person = await this.#find(address, server);
    await (await this.#unlocked.trust()).met(person);
    if (person.primary === primary) throw refuse('yourself', 'That is you', 'This is your own address. Start a chat with somebody else.');
    return person;
  }

  async #find(address: string, server: string): ReturnType<Engine['lookup']> {
    const { directory } = this.#machine;
    const who = parseWho(address.trim().toLowerCase(), server);
    if ('address' in who && who.address.server !== server) {
      throw refuse('unknown-server', 'Another server', `People on ${who.address.server} cannot be reached from ${server} yet.`);
    }
    return 'key' in who ? directory.byKey(who.key) : directory.byHandle(who.address.handle);
  }
}

/** The list of words is large and needed on one day only. */
async function seedOf(secret: string): Promise<Seed> {
  const { seedOfSecret } = await import('../protocol/phrase');
  try {
    return seedOfSecret(secret);
  } catch (error) {
    if (error instanceof Refused) throw refuse('wrong-words', 'Not your words', error.message);
    throw error;
  }
}
