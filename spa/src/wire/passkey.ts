import type { Engine, NewPasskey, PasskeyAnswer, Problem } from './engine';

// The page's side of passkeys: WebAuthn is not there in workers. A passkey is used for one thing only,
// to make the same 32 secret bytes again (the PRF extension); what it signs is thrown away.

type Bytes = Uint8Array<ArrayBuffer>;

/** What of a passkey the browser is asked with. */
export interface Known {
  credential: Bytes;
  prf: Bytes;
}

const minutes = 2 * 60_000;
const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** A passkey belongs to a domain, and a number is none. */
function onDomain(): boolean {
  return !/^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ''));
}

export async function possible(): ReturnType<Engine['passkeys']['possible']> {
  const none = { any: false, builtIn: false };
  if (!('PublicKeyCredential' in window) || !onDomain()) return none;
  const can = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
  // Where the browser says nothing about it, trying shows.
  if (can?.['extension:prf'] === false) return none;
  const builtIn = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
  return { any: true, builtIn };
}

export async function make(user: string, name: string, known: Known[]): Promise<NewPasskey> {
  const prf = known[0]?.prf ?? random(32);
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: document.title },
        // Not the account's: the same person in another browser must not overwrite this one.
        user: { id: random(16), name: user, displayName: user },
        challenge: random(32),
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        excludeCredentials: known.map(({ credential }) => ({ type: 'public-key', id: credential })),
        timeout: minutes,
        extensions: { prf: { eval: { first: prf } } },
      },
    }),
  );
  const results = made.getClientExtensionResults().prf;
  const credential = new Uint8Array(made.rawId);
  if (!results?.enabled && !results?.results) {
    drop(credential);
    throw problem('no-prf', 'This passkey cannot lock the app', 'The passkey cannot make a secret for the app (WebAuthn PRF), so it would only hide the screen. Use another one, or a passphrase.');
  }
  // Many make the secret only when they are asked, not when they are made.
  const first = results.results?.first;
  if (first) return { credential, prf, name, secret: bytesOf(first) };
  const { secret } = await ask([{ credential, prf }]);
  return { credential, prf, name, secret };
}

export async function ask(known: Known[]): Promise<PasskeyAnswer> {
  const prf = known[0]?.prf;
  if (!prf) throw problem('no-passkey', 'No passkey', 'No passkey opens the app in this browser. Use your passphrase.');
  const answer = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: known.map(({ credential }) => ({ type: 'public-key', id: credential })),
        userVerification: 'required',
        timeout: minutes,
        extensions: { prf: { eval: { first: prf } } },
      },
    }),
  );
  const first = answer.getClientExtensionResults().prf?.results?.first;
  if (!first) throw problem('no-prf', 'No secret from the passkey', 'The passkey answered, but without the secret that opens the app. Use your passphrase or your recovery words.');
  return { credential: new Uint8Array(answer.rawId), secret: bytesOf(first) };
}

/** So that no passkey that opens nothing is offered for ever. */
export function drop(credential: Bytes): void {
  const signal = PublicKeyCredential.signalUnknownCredential?.bind(PublicKeyCredential);
  void signal?.({ rpId: location.hostname, credentialId: base64URL(credential) }).catch(() => undefined);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    throw refusal(error);
  }
  throw problem('passkey-cancelled', 'No passkey', 'The browser gave no passkey. Try again.');
}

function refusal(error: unknown): Problem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'InvalidStateError') return problem('passkey-known', 'It is there already', 'This passkey opens the app already. Use another one.');
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return problem('passkey-cancelled', 'Cancelled', 'The passkey was not used: it was cancelled, or took too long. Try again.');
  }
  return problem('passkey-failed', 'The passkey did not work', 'The browser could not use a passkey here. Try again, or use a passphrase.');
}

function problem(code: string, title: string, detail: string): Problem {
  return { code, title, detail };
}

function bytesOf(source: BufferSource): Bytes {
  return source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength) as ArrayBuffer);
}

function base64URL(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
