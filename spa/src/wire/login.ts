import type { Authenticator } from '@nats-io/nats-core';
import { base64url } from '../protocol/bytes';
import { nkey } from '../protocol/nkey';
import type { Vault } from './vault';

/** The nkey login of docs/protocol.md section 4. The client wants its answer at once, so the signature is synchronous. */
export function login(vault: Vault): Authenticator {
  const name = nkey(vault.key);
  return (nonce?: string) => ({ nkey: name, sig: base64url(vault.answer(nonce ?? '')) });
}
