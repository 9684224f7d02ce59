import { keyOfSeed, parseKey, type Seed } from '../protocol/key';
import { parseHandle, parseWho } from '../protocol/handle';
import { Refused } from '../protocol/refused';
import { Account, type Outside } from './account';
import { Custody, isOff, locksOf } from './custody';
import { changeProfile, deleteDatabase, type Database, openDatabase, readProfile, writeProfile } from './database';
import type { Account as Person, Engine, Events, NewLock, Proof, Session } from './engine';
import type { Keys } from './cipher';
import { Idle } from './idle';
import type { Linking } from './linking';
import { asProblem, refuse } from './problem';
import type { Work } from './port';
import type { Store } from './store';
import type { Word } from './tabs';
import { type FirstProfile, type Profile, randomBytes, registration, Vault } from './vault';

export interface Machine extends Omit<Outside, 'db'> {
  /** The page knows that the app is locked, and everything that it asked for until then is done. */
  drained(): Promise<void>;
  /** Ends this worker: what it knew is gone with it. */
  retire(): void;
}

/** How long another unlocked tab may take to hand its keys over. */
const patience = 1000;

/** One worker's life: no account, locked, or open. */
export class Host {
  readonly #machine: Machine;
  #db: Database | undefined;
  #profile: Profile | FirstProfile | undefined;
  #account: Account | undefined;
  #custody: Custody | undefined;
  #idle: Idle | undefined;
  #closing = false;
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
    this.#machine.tell('custody', locksOf(this.#profile));
    try {
      if (isOff(this.#profile)) return await this.#open(await Vault.unlock(this.#profile, { off: true }, this.#effort));
      // What a profile of the first version needs is the passphrase: it becomes one of today.
      const keys = this.#profile.version === 2 && (await this.#machine.tabs.othersOpen()) ? await this.#askTabs() : undefined;
      if (keys) return await this.#adoptKeys(keys);
    } catch {
      // The other tab’s keys are those of a profile that is no more: the locks decide.
    }
    this.#tell({ state: 'locked', account: this.#profile.account });
  }

  heard(word: Word): void {
    if (word.say === 'locked') return void this.#close();
    if (word.say === 'erased') return this.#forget({ state: 'none' });
    if (word.say === 'opened') return void this.#adopt(word.keys);
    if (word.say === 'touched') return void this.#idle?.touch();
    if (word.say === 'custody') return void this.#reload();
    this.#account?.heard(word);
  }

  awake(): void {
    this.#account?.awake();
  }

  /** Somebody is at this tab. */
  touched(): void {
    if (this.#idle?.touch()) this.#machine.tabs.say({ say: 'touched' });
  }

  readonly calls: Work = {
    node: async () => {
      const { ahead, ...node } = await this.#machine.directory.node();
      return node;
    },
    words: async () => (await import('../protocol/phrase')).newPhrase(randomBytes),
    available: (handle) => this.#available(handle),
    create: (request) => this.#create(request),
    restore: (request) => this.#restore(request),
    unlock: (proof) => this.#unlock(proof),
    lock: () => this.#lock(),
    erase: () => this.#erase(),
    lookup: (address) => this.#lookup(address),
    start: async (person) => this.#book.start(parseKey(person.primary), person),
    page: (peer, at) => this.#book.page(parseKey(peer), at),
    message: (peer, of) => this.#book.message(parseKey(peer), of),
    details: (peer, of) => this.#book.details(parseKey(peer), of),
    search: (peer, sought, from) => this.#book.search(parseKey(peer), sought, from),
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
    draft: (peer, text, answers) => this.#book.draft(parseKey(peer), text, answers),
    emoji: (used) => this.#book.emoji(used),
    mark: (peer, change) => this.#unlocked.mark(parseKey(peer), change),
    contact: (peer, contact) => this.#unlocked.contact(parseKey(peer), contact),
    forget: (peer) => this.#unlocked.forget(parseKey(peer)),
    blocked: async () => this.#book.blocked(),
    typing: async (peer) => this.#unlocked.typing(parseKey(peer)),
    setPrivacy: (change) => this.#unlocked.setPrivacy(change),
    linkStart: (request) => this.#linkStart(request),
    linkCancel: async () => this.#linkCancel(),
    linkTake: async (code) => (await this.#identity()).take(code),
    linkAccept: async (id) => (await this.#identity()).accept(id),
    revokeDevice: async (id) => (await this.#identity()).revokeDevice(id),
    chain: async (primary, fresh) => (await this.#identity()).chain(parseKey(primary), fresh),
    addClaim: async (subject) => (await this.#identity()).addClaim(subject),
    revokeClaim: async (subject) => (await this.#identity()).revokeClaim(subject),
    listed: async (again) => (await this.#identity()).listed(again),
    look: async (peer) => (await this.#unlocked.trust()).look(parseKey(peer)),
    safety: async (peer) => (await this.#unlocked.trust()).safety(parseKey(peer)),
    accept: (peer, state) => this.#unlocked.accept(parseKey(peer), state),
    checkProof: async (primary, subject, fresh) => (await this.#identity()).checkProof(parseKey(primary), subject, fresh),
    lockWith: (lock, proof) => this.#keeper.lockWith(lock, proof),
    lockWithout: (id, proof) => this.#keeper.lockWithout(id, proof),
    renamePasskey: (id, name) => this.#keeper.renamePasskey(id, name),
    lockAfter: (minutes) => this.#keeper.lockAfter(minutes),
    reveal: (proof) => this.#keeper.reveal(proof),
    checkWords: (answer) => this.#keeper.checkWords(answer),
    settle: () => this.#keeper.settle(),
    exportChats: (proof) => this.#export(proof),
    refetch: async () => this.#unlocked.refetch(),
    noticeChoice: () => this.#unlocked.notices.choice(),
    chooseNotices: (choice) => this.#unlocked.notices.choose(choice),
    noticed: (tag) => this.#unlocked.notices.peerOf(tag),
    watch: async (view) => this.#machine.views.watch(view),
    vapidKey: async () => (await this.#unlocked.wakes()).key(),
    wake: async (subscription) => (await this.#unlocked.wakes()).add(subscription),
    unwake: async (endpoint) => (await this.#unlocked.wakes()).remove(endpoint),
  };

  get #unlocked(): Account {
    if (!this.#account) throw refuse('locked', 'Locked', 'The app is locked. Unlock it first.');
    return this.#account;
  }

  get #keeper(): Custody {
    if (!this.#custody) throw refuse('locked', 'Locked', 'The app is locked. Unlock it first.');
    return this.#custody;
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
    if (!this.#account) await this.#adoptKeys(keys);
  }

  async #adoptKeys(keys: Keys): Promise<void> {
    if (this.#profile?.version === 2) await this.#open(await Vault.adopt(this.#profile, keys));
  }

  /** Another tab changed the locks, or what belongs to them. */
  async #reload(): Promise<void> {
    const profile = this.#custody && this.#db && (await readProfile(this.#db));
    if (profile?.version === 2) await this.#custody?.reload(profile);
  }

  readonly #effort = (share: number): void => this.#machine.tell('effort', share);

  async #available(handle: string): ReturnType<Engine['available']> {
    const wanted = handle.trim().toLowerCase();
    try {
      parseHandle(wanted);
    } catch (error) {
      return { free: false, problem: asProblem(error) };
    }
    return this.#machine.directory.available(wanted);
  }

  async #create({ handle, words, checked, lock, invite }: Parameters<Engine['create']>[0]): Promise<Person> {
    const seed = await seedOf(words);
    const name = parseHandle(handle.trim().toLowerCase());
    this.#allow(seed);
    const { server, ahead } = await this.#machine.directory.node();
    const signed = registration(seed, name, server, this.#machine.now() + ahead, invite);
    const { primary, registeredAt } = await this.#machine.directory.register(signed, keyOfSeed(seed));
    return this.#settle({ handle: name, server, primary, registeredAt }, seed, lock, checked, words);
  }

  async #restore({ secret, lock }: Parameters<Engine['restore']>[0]): Promise<Person> {
    const seed = await seedOf(secret);
    this.#allow(seed);
    const { handle, server, primary, registeredAt } = await this.#machine.directory.byKey(keyOfSeed(seed));
    const words = secret.trim().includes(' ') ? secret.trim().toLowerCase().split(/\s+/).join(' ') : undefined;
    return this.#settle({ handle, server, primary, registeredAt }, seed, lock, true, words);
  }

  /** Another account would overwrite the one that is here; the same one again is a forgotten passphrase. */
  #allow(seed: Seed): void {
    if (this.#profile && this.#profile.account.primary !== keyOfSeed(seed)) {
      throw refuse('other-account', 'Another account is here', `This browser keeps the account ${this.#profile.account.handle}. Erase it first, or use another browser profile.`);
    }
  }

  async #settle(account: Person, seed: Seed, lock: NewLock, checked: boolean, words?: string): Promise<Person> {
    const person = await this.#keep(await Vault.make(account, seed, lock, this.#machine.now(), this.#effort, words));
    if (checked) await this.#keeper.checked();
    return person;
  }

  async #keep(vault: Vault): Promise<Person> {
    if (!this.#db) throw refuse('not-ready', 'Not ready', 'The app is still starting. Try again.');
    this.#account?.close();
    await writeProfile(this.#db, vault.profile);
    this.#profile = vault.profile;
    await this.#open(vault);
    this.#machine.tabs.say({ say: 'opened', keys: vault.cipher.keys });
    return vault.profile.account;
  }

  async #linkStart({ address, name, lock }: Parameters<Engine['linkStart']>[0]): ReturnType<Engine['linkStart']> {
    const { directory, now } = this.#machine;
    if (this.#profile) {
      throw refuse('other-account', 'An account is here', `This browser keeps the account ${this.#profile.account.handle}. Erase it first, or use another browser profile.`);
    }
    this.#linkCancel();
    const { Linking } = await import('./linking');
    const linking = await Linking.begin(directory, await this.#find(address, await directory.server()), name, now());
    this.#linking = new AbortController();
    this.#machine.tell('linking', linking.state);
    void this.#link(linking, lock, this.#linking.signal);
    return linking.state;
  }

  #linkCancel(): void {
    if (!this.#linking) return;
    this.#linking.abort();
    this.#linking = undefined;
    this.#machine.tell('linking', { state: 'none' });
  }

  async #link(linking: Linking, lock: NewLock, signal: AbortSignal): Promise<void> {
    try {
      if (!(await linking.wait(signal, this.#machine.now))) return linking.forget();
      await this.#keep(await Vault.link(linking.account, linking.keys, lock, this.#machine.now(), this.#effort));
      this.#machine.tell('linking', { state: 'none' });
    } catch (error) {
      linking.forget();
      if (!signal.aborted) this.#machine.tell('linking', { state: 'failed', problem: asProblem(error) });
    }
  }

  async #unlock(proof: Proof): Promise<Person> {
    if (!this.#profile) throw refuse('no-account', 'No account', 'There is no account in this browser. Create or restore one.');
    if (!this.#account) {
      const vault = await Vault.unlock(this.#profile, proof, this.#effort);
      if (this.#profile.version === 1 && this.#db) await changeProfile(this.#db, vault.profile);
      this.#profile = vault.profile;
      await this.#open(vault);
      this.#machine.tabs.say({ say: 'opened', keys: vault.cipher.keys });
    }
    return this.#profile.account;
  }

  async #open(vault: Vault): Promise<void> {
    const { tabs, views, exclusive, directory, socket, now, online, tell } = this.#machine;
    const db = this.#db;
    if (!db) throw new Error('open before start');
    this.#account = new Account(vault, { db, tabs, views, exclusive, directory, socket, now, online, tell });
    const session: Session = { state: 'open', account: vault.profile.account };
    await this.#account.open();
    this.#tell(session);
    await this.#keepSafe(vault, this.#account.book.store, db);
  }

  async #keepSafe(vault: Vault, store: Store, db: Database): Promise<void> {
    const { tabs, now, tell } = this.#machine;
    this.#idle?.close();
    const idle = new Idle(now, () => void this.#lock());
    const custody: Custody = new Custody(vault, store, {
      db, now, effort: this.#effort, spread: () => tabs.say({ say: 'custody' }),
      changed: (view) => {
        idle.minutes = custody.idle;
        tell('custody', view);
      },
    });
    this.#idle = idle;
    this.#custody = custody;
    await custody.load();
  }

  async #lock(): Promise<void> {
    if (this.#account && isOff(this.#account.vault.profile)) throw refuse('lock-off', 'The app lock is off', 'There is nothing to unlock it with. Turn the app lock on first.');
    this.#machine.tabs.say({ say: 'locked' });
    await this.#close();
  }

  /** What is typed and not stored is handed over and stored first; the page shows the lock already. */
  async #close(): Promise<void> {
    if (this.#closing || !this.#account) return;
    this.#closing = true;
    const drained = this.#machine.drained();
    this.#tell(this.#closed());
    await drained;
    this.#forget(this.#closed());
  }

  async #erase(): Promise<void> {
    this.#machine.tabs.say({ say: 'erased' });
    this.#db?.close();
    await deleteDatabase();
    // The app’s own files, too: its service worker goes with them (update.ts), and the next start keeps both anew.
    for (const name of await caches.keys()) await caches.delete(name);
    this.#forget({ state: 'none' });
  }

  #closed(): Session {
    return this.#profile ? { state: 'locked', account: this.#profile.account } : { state: 'none' };
  }

  /** The page is told at once; that nothing is left in memory follows when this worker is replaced. */
  #forget(session: Session): void {
    this.#account?.close();
    this.#idle?.close();
    this.#account = this.#custody = this.#idle = undefined;
    this.#tell(session);
    this.#machine.retire();
  }

  async #export(proof: Proof): Promise<Blob> {
    const { book, vault } = this.#unlocked;
    await this.#keeper.prove(proof);
    const { exportChats } = await import('./export');
    return exportChats(book, vault.profile.account, this.#machine.now(), (done, total) => this.#machine.tell('exporting', { done, total }));
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
