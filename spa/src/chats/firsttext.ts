// Sentences of the list of first steps.
export const firsttext = {
  title: 'First steps',
  progress: (done: number, total: number) => `${done} of ${total} done`,
  dismiss: 'Put the list of first steps away',
  done: 'Done',
  open: 'To do',
  lock: { name: 'Lock this app', text: 'So that only you open it in this browser.' },
  words: { name: 'Check your recovery words', text: 'Three of them, from your copy.' },
  chat: { name: 'Start a chat', text: 'With anybody whose address you know.' },
  proof: { name: 'Prove who you are', text: 'Show that a site or an account elsewhere is yours.' },
  notices: { name: 'Turn notifications on', text: 'To hear of messages while you look elsewhere.' },
};
