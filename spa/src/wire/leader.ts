import type { NatsConnection } from '@nats-io/nats-core';
import type { Key } from '../protocol/key';
import { inboxPrefix } from '../protocol/subjects';
import type { Book } from './book';
import { Connector, type Surroundings } from './connection';
import type { Connection, Events } from './engine';
import { login } from './login';
import { Mailbox } from './mailbox';
import type { Live } from './live';
import type { Contacts } from './contacts';
import type { Marker } from './marks';
import type { MessageEngine } from './message-engine';
import type { Notices } from './notices';
import type { Outbox, Send } from './outbox';
import type { Receipts } from './receipts';
import { Receiver } from './receiver';
import type { Vault } from './vault';

/** What the leading tab works on. */
export interface Desk {
  vault: Vault;
  engine: MessageEngine;
  book: Book;
  outbox: Outbox;
  receipts: Receipts;
  marker: Marker;
  notices: Notices;
  contacts: Contacts;
  live: Live;
  /** Milliseconds by which the node's clock is ahead. */
  ahead(ms: number): void;
  progress(progress: Events['catchup']): void;
}

/** Connects, receives and sends for all tabs. A chunk of its own: only the leading tab loads the NATS client. */
export class Leader {
  readonly #desk: Desk;
  readonly #around: Surroundings;
  readonly #connector: Connector;
  readonly #receiver: Receiver;
  #learn: (peers: Iterable<Key>) => void = () => undefined;

  constructor(desk: Desk, socket: string, around: Surroundings) {
    const { vault, engine, book, receipts, notices, contacts, progress } = desk;
    this.#desk = desk;
    this.#around = around;
    this.#receiver = new Receiver(
      book,
      engine,
      ({ received, sent }) => {
        for (const peer of received) receipts.due(peer);
        // Written from elsewhere: they are accepted now.
        if (sent.size > 0) contacts.elsewhere();
        this.#learn(new Set([...received, ...sent]));
      },
      (peers, opening) => void notices.due(peers, opening).catch(() => undefined),
      progress,
    );
    const line = {
      url: socket,
      authenticator: login(vault),
      name: `web:${vault.profile.device}`,
      inboxPrefix: inboxPrefix(vault.own),
    };
    this.#connector = new Connector(line, around);
  }

  get connection(): Connection {
    return this.#connector.state;
  }

  wake(): void {
    this.#connector.wake();
  }

  refetch(): void {
    this.#receiver.again();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#connector.run((nc, gone, live) => this.#serve(nc, gone, live), signal);
  }

  async #serve(nc: NatsConnection, signal: AbortSignal, live: () => void): Promise<void> {
    const { book, outbox, receipts, marker, contacts, live: calls, ahead } = this.#desk;
    const mailbox = new Mailbox(nc, book.own);
    // What was stored of contacts will do when they cannot be asked now.
    const [{ time }] = await Promise.all([mailbox.whoami(), contacts.fetch(mailbox).catch(() => undefined)]);
    if (time !== undefined) ahead(time - this.#around.now());
    const send: Send = (to, id, envelope) => mailbox.send(to, id, envelope);
    const note: Send = (to, id, envelope) => mailbox.send(to, id, envelope, 'note');
    let flushing: Promise<void> | undefined;
    await this.#receiver.run(nc, mailbox, signal, {
      subscribed: () => {
        live();
        flushing = outbox.flush(send, signal).catch(() => nc.close());
      },
      caughtUp: () => {
        receipts.start(note, signal);
        marker.start(note, signal);
        contacts.start(mailbox, signal);
        calls.start((to, envelope) => mailbox.live(to, envelope), signal);
        mailbox.hear((call) => void calls.hear(call));
        this.#learn = (peers) => void this.#learnAll(mailbox, peers, signal);
        this.#learn(Array.from(book.all(), ({ peer }) => peer));
      },
    });
    await flushing;
  }

  /** Names for keys, asked one after the other: a restore may bring hundreds. */
  async #learnAll(mailbox: Mailbox, peers: Iterable<Key>, signal: AbortSignal): Promise<void> {
    const { book } = this.#desk;
    const nameless = new Set(Array.from(book.all()).filter(({ handle }) => handle === undefined).map(({ peer }) => peer));
    for (const peer of peers) {
      if (signal.aborted || !nameless.has(peer)) continue;
      try {
        await book.learn(peer, await mailbox.lookup(peer, book.server));
      } catch {
        // Unknown here, or not genuine: the fingerprint stays, and the next connection asks again.
      }
    }
  }
}
