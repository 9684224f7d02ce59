import type { Bytes } from '../protocol/bytes';
import type { Draft, Given, Opened } from '../protocol/box';
import type { Vault } from './vault';

/**
 * The seam of encryption: everything above it knows letters, everything below it bytes. Box v1 is the
 * first implementation; group sessions (MLS) will be the second.
 */
export interface MessageEngine {
  /** For the recipient and for the sender's own copy. */
  seal(draft: Draft): Promise<Bytes>;
  /** Rejects with `Unopened` and its reason; what it returns holds against `given`. */
  open(data: Uint8Array, given: Given): Promise<Opened>;
}

/** docs/protocol.md section 6. */
export class Boxes implements MessageEngine {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  seal(draft: Draft): Promise<Bytes> {
    return this.#vault.seal(draft);
  }

  open(data: Uint8Array, given: Given): Promise<Opened> {
    return this.#vault.open(data, given);
  }
}
