import { m } from '../language/say';

/** Every sentence of the search in a chat: loaded with it. */
export const text = {
  label: m.chats_find_label(),
  placeholder: m.chats_find_placeholder(),
  place: (at: number, count: number) => m.chats_find_place({ at, count }),
  none: m.chats_find_none(),
  older: m.chats_find_older(),
  newer: m.chats_find_newer(),
  searching: m.chats_find_searching(),
  stop: m.chats_find_stop(),
  close: m.chats_find_close(),
};
