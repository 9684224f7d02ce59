import { m } from '../language/say';

/** Every sentence of a message's menu and of its details: loaded with them. */
export const text = {
  label: m.chats_menu_label(),
  reply: m.chats_reply_reply(),
  retry: m.chats_message_retry(),
  discard: m.chats_message_discard(),
  copy: m.chats_menu_copy(),
  copied: m.chats_menu_copied(),
  copyLink: m.chats_menu_copy_link(),
  copiedLink: m.chats_menu_copied_link(),
  refused: m.chats_empty_refused(),
  details: m.chats_menu_details(),
  close: m.chats_menu_close(),
  from: m.chats_menu_from(),
  to: m.chats_menu_to(),
  you: m.chats_row_you(),
  sent: m.chats_menu_sent(),
  stored: m.chats_menu_stored(),
  delivered: m.chats_menu_delivered(),
  read: m.chats_menu_read(),
  unknown: m.chats_menu_unknown(),
  waiting: m.chats_menu_waiting(),
};
