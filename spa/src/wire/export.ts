import type { Book } from './book';
import type { Account } from './engine';

/** Messages read at once: a phone does not hold a whole history in memory twice. */
const stretch = 500;

/** Conversations as JSON that people and programs can read: no keys, no drafts, nothing of how they were sent. */
export async function exportChats(book: Book, account: Account, now: number, progress: (done: number, total: number) => void): Promise<Blob> {
  // What is kept of people without a conversation is no conversation.
  const chats = (await book.store.chats()).filter(({ hidden }) => !hidden).toSorted((a, b) => b.time - a.time);
  const { handle, server, primary } = account;
  const head = { format: 'kez-chat/export/v1', exported_at: new Date(now).toISOString(), account: { address: `${handle}@${server}`, primary } };
  const parts: string[] = [JSON.stringify(head, null, 2).replace(/\n\}$/, ',\n  "conversations": [')];
  for (const [at, chat] of chats.entries()) {
    progress(at, chats.length);
    const who = { ...(chat.handle !== undefined && { address: `${chat.handle}@${chat.server}` }), primary: chat.peer };
    parts.push(`${at > 0 ? ',' : ''}\n    {\n      "with": ${JSON.stringify(who)},\n      "messages": [`);
    let comma = '';
    for (let after = -1, more = true; more; ) {
      const rows = await book.store.range(chat.peer, { after }, stretch);
      for (const row of rows) {
        const { id, mine, body, time, kind, state, reply } = book.view(chat, row);
        const message = { id, from: mine ? 'me' : 'them', at: new Date(time).toISOString(), ...(kind === 'text' ? { text: body } : { unknown: true }), state, ...(reply && { reply_to: reply.id }) };
        parts.push(`${comma}\n        ${JSON.stringify(message)}`);
        comma = ',';
      }
      more = rows.length === stretch;
      after = rows.at(-1)?.order ?? after;
    }
    parts.push('\n      ]\n    }');
  }
  parts.push('\n  ]\n}\n');
  progress(chats.length, chats.length);
  return new Blob(parts, { type: 'application/json' });
}
