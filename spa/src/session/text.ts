// Every sentence of the signed-out screens.
import { m } from '../language/say';

export const text = {
  brand: 'kez-chat',
  node: (server: string) => m.session_node({ server }),
  back: m.session_back(),
  tryAgain: m.session_try_again(),
  cancel: m.session_cancel(),
  show: m.session_show(),
  hide: m.session_hide(),

  landing: {
    title: m.session_landing_title(),
    lead: m.session_landing_lead(),
    facts: [
      { name: m.session_landing_facts_1_name(), text: m.session_landing_facts_1_text() },
      { name: m.session_landing_facts_2_name(), text: m.session_landing_facts_2_text() },
      { name: m.session_landing_facts_3_name(), text: m.session_landing_facts_3_text() },
    ],
    create: m.session_landing_create(),
    link: m.session_landing_link(),
    restore: m.session_landing_restore(),
    closed: m.session_landing_closed(),
    invited: m.session_landing_invited(),
    withInvite: m.session_landing_with_invite(),
  },

  create: {
    step: (at: number, of: number) => m.session_create_step({ at, of }),
    next: m.session_create_next(),
    handle: {
      title: m.session_create_handle_title(),
      lead: m.session_create_handle_lead(),
      label: m.session_create_handle_label(),
      hint: m.session_create_handle_hint(),
      asking: m.session_create_handle_asking(),
      free: (address: string) => m.session_create_handle_free({ address }),
      invite: m.session_create_handle_invite(),
      inviteHint: m.session_create_handle_invite_hint(),
      inviteMissing: m.session_create_handle_invite_missing(),
    },
    words: {
      title: m.session_create_words_title(),
      lead: m.session_create_words_lead(),
      warning: m.session_create_words_warning(),
      label: m.session_create_words_label(),
      copy: m.session_create_words_copy(),
      copied: m.session_create_words_copied(),
      refused: m.session_create_words_refused(),
      kept: m.session_create_words_kept(),
      keptMissing: m.session_create_words_kept_missing(),
    },
    check: {
      title: m.session_create_check_title(),
      lead: m.session_create_check_lead(),
      word: (at: number) => m.session_create_check_word({ at }),
      missing: (at: number) => m.session_create_check_missing({ at }),
      wrong: (at: number) => m.session_create_check_wrong({ at }),
      again: m.session_create_check_again(),
    },
    passphrase: {
      title: m.session_create_passphrase_title(),
      lead: m.session_create_passphrase_lead(),
      label: m.session_create_passphrase_label(),
      submit: m.session_create_passphrase_submit(),
      busy: m.session_create_passphrase_busy(),
      account: m.session_create_passphrase_account(),
    },
  },

  strength: {
    label: m.session_strength_label(),
    short: (missing: number) => m.session_strength_short({ missing }),
    weak: m.session_strength_weak(),
    fair: m.session_strength_fair(),
    strong: m.session_strength_strong(),
    tooShort: m.session_strength_too_short(),
  },

  restore: {
    title: m.session_restore_title(),
    lead: m.session_restore_lead(),
    secret: m.session_restore_secret(),
    hint: m.session_restore_hint(),
    words: (count: number) => m.session_restore_words({ count }),
    missing: m.session_restore_missing(),
    passphrase: m.session_restore_passphrase(),
    submit: m.session_restore_submit(),
    busy: m.session_restore_busy(),
  },

  unlock: {
    title: m.session_unlock_title(),
    label: m.session_unlock_label(),
    missing: m.session_unlock_missing(),
    submit: m.session_unlock_submit(),
    busy: m.session_unlock_busy(),
    forgot: m.session_unlock_forgot(),
    other: m.session_unlock_other(),
    erase: {
      title: m.session_unlock_erase_title(),
      text: (address: string) =>
        m.session_unlock_erase_text({ address }),
      submit: m.session_unlock_erase_submit(),
    },
  },
};

/** Choosing how the app is locked, and what helps when it is lost. */
export const locktext = {
  legend: m.session_lock_legend(),
  passkey: {
    name: m.session_lock_passkey_name(),
    note: m.session_lock_passkey_note(),
    recommended: m.session_lock_passkey_recommended(),
  },
  passphrase: {
    name: m.session_lock_passphrase_name(),
    note: m.session_lock_passphrase_note(),
  },
  off: {
    name: m.session_lock_off_name(),
    note: m.session_lock_off_note(),
    warning: m.session_lock_off_warning(),
  },
  unlock: {
    passkey: m.session_lock_unlock_passkey(),
    asking: m.session_lock_unlock_asking(),
    usePassphrase: m.session_lock_unlock_use_passphrase(),
    slow: m.session_lock_unlock_slow(),
  },
  check: {
    later: m.session_lock_check_later(),
  },
  restore: {
    unknown: (at: number, word: string) => m.session_lock_restore_unknown({ at, word }),
    near: (at: number, near: string) => m.session_lock_restore_near({ at, near }),
    count: (count: number) => m.session_lock_restore_count({ count }),
    checksum: m.session_lock_restore_checksum(),
    digits: (count: number) => m.session_lock_restore_digits({ count }),
    forgotten: m.session_lock_restore_forgotten(),
    owner: (address: string) => m.session_lock_restore_owner({ address }),
  },
  evicted: {
    title: m.session_lock_evicted_title(),
    text: (address: string) => m.session_lock_evicted_text({ address }),
    restore: m.session_lock_evicted_restore(),
  },
};
