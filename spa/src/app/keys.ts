// Keys that work everywhere in the app, and the page that lists all of them.

export type Deed = 'switch' | 'help' | 'up' | 'down' | 'up-unread' | 'down-unread';

/** What a key press asks for. */
export function deedOf(event: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): Deed | undefined {
  const { key, altKey, shiftKey } = event;
  const command = event.ctrlKey !== event.metaKey;
  if (command && !altKey && !shiftKey && key.toLowerCase() === 'k') return 'switch';
  // On many keyboards the slash needs Shift.
  if (command && !altKey && key === '/') return 'help';
  if (!altKey || event.ctrlKey || event.metaKey) return undefined;
  if (key === 'ArrowUp') return shiftKey ? 'up-unread' : 'up';
  if (key === 'ArrowDown') return shiftKey ? 'down-unread' : 'down';
  return undefined;
}

/** `command` is the key that stands for Control on this machine. */
export function sheet(command: string): Record<'everywhere' | 'chats' | 'messages' | 'writing', Record<string, string[][]>> {
  return {
    everywhere: { switch: [[command, 'K']], help: [[command, '/']], escape: [['Esc']] },
    chats: { neighbour: [['Alt', '↑'], ['Alt', '↓']], unread: [['Alt', 'Shift', '↑'], ['Alt', 'Shift', '↓']], find: [[command, 'F']] },
    messages: { walk: [['↑'], ['↓']], ends: [['Home'], ['End']], reply: [['R']], menu: [['Enter'], ['Shift', 'F10']] },
    writing: { send: [['Enter']], line: [['Shift', 'Enter']] },
  };
}
