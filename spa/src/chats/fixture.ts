import type { Conversation, Engine, Events, MarkChange, Message, Page, Place, Problem, Reference } from '../wire/engine';

export const me = `ed25519:${'11'.repeat(32)}`;
export const bo = `ed25519:${'22'.repeat(32)}`;

export function received(seq: number, body = `message ${seq}`): Message {
  return { id: seq.toString(16).padStart(32, '0'), peer: bo, mine: false, kind: 'text', body, time: seq * 1000, seq, state: 'stored' };
}

/** An engine whose mail lives in memory; a test decides when a call is answered and what is told. */
export class Memory {
  mail: Message[] = [];
  firstUnread: string | undefined;
  readonly drafts: string[] = [];
  readonly sent: { body: string; reply: Reference | undefined; settle: (message: Message) => void; refuse: (problem: Problem) => void }[] = [];
  emoji: string[] = [];
  pages = 0;
  marked: MarkChange[] = [];
  refusal: Problem | undefined;
  reads = 0;
  readonly #handlers = new Map<string, (value: never) => void>();
  /** Waited for before a page is given out. */
  gate: Promise<void> = Promise.resolve();

  readonly engine = {
    on: (event: string, handler: (value: never) => void) => {
      this.#handlers.set(event, handler);
      return () => this.#handlers.delete(event);
    },
    page: (_: string, at: Place & { count: number }) => this.#page(at),
    send: (_: string, body: string, reply?: Reference) =>
      new Promise<Message>((settle, refuse) => void this.sent.push({ body, reply, settle, refuse })),
    message: async (_: string, of: Reference) => this.mail.find(({ id, mine }) => id === of.id && mine === of.mine),
    draft: async (_: string, text: string, answers?: Reference) => {
      this.drafts.push(answers ? `${text} (${answers.id})` : text);
      await this.gate;
    },
    emoji: async (used?: string) => {
      if (used !== undefined) this.emoji = [used, ...this.emoji.filter((other) => other !== used)];
      return this.emoji;
    },
    typing: async () => undefined,
    read: async () => void this.reads++,
    mark: async (_: string, change: MarkChange) => {
      if (this.refusal) throw this.refusal;
      this.marked.push(change);
    },
    retry: async () => undefined,
    discard: async () => undefined,
  } as unknown as Engine;

  tell<K extends keyof Events>(event: K, value: Events[K]): void {
    this.#handlers.get(event)?.(value as never);
  }

  news(...changed: Message[]): void {
    this.tell('messages', { peer: bo, changed, discarded: [] });
  }

  async #page({ count, ...at }: Place & { count: number }): Promise<Page> {
    this.pages++;
    const place = (id: string | undefined) => this.mail.findIndex((message) => message.id === id);
    const middle = 'around' in at ? place(at.around.id) : 'unread' in at ? place(this.firstUnread) : -1;
    let from = 'before' in at ? place(at.before.id) - count : this.mail.length - count;
    let end = from + count;
    if (middle >= 0) [from, end] = [middle - count / 2, middle + 1 + count / 2];
    if ('after' in at) [from, end] = [place(at.after.id) + 1, place(at.after.id) + 1 + count];
    from = Math.max(0, from);
    const page: Page = { messages: this.mail.slice(from, end), older: from > 0, newer: end < this.mail.length };
    if (this.firstUnread !== undefined) page.firstUnread = this.firstUnread;
    await this.gate;
    return page;
  }
}

export function conversation(more: Partial<Conversation> = {}): Conversation {
  return { peer: bo, handle: 'bo', server: 'localhost', time: 0, unread: 0, draft: '', unreadable: 0, verified: false, marks: {}, contact: 'accepted', request: false, ...more };
}

/** An own message as the engine has it. */
export function own(id: string, body: string, more: Partial<Message> = {}): Message {
  return { id: id.padStart(32, 'a'), peer: bo, mine: true, kind: 'text', body, time: Date.now(), state: 'queued', ...more };
}
