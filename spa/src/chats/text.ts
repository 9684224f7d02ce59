// Every sentence of the chats.
import { m } from '../language/say';

export const text = {
  title: m.chats_title(),
  conversations: m.chats_conversations(),
  unreadChats: (count: number) => m.chats_unread_chats({ count }),

  status: {
    live: m.chats_status_live(),
    connecting: m.chats_status_connecting(),
    reconnecting: m.chats_status_reconnecting(),
    offline: m.chats_status_offline(),
    refused: m.chats_status_refused(),
  },
  late: m.chats_late(),
  typing: m.chats_typing(),
  catchup: m.chats_catchup(),

  start: {
    label: m.chats_start_label(),
    placeholder: m.chats_start_placeholder(),
    asking: m.chats_start_asking(),
    open: m.chats_start_open(),
    known: m.chats_start_known(),
    profile: (name: string) => m.chats_start_profile({ name }),
    clear: m.chats_start_clear(),
  },

  row: {
    you: m.chats_row_you(),
    draft: m.chats_row_draft(),
    newer: m.chats_row_newer(),
    unread: (count: number) => m.chats_row_unread({ count }),
    started: m.chats_row_started(),
    muted: m.chats_row_muted(),
    pinned: m.chats_row_pinned(),
    blocked: m.chats_row_blocked(),
    later: m.chats_row_later(),
    menu: (name: string) => m.chats_row_menu({ name }),
  },

  filters: {
    label: m.chats_filters_label(),
    all: m.chats_filters_all(),
    unread: m.chats_filters_unread(),
    requests: m.chats_filters_requests(),
    archived: m.chats_filters_archived(),
    waiting: (count: number) => m.chats_filters_waiting({ count }),
    none: {
      all: m.chats_filters_none_all(),
      unread: m.chats_filters_none_unread(),
    },
    showAll: m.chats_filters_show_all(),
  },

  manage: {
    label: (name: string) => m.chats_manage_label({ name }),
    read: m.chats_manage_read(),
    unread: m.chats_manage_unread(),
    pin: m.chats_manage_pin(),
    unpin: m.chats_manage_unpin(),
    mute: m.chats_manage_mute(),
    muteFor: m.chats_manage_mute_for(),
    unmute: m.chats_manage_unmute(),
    hours: { 1: m.chats_manage_hours_1(), 8: m.chats_manage_hours_8(), 168: m.chats_manage_hours_week(), always: m.chats_manage_hours_always() },
    archive: m.chats_manage_archive(),
    unarchive: m.chats_manage_unarchive(),
    archived: m.chats_manage_archived(),
    undo: m.chats_manage_undo(),
    block: m.chats_manage_block(),
    unblock: m.chats_manage_unblock(),
    delete: m.chats_manage_delete(),
  },

  request: {
    title: (name: string) => m.chats_request_title({ name }),
    text: m.chats_request_text(),
    profile: (fingerprint: string) => m.chats_request_profile({ fingerprint }),
    accept: m.chats_request_accept(),
    decline: m.chats_request_decline(),
    blocked: (name: string) => m.chats_request_blocked({ name }),
  },

  decision: {
    cancel: m.chats_decision_cancel(),
    block: {
      title: (name: string) => m.chats_decision_block_title({ name }),
      text: () => m.chats_decision_block_text(),
      stranger: m.chats_decision_block_stranger(),
      submit: m.chats_decision_block_submit(),
    },
    delete: {
      title: (name: string) => m.chats_decision_delete_title({ name }),
      text: (name: string) => m.chats_decision_delete_text({ name }),
      submit: m.chats_decision_delete_submit(),
    },
  },

  empty: {
    list: { title: m.chats_empty_list_title(), text: m.chats_empty_list_text() },
    fits: m.chats_empty_fits(),
    loading: m.chats_empty_loading(),
    pane: { title: m.chats_empty_pane_title(), text: m.chats_empty_pane_text(), start: m.chats_empty_pane_start(), identity: m.chats_empty_pane_identity() },
    copy: m.chats_empty_copy(),
    copied: m.chats_empty_copied(),
    refused: m.chats_empty_refused(),
  },

  thread: {
    broken: {
      title: m.chats_thread_broken_title(),
      text: m.chats_thread_broken_text(),
      again: m.chats_thread_broken_again(),
    },
  },

  message: {
    state: { queued: m.chats_message_state_queued(), stored: m.chats_message_state_stored(), delivered: m.chats_message_state_delivered(), read: m.chats_message_state_read(), failed: m.chats_message_state_failed() },
  },

  stranger: {
    asking: (address: string) => m.chats_stranger_asking({ address }),
    text: m.chats_stranger_text(),
    start: m.chats_stranger_start(),
    profile: m.chats_stranger_profile(),
    missing: m.chats_stranger_missing(),
    list: m.chats_stranger_list(),
    again: m.chats_stranger_again(),
  },

  news: {
    message: (name: string, body: string) => m.chats_news_message({ name, body }),
    count: (name: string, count: number) => m.chats_news_count({ name, count }),
    failed: (name: string) => m.chats_news_failed({ name }),
  },

  trust: {
    verified: m.chats_trust_verified(),
    changed: m.chats_trust_changed(),
    profile: (name: string) => m.chats_trust_profile({ name }),
    devices: (name: string) => m.chats_trust_devices({ name }),
    trouble: (name: string) => m.chats_trust_trouble({ name }),
    other: (name: string) => m.chats_trust_other({ name }),
    review: m.chats_trust_review(),
    ok: m.chats_trust_ok(),
    held: (name: string) => m.chats_trust_held({ name }),
  },

  today: m.chats_today(),
  yesterday: m.chats_yesterday(),
};

/** The list of first steps. */
export const firsttext = {
  title: m.chats_first_title(),
  progress: (done: number, total: number) => m.chats_first_progress({ done, total }),
  dismiss: m.chats_first_dismiss(),
  done: m.chats_first_done(),
  open: m.chats_first_open(),
  lock: {
    name: m.chats_first_lock_name(),
    text: m.chats_first_lock_text(),
  },
  words: {
    name: m.chats_first_words_name(),
    text: m.chats_first_words_text(),
  },
  chat: {
    name: m.chats_first_chat_name(),
    text: m.chats_first_chat_text(),
  },
  proof: {
    name: m.chats_first_proof_name(),
    text: m.chats_first_proof_text(),
  },
  notices: {
    name: m.chats_first_notices_name(),
    text: m.chats_first_notices_text(),
  },
};
