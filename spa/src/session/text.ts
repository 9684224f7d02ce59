// Every sentence of the signed-out screens.

export const text = {
  brand: 'kez-chat',
  node: (server: string) => `This is the server ${server}.`,
  back: 'Back',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  show: 'Show passphrase',
  hide: 'Hide passphrase',

  landing: {
    title: 'Chat that belongs to you',
    lead: 'A private messenger on a server of your own choice. No phone number, no e-mail address.',
    facts: [
      { name: 'Your key stays here', text: 'It is made in this browser and never leaves it.' },
      { name: 'Sealed end to end', text: 'The server carries your messages and cannot read them.' },
      { name: 'Twelve words bring it back', text: 'Your name and your chats, in any other browser.' },
    ],
    create: 'Create your identity',
    restore: 'I have recovery words',
    closed: 'This server takes no new people. If you already have an identity here, restore it with your words.',
    invited: 'New people need an invite code here. If you were sent a link, open it again.',
    withInvite: 'Your invite code is filled in for you.',
  },

  create: {
    step: (at: number, of: number) => `Step ${at} of ${of}`,
    next: 'Continue',
    handle: {
      title: 'Choose your handle',
      lead: 'People find you by it. It is yours for as long as the server stands, and it cannot be changed.',
      label: 'Handle',
      hint: '3 to 32 of a–z, 0–9, “-” and “_”, beginning with a letter or digit.',
      asking: 'Looking whether it is free…',
      free: (address: string) => `${address} is free`,
      invite: 'Invite code',
      inviteHint: 'From the person who runs this server.',
      inviteMissing: 'This server takes new people by invite only: enter the code you were given.',
    },
    words: {
      title: 'Your recovery words',
      lead: 'These twelve words are your identity. Write them down in this order and keep them where only you can reach them.',
      warning: 'Whoever has them is you and can read your chats. Nobody can give them back to you, not even the people who run this server.',
      label: 'Recovery words, in order',
      copy: 'Copy all twelve',
      copied: 'The words are copied. Clear the clipboard when you have stored them.',
      refused: 'The browser did not allow copying. Select the words and copy them by hand.',
      kept: 'I have written them down or put them in my password manager',
      keptMissing: 'First write the words down, then tick the box.',
    },
    check: {
      title: 'Check your copy',
      lead: 'Enter three of the words from what you wrote down. Pasting all twelve into one field works too.',
      word: (at: number) => `Word ${at}`,
      missing: (at: number) => `Enter word ${at}.`,
      wrong: (at: number) => `That is not word ${at}. Look at your copy again.`,
      again: 'Show the words again',
    },
    passphrase: {
      title: 'Protect this browser',
      lead: 'The passphrase locks what this browser keeps. The server never sees it. If you forget it, your recovery words still work.',
      label: 'Passphrase',
      submit: 'Create identity',
      busy: 'Making your identity…',
      account: 'Your address',
    },
  },

  strength: {
    label: 'Strength',
    short: (missing: number) => `${missing} more ${missing === 1 ? 'character' : 'characters'} at least`,
    weak: 'Weak: a few more words would help',
    fair: 'Fair: one more word makes it strong',
    strong: 'Strong',
    tooShort: 'The passphrase needs at least 8 characters.',
  },

  restore: {
    title: 'Restore your identity',
    lead: 'Your words bring back your handle and your chats. They are read in this browser and go nowhere else.',
    secret: 'Recovery words',
    hint: '12 or 24 words with spaces between them, or the key as 64 hex digits.',
    words: (count: number) => `${count} ${count === 1 ? 'word' : 'words'}`,
    missing: 'Enter your recovery words first.',
    passphrase: 'New passphrase for this browser',
    submit: 'Restore',
    busy: 'Opening your identity…',
  },

  unlock: {
    title: 'Welcome back',
    label: 'Passphrase',
    missing: 'Enter your passphrase.',
    submit: 'Unlock',
    busy: 'Unlocking…',
    forgot: 'Forgot it? Restore with your words',
    other: 'Use another identity',
    erase: {
      title: 'Use another identity?',
      text: (address: string) =>
        `Everything this browser keeps of ${address} will be erased. The identity itself lives on: its recovery words bring it back.`,
      submit: 'Erase and continue',
    },
  },

  damaged: {
    title: 'This browser’s store cannot be opened',
    safe: 'Your identity lives on at the server: your recovery words bring it and your chats back.',
    erase: 'Erase and start anew',
    confirm: {
      title: 'Erase what is stored here?',
      text: 'Everything that this browser keeps of the app is removed. Only your recovery words bring your identity back.',
    },
  },

  insecure: {
    title: 'This address is not secure',
    lead: (origin: string) =>
      `You opened ${origin}. Over plain HTTP, browsers switch their encryption off, and anybody on the way could change this page. Your keys would not be safe, so the app does not start.`,
    note: 'Plain HTTP is fine only on the machine itself, as localhost.',
    remedies: 'What the person who runs this server can do',
    tls: { name: 'Let kez-chat get a certificate', text: 'With a domain that points here:', code: 'kez-chat --tls auto --server chat.example.org --bind :443' },
    files: { name: 'Use a certificate you have', text: 'Hand over the two files:', code: 'kez-chat --tls files --tls-cert cert.pem --tls-key key.pem' },
    proxy: {
      name: 'Put a reverse proxy in front',
      text: 'Caddy, nginx or Traefik ends TLS and passes everything on, WebSockets included. Tell kez-chat its public address:',
      code: 'kez-chat --public-url https://chat.example.org',
    },
    tunnel: { name: 'Use a tunnel', text: 'Cloudflare Tunnel, Tailscale Funnel and the like give an https:// address without opening a port.' },
    local: { name: 'Open it on the machine itself', text: 'To try it out, or through an SSH tunnel:' },
  },
};
