// Every sentence of the settings.
import { m } from '../language/say';

export const text = {
  title: m.settings_title(),
  cancel: m.settings_cancel(),
  appearance: {
    title: m.settings_appearance_title(),
    label: m.settings_appearance_label(),
    dark: m.settings_appearance_dark(),
    light: m.settings_appearance_light(),
    system: m.settings_appearance_system(),
  },
  language: {
    title: m.settings_language_title(),
    label: m.settings_language_label(),
    automatic: (language: string) => m.settings_language_automatic({ language }),
    note: m.settings_language_note(),
  },
  keyboard: {
    title: m.settings_keyboard_title(),
    letters: m.settings_keyboard_letters(),
    lettersNote: m.settings_keyboard_letters_note(),
  },
  account: {
    title: m.settings_account_title(),
    signedIn: m.settings_account_signed_in(),
    linked: m.settings_account_linked(),
    linkedNote: m.settings_account_linked_note(),
    devices: m.settings_account_devices(),
    lock: m.settings_account_lock(),
    lockNote: m.settings_account_lock_note(),
    erase: m.settings_account_erase(),
    eraseLinkedNote: m.settings_account_erase_linked_note(),
    eraseNote: m.settings_account_erase_note(),
    confirm: {
      title: m.settings_account_confirm_title(),
      text: m.settings_account_confirm_text(),
      linked: m.settings_account_confirm_linked(),
      words: m.settings_account_confirm_words(),
      submit: m.settings_account_confirm_submit(),
    },
  },
  about: {
    title: m.settings_about_title(),
    server: m.settings_about_server(),
    version: m.settings_about_version(),
    build: m.settings_about_build(),
    ui: m.settings_about_ui(),
    uiNote: m.settings_about_ui_note(),
    licences: m.settings_about_licences(),
    asking: m.settings_about_asking(),
    tryAgain: m.settings_about_try_again(),
  },
};
