// Every sentence of the frame around the rooms.
export const text = {
  brand: 'kez-chat',
  main: 'Main',
  skip: 'Skip to content',
  chats: 'Chats',
  identity: 'Identity',
  settings: 'Settings',
  unread: (count: number) => `${count} unread ${count === 1 ? 'chat' : 'chats'}`,
  close: 'Close',
  opening: 'Opening…',
  locked: 'Locked',
  unofficial: 'Unofficial interface',
  erased: 'Everything was erased from this browser.',
  /** What the system shows outside of the page. */
  notice: {
    message: 'New message',
    messages: (count: number) => `${count} new messages`,
    chats: (count: number) => `New messages in ${count} chats`,
    several: (name: string, count: number) => `${name} (${count})`,
  },
  update: { ready: 'A new version is ready.', apply: 'Update' },
  lost: {
    title: 'There is nothing here',
    text: 'The address may be mistyped, or the page has moved.',
    home: 'To the start',
  },
  /** A part of the app is loaded when it is first needed; the server may be gone, or have a newer version. */
  gone: {
    title: 'This part could not be loaded',
    text: 'The connection may be down, or the app was updated meanwhile. Your messages are safe.',
    again: 'Reload',
  },
  broken: {
    title: 'This part stopped working',
    text: 'Your messages are safe. Open it again; if it stops once more, reload the page.',
    again: 'Open again',
  },
};
