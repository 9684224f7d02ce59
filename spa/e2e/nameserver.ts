import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server of one kind of record, as RFC 1035 has it on the wire: TXT, over UDP. */
export class NameServer {
  readonly address: string;
  /** Strings of one record each, by name. */
  readonly records = new Map<string, string[]>();
  readonly #socket;

  private constructor(socket: ReturnType<typeof createSocket>) {
    this.#socket = socket;
    this.address = `127.0.0.1:${socket.address().port}`;
    socket.on('message', (query, from) => socket.send(this.#answer(query), from.port, from.address));
  }

  static async start(): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new NameServer(socket);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #answer(query: Buffer): Buffer {
    let at = 12;
    const labels = [];
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('ascii', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const question = query.subarray(12, at + 5);
    const strings = query.readUInt16BE(at + 1) === 16 ? this.records.get(labels.join('.').toLowerCase()) : undefined;
    const data = Buffer.concat((strings ?? []).map((text) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])));
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(strings ? 0x8580 : 0x8583, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(strings ? 1 : 0, 6);
    if (!strings) return Buffer.concat([header, question]);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(16, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([header, question, record, data]);
  }
}
