import { text } from './text';

/** The title of the page: what is on screen, and before it the number of unread chats. */
export function title(unread: number, place?: string): string {
  const name = place === undefined ? text.brand : `${place} · ${text.brand}`;
  return unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${name}` : name;
}
