import { type Bytes, fromUTF8, hex, utf8 } from '../protocol/bytes';

/** AES-GCM under the profile's data key, as it lies in IndexedDB. */
export interface Sealed {
  iv: Bytes;
  data: Bytes;
}

/** The two keys made of the data key. Neither can be exported; both can be handed to another tab. */
export interface Keys {
  seal: CryptoKey;
  name: CryptoKey;
}

export async function importKeys(dataKey: Bytes): Promise<Keys> {
  return deriveKeys(await crypto.subtle.importKey('raw', dataKey, 'HKDF', false, ['deriveKey']));
}

export async function deriveKeys(base: CryptoKey): Promise<Keys> {
  const derive = (info: string, type: AesKeyGenParams | HmacKeyGenParams, uses: KeyUsage[]) =>
    crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(info) }, base, type, false, uses);
  return {
    seal: await derive('kez.store/v1 seal', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']),
    name: await derive('kez.store/v1 name', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign']),
  };
}

/** Seals what is stored and gives records names that tell nothing. */
export class Cipher {
  readonly keys: Keys;

  constructor(keys: Keys) {
    this.keys = keys;
  }

  /** `place` names the record, so that one cannot be put in the place of another. */
  async seal(place: string, value: unknown): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const params = { name: 'AES-GCM', iv, additionalData: utf8(place) };
    return { iv, data: new Uint8Array(await crypto.subtle.encrypt(params, this.keys.seal, utf8(JSON.stringify(value)))) };
  }

  async open<T>(place: string, { iv, data }: Sealed): Promise<T> {
    const params = { name: 'AES-GCM', iv, additionalData: utf8(place) };
    return JSON.parse(fromUTF8(new Uint8Array(await crypto.subtle.decrypt(params, this.keys.seal, data)))) as T;
  }

  /** The same text always has the same name, and nobody without the key can tell which text it was. */
  async name(text: string): Promise<string> {
    return hex(new Uint8Array(await crypto.subtle.sign('HMAC', this.keys.name, utf8(text))).subarray(0, 16));
  }
}
