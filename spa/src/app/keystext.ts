import { m } from '../language/say';

/** Every sentence of the switcher and of the list of keys: loaded with them. */
export const text = {
  close: m.app_close(),
  keys: {
    title: m.app_keys_title(),
    control: m.app_keys_control(),
    groups: {
      everywhere: m.app_keys_groups_everywhere(),
      chats: m.app_keys_groups_chats(),
      messages: m.app_keys_groups_messages(),
      writing: m.app_keys_groups_writing(),
    },
    deeds: {
      switch: m.app_keys_deeds_switch(),
      help: m.app_keys_deeds_help(),
      escape: m.app_keys_deeds_escape(),
      neighbour: m.app_keys_deeds_neighbour(),
      unread: m.app_keys_deeds_unread(),
      find: m.app_keys_deeds_find(),
      walk: m.app_keys_deeds_walk(),
      ends: m.app_keys_deeds_ends(),
      reply: m.app_keys_deeds_reply(),
      menu: m.app_keys_deeds_menu(),
      send: m.app_keys_deeds_send(),
      line: m.app_keys_deeds_line(),
    },
    letters: m.app_keys_letters(),
  },
  switcher: {
    label: m.app_switcher_label(),
    placeholder: m.app_switcher_placeholder(),
    list: m.app_switcher_list(),
    unread: (count: number) => m.app_switcher_unread({ count }),
    start: m.app_switcher_start(),
    copy: m.app_switcher_copy(),
    copied: m.app_switcher_copied(),
    refused: m.app_switcher_refused(),
    lock: m.app_switcher_lock(),
    none: m.app_switcher_none(),
  },
};
