// Every sentence of linking this browser to another device.
import { m } from '../language/say';

export const linktext = {
  title: m.session_link_title(),
  lead: m.session_link_lead(),
  address: m.session_link_address(),
  addressHint: (server: string) => m.session_link_address_hint({ server }),
  example: 'chat.example.org',
  addressMissing: m.session_link_address_missing(),
  nobody: m.session_link_nobody(),
  name: m.session_link_name(),
  nameHint: m.session_link_name_hint(),
  passphrase: m.session_link_passphrase(),
  submit: m.session_link_submit(),
  busy: m.session_link_busy(),

  codeTitle: m.session_link_code_title(),
  codeLead: m.session_link_code_lead(),
  account: m.session_link_account(),
  qr: m.session_link_qr(),
  code: m.session_link_code(),
  copy: m.session_link_copy(),
  copyLabel: m.session_link_copy_label(),
  copied: m.session_link_copied(),
  refused: m.session_link_refused(),
  waiting: m.session_link_waiting(),
  left: m.session_link_left(),
  keep: m.session_link_keep(),
  offline: m.session_link_offline(),
  failed: m.session_link_failed(),
  again: m.session_link_again(),
};
