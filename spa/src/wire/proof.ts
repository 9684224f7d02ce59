// How somebody shows that it is them, and how the account is kept in this browser. For pages and worker.

/** How somebody shows that it is them. `off` is for where nothing locks, and counts nowhere else. */
export type Proof = { passphrase: string } | { passkey: PasskeyAnswer } | { off: true };

/** A way to open the app from now on. `off`: whoever has this browser has the account. */
export type NewLock = { passphrase: string } | { passkey: NewPasskey } | { off: true };

/** What a passkey made, by WebAuthn's PRF extension, of what it was asked about. */
export interface PasskeyAnswer {
  credential: Uint8Array<ArrayBuffer>;
  secret: Uint8Array<ArrayBuffer>;
}

export interface NewPasskey extends PasskeyAnswer {
  prf: Uint8Array<ArrayBuffer>;
  /** What the person calls it. */
  name: string;
}

/** How the account is kept in this browser. What only the owner may know is absent while it is locked. */
export interface Custody {
  passphrase: boolean;
  passkeys: { id: string; credential: Uint8Array<ArrayBuffer>; prf: Uint8Array<ArrayBuffer>; label?: { name: string; added: number } }[];
  /** Nothing locks. */
  off: boolean;
  open?: {
    /** Minutes without a touch in any tab after which the app locks; 0 for never. */
    idle: number;
    /** How many recovery words there are; 0 when the account came from its key alone, absent on a linked device. */
    words?: number;
    /** When the person last showed that their copy of the words is right; milliseconds. */
    checked?: number;
    /** The person put the list of first steps away. */
    settled: boolean;
  };
}
