import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Sealed } from './cipher';
import type { FirstProfile, Profile } from './vault';

const name = 'kez-chat';

/** What lies in the browser. Outside the sealed parts there are opaque names, sequences and times only. */
export interface Schema extends DBSchema {
  profile: { key: 'account'; value: Profile | FirstProfile };
  /** `cursor` and the like. */
  facts: { key: string; value: Sealed };
  chats: { key: string; value: { chat: string; sealed: Sealed } };
  messages: {
    key: string;
    value: { message: string; chat: string; order: number; sealed: Sealed };
    indexes: { order: [chat: string, order: number] };
  };
  /** Own messages that the node has not acknowledged, in the order in which they were written. */
  outbox: { key: number; value: { order: number; chat: string; sealed: Sealed } };
}

export type Database = IDBPDatabase<Schema>;

/** `gone` is called when the browser or another tab takes the database away. */
export function openDatabase(gone: () => void): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade: createStores,
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      gone();
    },
    terminated: gone,
  });
}

/** Version 1, and the only one so far. */
export function createStores(db: Database): void {
  db.createObjectStore('profile');
  db.createObjectStore('facts');
  db.createObjectStore('chats', { keyPath: 'chat' });
  db.createObjectStore('messages', { keyPath: 'message' }).createIndex('order', ['chat', 'order']);
  db.createObjectStore('outbox', { keyPath: 'order' });
}

export function deleteDatabase(): Promise<void> {
  return deleteDB(name);
}

export async function readProfile(db: Database): Promise<Profile | FirstProfile | undefined> {
  return db.get('profile', 'account');
}

/** A new profile's records are unreadable under old keys and the other way round: all stores start empty. */
export async function writeProfile(db: Database, profile: Profile): Promise<void> {
  const stores = ['profile', 'facts', 'chats', 'messages', 'outbox'] as const;
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  await Promise.all([
    ...stores.map((store) => tx.objectStore(store).clear()),
    tx.objectStore('profile').put(profile, 'account'),
    tx.done,
  ]);
}

/** The same profile with other locks: what lies under its keys stays. */
export async function changeProfile(db: Database, profile: Profile): Promise<void> {
  const tx = db.transaction('profile', 'readwrite', { durability: 'strict' });
  await Promise.all([tx.store.put(profile, 'account'), tx.done]);
}
