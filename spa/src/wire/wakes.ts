import { type Bytes, fromBase64url, utf8 } from '../protocol/bytes';
import { answered, type Directory } from './directory';
import { refuse } from './problem';
import type { Vault } from './vault';

/** What a browser says of its push subscription. */
export interface Subscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Where the node wakes this device: docs/protocol.md, "Waking devices". */
export class Wakes {
  readonly #vault: Vault;
  readonly #directory: Directory;
  readonly #nodeTime: () => number;

  constructor(vault: Vault, directory: Directory, nodeTime: () => number) {
    this.#vault = vault;
    this.#directory = directory;
    this.#nodeTime = nodeTime;
  }

  /** The node's VAPID key: a point of P-256. */
  async key(): Promise<Bytes> {
    const answer = await this.#directory.ask('/v1/push/vapid-public-key');
    if (answer.status !== 200) throw answered(answer);
    const key = fromBase64url(String(answer.members.key ?? ''));
    if (key?.length !== 65) throw refuse('bad-key', 'Not a key', 'The server’s key for push is not one.');
    return key;
  }

  /** Under the device's name of the connection, by which the node sees whether there is anybody to wake. */
  async add({ endpoint, p256dh, auth }: Subscription): Promise<void> {
    await this.#say('subscribe', { device: this.#vault.profile.device, endpoint, keys: { p256dh, auth } }, 201);
  }

  async remove(endpoint: string): Promise<void> {
    await this.#say('unsubscribe', { endpoint }, 204);
  }

  async #say(what: 'subscribe' | 'unsubscribe', members: object, done: number): Promise<void> {
    const path = `/v1/push/${what}/${this.#vault.profile.account.handle}`;
    const body = JSON.stringify(members);
    const headers = {
      'Content-Type': 'application/json',
      'X-KEZ-Auth': this.#vault.signCall('POST', path, utf8(body), this.#nodeTime()),
    };
    const answer = await this.#directory.ask(path, { method: 'POST', body, headers });
    if (answer.status !== done) throw answered(answer);
  }
}
