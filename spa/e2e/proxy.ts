import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The network between somebody and the node, which can be cut and mended. */
export class Proxy {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  #whole = true;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = `http://localhost:${(server.address() as { port: number }).port}`;
  }

  static async start(to: string): Promise<Proxy> {
    const sockets = new Set<Socket>();
    const { hostname, port } = new URL(to);
    const server = createServer((near) => {
      if (!proxy.#whole) {
        near.destroy();
        return;
      }
      const far = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
      for (const [one, other] of [[near, far], [far, near]] as const) {
        sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new Proxy(server, sockets);
    return proxy;
  }

  cut(): void {
    this.#whole = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#whole = true;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
