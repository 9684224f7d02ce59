import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
export const out = fileURLToPath(new URL('./out', import.meta.url));

/** The program as it is delivered, the built app in it; built once, or given by KEZ_CHAT_BINARY. */
export function binary(): string {
  return process.env.KEZ_CHAT_BINARY || build('kez-chat');
}

/** The client for the terminal; built once, or given by KEZ_BINARY. */
export function terminal(): string {
  return process.env.KEZ_BINARY || build('kez');
}

function build(name: string, source = `./cmd/${name}`): string {
  mkdirSync(out, { recursive: true });
  const path = join(out, name);
  const built = spawnSync('go', ['build', '-o', path, source], { cwd: repository, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('go build failed');
  return path;
}

export interface Letter {
  body: string;
  /** The place of an earlier one in the list. */
  answers?: number;
}

let writer: string | undefined;

/** Somebody without a browser, whose seed is `seed`, writes many letters in their order. */
export function write(url: string, seed: string, handle: string, to: string, letters: Letter[]): void {
  writer ??= build('writer', './spa/e2e/testdata/writer');
  const wrote = spawnSync(writer, [url, seed, handle, to], { input: JSON.stringify(letters), stdio: ['pipe', 'ignore', 'inherit'] });
  if (wrote.status !== 0) throw new Error('the letters were not written');
}

/** A real node in a process of its own, on a port and in a directory of its own. */
export class Node {
  readonly url: string;
  /** For the operator's commands on this node. */
  readonly settings: string[];
  readonly #program: string;
  readonly #args: string[];
  readonly #directory: string;
  #process: ChildProcess | undefined;

  private constructor(program: string, port: number, directory: string, args: string[]) {
    this.url = `http://localhost:${port}`;
    this.#program = program;
    this.#directory = directory;
    this.settings = ['--data-dir', join(directory, 'data')];
    this.#args = ['serve', '--bind', `127.0.0.1:${port}`, ...this.settings, ...args];
  }

  static async start(program: string, ...args: string[]): Promise<Node> {
    const node = new Node(program, await freePort(), await mkdtemp(join(tmpdir(), 'kez-e2e-')), args);
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    mkdirSync(out, { recursive: true });
    const log = createWriteStream(join(out, 'node.log'), { flags: 'a' });
    const started = spawn(this.#program, this.#args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = started;
    started.stdout.pipe(log);
    started.stderr.pipe(log);
    for (let tries = 0; ; tries++) {
      if (started.exitCode !== null) throw new Error(`the node ended with ${started.exitCode}; see ${join(out, 'node.log')}`);
      const healthy = await fetch(`${this.url}/v1/healthz`).then((response) => response.ok, () => false);
      if (healthy) return;
      if (tries > 200) throw new Error('the node did not become ready');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** As a power cut ends it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ending = this.#process;
    this.#process = undefined;
    if (!ending || ending.exitCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
