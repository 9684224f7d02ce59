import { m } from '../language/say';

/** Every sentence around the messages of a thread: loaded with it. */
export const text = {
  message: {
    newer: m.chats_message_newer(),
    more: (kilobytes: string) => m.chats_message_more({ kilobytes }),
    less: m.chats_message_less(),
    notSent: m.chats_message_not_sent(),
    retry: m.chats_message_retry(),
    discard: m.chats_message_discard(),
  },

  thread: {
    back: m.chats_thread_back(),
    log: (name: string) => m.chats_thread_log({ name }),
    older: m.chats_thread_older(),
    intro: (name: string) => m.chats_thread_intro({ name }),
    sealed: m.chats_thread_sealed(),
    unread: m.chats_thread_unread(),
    newest: m.chats_thread_newest(),
    newestCount: (count: number) => m.chats_thread_newest_count({ count }),
    key: (fingerprint: string) => m.chats_thread_key({ fingerprint }),
    unreadable: (count: number, name: string) =>
      m.chats_thread_unreadable({ count, name }),
    broken: {
      title: m.chats_thread_broken_title(),
      text: m.chats_thread_broken_text(),
      again: m.chats_thread_broken_again(),
    },
    failed: m.chats_thread_failed(),
    tryAgain: m.chats_thread_try_again(),
  },

  composer: {
    label: (name: string) => m.chats_composer_label({ name }),
    placeholder: m.chats_composer_placeholder(),
    send: m.chats_composer_send(),
    tooLong: m.chats_composer_too_long(),
  },

  reply: {
    reply: m.chats_reply_reply(),
    to: (name: string) => m.chats_reply_to({ name }),
    self: m.chats_reply_self(),
    cancel: m.chats_reply_cancel(),
    jump: (name: string, body: string) => m.chats_reply_jump({ name, body }),
    asking: m.chats_reply_asking(),
    missing: m.chats_reply_missing(),
    hint: m.chats_reply_hint(),
  },

  find: m.chats_find_open(),

  menu: m.chats_menu_open(),

  emoji: {
    open: m.chats_emoji_open(),
    search: m.chats_emoji_search(),
    recent: m.chats_emoji_recent(),
    groups: [m.chats_emoji_groups_1(), m.chats_emoji_groups_2(), m.chats_emoji_groups_3(), m.chats_emoji_groups_4(), m.chats_emoji_groups_5(), m.chats_emoji_groups_6(), m.chats_emoji_groups_7(), m.chats_emoji_groups_8(), m.chats_emoji_groups_9()],
    found: (count: number) => (count === 0 ? m.chats_emoji_none() : m.chats_emoji_found({ count })),
    jump: m.chats_emoji_jump(),
  },
};
