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
  erased: 'Everything was erased from this browser.',
  lost: {
    title: 'There is nothing here',
    text: 'The address may be mistyped, or the page has moved.',
    home: 'To the start',
  },
  broken: {
    title: 'This part stopped working',
    text: 'Your messages are safe. Open it again; if it stops once more, reload the page.',
    again: 'Open again',
  },
};
