import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line between a browser and a node, as bad as it is told to be. */
export class Line {
  /** Where browsers find the node. */
  readonly url: string;
  /** Milliseconds that everything takes, each way. */
  delay = 0;
  /** What the node says is lost on the way; what it hears is not. */
  deaf = false;
  /** Nothing gets through in either direction, and nobody is told. */
  dead = false;
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<[Socket, Socket]>();
  #left = Infinity;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.url = `http://localhost:${(server.address() as { port: number }).port}`;
    server.on('connection', (browser) => this.#join(browser));
  }

  static async to(url: string): Promise<Line> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Line(server, Number(new URL(url).port));
  }

  /** Ends every connection, as when a mobile network changes. */
  cut(): void {
    for (const [browser, node] of this.#pairs) {
      browser.destroy();
      node.destroy();
    }
  }

  /** Lets so many more bytes of the browser through, and cuts in the middle of what they belong to. */
  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(browser: Socket): void {
    const node = connect(this.#target, '127.0.0.1');
    const pair: [Socket, Socket] = [browser, node];
    this.#pairs.add(pair);
    browser.on('data', (data) => {
      if (this.dead) return;
      const part = data.subarray(0, this.#left);
      this.#left -= data.length;
      this.#pass(node, part);
      if (this.#left >= 0) return;
      this.#left = Infinity;
      // Only once the half of it is on its way.
      node.write('', () => this.cut());
    });
    node.on('data', (data) => {
      if (!this.dead && !this.deaf) this.#pass(browser, data);
    });
    for (const [one, other] of [[browser, node], [node, browser]] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.end();
      });
    }
  }

  #pass(to: Socket, data: Buffer): void {
    const write = () => void (to.writable && to.write(data));
    if (this.delay === 0) write();
    else setTimeout(write, this.delay);
  }
}
