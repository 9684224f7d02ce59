import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex, utf8 } from './bytes';
import type { Random } from './id';
import type { Seed } from './key';
import { Refused } from './refused';

export function newPhrase(random: Random): string {
  return entropyToMnemonic(random(16), wordlist);
}

/** 12 or 24 words of BIP-39 English; no PBKDF2: the entropy is the seed, or is hashed to it. */
export function seedOfPhrase(text: string): Seed {
  const words = text.normalize('NFKD').toLowerCase().trim().split(/\s+/);
  if (words.length !== 12 && words.length !== 24) {
    throw new Refused('bad-phrase', `The phrase has 12 or 24 words, not ${text.trim() ? words.length : 0}.`);
  }
  const wrong = words.findIndex((word) => !wordlist.includes(word));
  if (wrong >= 0) throw new Refused('bad-phrase', `Word ${wrong + 1}, “${words[wrong]}”, is not in the list of words.`);
  let entropy: Uint8Array;
  try {
    entropy = mnemonicToEntropy(words.join(' '), wordlist);
  } catch {
    throw new Refused('bad-phrase', 'The words do not fit together: one is wrong or in the wrong place.');
  }
  return words.length === 24 ? new Uint8Array(entropy) : new Uint8Array(sha256(concat(utf8('kez-bip39-12-v1'), entropy)));
}

/** The phrase, or the 64 hex digits that older accounts keep. */
export function seedOfSecret(secret: string): Seed {
  const digits = secret.trim().toLowerCase();
  const seed = digits.length === 64 ? fromHex(digits) : undefined;
  return seed ?? seedOfPhrase(secret);
}
