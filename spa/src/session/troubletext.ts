// What is said where the app cannot start.
import { m } from '../language/say';

export const troubletext = {
  damaged: {
    title: m.session_damaged_title(),
    safe: m.session_damaged_safe(),
    erase: m.session_damaged_erase(),
    confirm: {
      title: m.session_damaged_confirm_title(),
      text: m.session_damaged_confirm_text(),
    },
  },

  insecure: {
    title: m.session_insecure_title(),
    lead: (origin: string) =>
      m.session_insecure_lead({ origin }),
    note: m.session_insecure_note(),
    remedies: m.session_insecure_remedies(),
    tls: { name: m.session_insecure_tls_name(), text: m.session_insecure_tls_text(), code: 'kez-chat --tls auto --server chat.example.org --bind :443' },
    files: { name: m.session_insecure_files_name(), text: m.session_insecure_files_text(), code: 'kez-chat --tls files --tls-cert cert.pem --tls-key key.pem' },
    proxy: {
      name: m.session_insecure_proxy_name(),
      text: m.session_insecure_proxy_text(),
      code: 'kez-chat --public-url https://chat.example.org',
    },
    tunnel: { name: m.session_insecure_tunnel_name(), text: m.session_insecure_tunnel_text() },
    local: { name: m.session_insecure_local_name(), text: m.session_insecure_local_text() },
  },
};
