// Every sentence of the settings.
export const text = {
  title: 'Settings',
  cancel: 'Cancel',
  appearance: {
    title: 'Appearance',
    label: 'Theme',
    dark: 'Dark',
    light: 'Light',
    system: 'System',
  },
  account: {
    title: 'Account',
    signedIn: 'Signed in as',
    lock: 'Lock now',
    lockNote: 'Closes your chats in this browser, in every tab, until you enter your passphrase.',
    erase: 'Sign out and erase',
    eraseNote: 'Removes your key and all chats from this browser. Your identity lives on at the server.',
    confirm: {
      title: 'Erase this browser?',
      text: 'Your key, chats and drafts are removed from this browser. Messages that were not sent yet are lost.',
      words: 'Only your recovery words bring your identity back. If you do not have them, cancel and write them down first.',
      submit: 'Erase',
    },
  },
  about: {
    title: 'About',
    server: 'Server',
    version: 'Version',
    build: 'Build',
    ui: 'App',
    uiNote: 'SHA-256 over all files of this app, as the server tells it. A page cannot vouch for itself: compare it from another device.',
    licences: 'Licences',
    asking: 'Asking the server…',
    tryAgain: 'Try again',
  },
};
