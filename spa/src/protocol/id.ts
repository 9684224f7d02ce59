import { hex } from './bytes';

/** 16 random bytes in lower-case hex: names one message for ever. */
export type ID = string & { readonly brand: 'ID' };

export type Random = (length: number) => Uint8Array<ArrayBuffer>;

export function newID(random: Random): ID {
  return hex(random(16)) as ID;
}

export function isID(text: string): text is ID {
  return /^[0-9a-f]{32}$/.test(text);
}
