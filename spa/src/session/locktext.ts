// Sentences of choosing how the app is locked.

export const locktext = {
  legend: 'How the app opens in this browser',
  passkey: {
    name: 'Passkey',
    note: 'Your fingerprint, face, PIN or security key. Nothing to remember.',
    recommended: 'Recommended',
  },
  passphrase: {
    name: 'Passphrase',
    note: 'You type it when the app was locked. The server never sees it.',
  },
  off: {
    name: 'No lock',
    note: 'Opens by itself.',
    warning: 'Whoever can use this browser, or copies its files, can read your chats and write in your name.',
  },
  unlock: {
    passkey: 'Unlock with a passkey',
    asking: 'Waiting for your passkey…',
    usePassphrase: 'Use passphrase',
    slow: 'Each try takes a while on purpose, so that nobody can try many. There is no limit.',
  },
  check: {
    later: 'I saved them, check later',
  },
  restore: {
    unknown: (at: number, word: string) => `Word ${at}, “${word}”, is not in the list of words.`,
    near: (near: string) => `Use “${near}”`,
    count: (count: number) => `A phrase has 12 or 24 words; these are ${count}.`,
    checksum: 'All words are in the list, but they do not belong together: one is wrong or in another place.',
    digits: (count: number) => `A key has 64 hex digits; these are ${count}.`,
    forgotten: 'What this browser keeps is locked with what you forgot, and starts anew: drafts and unsent messages in it are lost. Your chats come back.',
    owner: (address: string) => `The words of ${address}`,
  },
  evicted: {
    title: 'This browser removed what the app had stored',
    text: (address: string) =>
      `${address} was here. Browsers clear the data of pages that are not used for a while or when space is short. Your identity lives on: your recovery words bring it and your chats back.`,
    restore: 'Restore it',
  },
};
