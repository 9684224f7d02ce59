// Every sentence of the frame around the rooms.
import { m } from '../language/say';

export const text = {
  brand: 'kez-chat',
  main: m.app_main(),
  skip: m.app_skip(),
  chats: m.app_chats(),
  identity: m.app_identity(),
  settings: m.app_settings(),
  unread: (count: number) => m.app_unread({ count }),
  close: m.app_close(),
  opening: m.app_opening(),
  locked: m.app_locked(),
  unofficial: m.app_unofficial(),
  erased: m.app_erased(),
  /** What the system shows outside of the page. */
  notice: {
    message: m.app_notice_message(),
    messages: (count: number) => m.app_notice_messages({ count }),
    chats: (count: number) => m.app_notice_chats({ count }),
    several: (name: string, count: number) => m.app_notice_several({ name, count }),
  },
  update: { ready: m.app_update_ready(), apply: m.app_update_apply(), refused: (file: string) => m.app_update_refused({ file }) },
  lost: {
    title: m.app_lost_title(),
    text: m.app_lost_text(),
    home: m.app_lost_home(),
  },
  /** A part of the app is loaded when it is first needed; the server may be gone, or have a newer version. */
  gone: {
    title: m.app_gone_title(),
    text: m.app_gone_text(),
    again: m.app_gone_again(),
  },
  broken: {
    title: m.app_broken_title(),
    text: m.app_broken_text(),
    again: m.app_broken_again(),
  },
};
