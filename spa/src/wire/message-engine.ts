import type { Bytes } from '../protocol/bytes';
import type { Draft, Given, Opened } from '../protocol/box';
import type { Key } from '../protocol/key';
import type { Chains } from './chains';
import type { Trust } from './trust';
import type { Vault } from './vault';

/**
 * The seam of encryption: everything above it knows letters, everything below it bytes. Box v1 is the
 * first implementation; group sessions (MLS) will be the second.
 */
export interface MessageEngine {
  /** Rejects with a Failure while nothing may go to this person: they changed since they were verified. */
  admit(peer: Key): Promise<void>;
  /** For the recipient, for the sender's own copy, and for the devices of both. */
  seal(draft: Draft): Promise<Bytes>;
  /**
   * Rejects with `Unopened` and its reason, or with a Failure when whether it opens could not be told now; what
   * it returns holds against `given`.
   */
  open(data: Uint8Array, given: Given): Promise<Opened>;
}

/** docs/protocol.md section 6. */
export class Boxes implements MessageEngine {
  readonly #vault: Vault;
  readonly #chains: () => Promise<Chains>;
  readonly #trust: () => Promise<Trust>;

  /** Who does not write and gets no letters from devices need not load what reads sigchains. */
  constructor(vault: Vault, chains: () => Promise<Chains>, trust: () => Promise<Trust>) {
    this.#vault = vault;
    this.#chains = chains;
    this.#trust = trust;
  }

  async admit(peer: Key): Promise<void> {
    await (await this.#trust()).admit(peer);
  }

  async seal(draft: Draft): Promise<Bytes> {
    await this.admit(draft.to);
    const chains = await this.#chains();
    const sealed = await this.#vault.seal(draft, await chains.readers(...new Set([draft.to, this.#vault.own])));
    // The chain may have grown meanwhile, and what is held was then sealed for nobody.
    await this.admit(draft.to);
    return sealed;
  }

  open(data: Uint8Array, given: Given): Promise<Opened> {
    const device: Given['device'] = async (...asked) => (await this.#chains()).deviceKey(...asked);
    return this.#vault.open(data, { ...given, device });
  }
}
