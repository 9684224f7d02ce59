// Every sentence of the chats.

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

export const text = {
  title: 'Chats',
  conversations: 'Conversations',
  unreadChats: (count: number) => `${count} unread ${plural(count, 'chat', 'chats')}`,

  status: {
    live: 'Live',
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting…',
    offline: 'Offline',
    refused: 'Refused',
  },
  late: 'No connection. What you write now is kept here and sent as soon as there is one.',
  catchup: 'Fetching your messages',

  start: {
    label: 'Start a chat by handle or handle@server',
    placeholder: 'Start a chat — handle@server',
    asking: 'Looking…',
    open: 'Start chat',
    known: 'Open chat',
    clear: 'Clear',
  },

  row: {
    you: 'You',
    draft: 'Draft:',
    newer: 'Newer message',
    unread: (count: number) => `${count} unread ${plural(count, 'message', 'messages')}`,
    started: 'No messages yet',
  },

  empty: {
    list: { title: 'No chats yet', text: 'Enter somebody’s handle above, or give them yours:' },
    loading: 'Opening your chats…',
    pane: { title: 'Pick a conversation', text: 'Or begin a new one.', start: 'Start a chat', identity: 'My identity' },
    copy: 'Copy my address',
    copied: 'Address copied',
    refused: 'The browser did not allow copying.',
  },

  thread: {
    back: 'Back to chats',
    log: (name: string) => `Messages with ${name}`,
    older: 'Load older messages',
    intro: (name: string) => `This is the beginning of your chat with ${name}.`,
    sealed: 'Sealed end to end: only the two of you can read it. Whoever holds your recovery words can, too.',
    unread: 'New messages',
    newest: 'Jump to the newest message',
    newestCount: (count: number) => `Jump to the newest message, ${count} new`,
    key: (fingerprint: string) => `Key ${fingerprint}`,
    unreadable: (count: number, name: string) =>
      `${count} ${plural(count, 'message', 'messages')} from ${name} could not be opened and ${plural(count, 'is', 'are')} not shown.`,
    broken: {
      title: 'This pane stopped working',
      text: 'Your messages are safe. Open it again; if it stops once more, reload the page.',
      again: 'Open again',
    },
    failed: 'The messages could not be read.',
    tryAgain: 'Try again',
  },

  message: {
    newer: 'A newer kind of message. Update the app to read it.',
    more: (kilobytes: string) => `Show all (${kilobytes})`,
    less: 'Show less',
    notSent: 'Not sent.',
    retry: 'Retry',
    discard: 'Delete',
    state: { queued: 'waiting to be sent', stored: 'sent', delivered: 'delivered', read: 'read', failed: 'not sent' },
  },

  composer: {
    label: (name: string) => `Message to ${name}`,
    placeholder: 'Message',
    send: 'Send',
    tooLong: 'This is too long for one message. Send it in parts.',
  },

  reply: {
    reply: 'Reply',
    to: (name: string) => `Reply to ${name}`,
    self: 'yourself',
    cancel: 'Do not reply to this message',
    jump: (name: string, body: string) => `In reply to ${name}: ${body}. Show that message`,
    asking: '…',
    missing: 'A message that is not on this device',
    hint: 'Press R to reply',
  },

  emoji: {
    open: 'Emoji',
    search: 'Search emoji',
    recent: 'Recently used',
    groups: ['Smileys', 'People', 'Animals and nature', 'Food and drink', 'Travel and places', 'Activities', 'Objects', 'Symbols', 'Flags'],
    found: (count: number) => (count === 0 ? 'No emoji found' : `${count} emoji found`),
    jump: 'Groups of emoji',
  },

  stranger: {
    asking: (address: string) => `Looking for ${address}…`,
    text: 'You have no chat with this person yet.',
    start: 'Start a chat',
    missing: 'Nobody to chat with here',
    list: 'To your chats',
    again: 'Try again',
  },

  news: {
    message: (name: string, body: string) => `${name}: ${body}`,
    count: (name: string, count: number) => `${count} new ${plural(count, 'message', 'messages')} from ${name}`,
    failed: (name: string) => `A message to ${name} was not sent.`,
  },

  today: 'Today',
  yesterday: 'Yesterday',
};
