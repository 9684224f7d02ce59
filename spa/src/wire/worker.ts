import { Directory } from './directory';
import { Host, type Machine } from './host';
import type { Call, FromWorker, ToWorker } from './port';
import { asProblem } from './problem';
import { exclusive, Tabs } from './tabs';
import { Views } from './views';

// The worker of one tab: vault, store, connection and message engine. The page sees none of them.

function post(message: FromWorker): void {
  // A dedicated worker's postMessage, which the DOM library types as the window's.
  (self as unknown as { postMessage(message: FromWorker): void }).postMessage(message);
}

/** For a page that is frozen and hands nothing over. */
const patience = 1000;
/** What the page asked for and is not done. */
const running = new Set<Promise<unknown>>();
let closed: () => void = () => undefined;

const { origin } = location;
const tabs = new Tabs((word) => host.heard(word));
const machine: Machine = {
  directory: new Directory(origin, fetch.bind(self), Date.now),
  tabs,
  views: new Views(navigator.locks),
  exclusive,
  socket: `${origin.replace(/^http/, 'ws')}/nats`,
  now: Date.now,
  online: () => navigator.onLine,
  tell: (event, value) => post({ event, value } as FromWorker),
  drained: () => Promise.race([new Promise<void>((resolve) => (closed = resolve)), new Promise<void>((resolve) => setTimeout(resolve, patience))]),
  // Not at once: the call that asked for it is answered first.
  retire: () => {
    tabs.close();
    setTimeout(() => post({ retired: true }));
  },
};
const host = new Host(machine);
const ready = host.start();

self.addEventListener('online', () => host.awake());
self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const call = event.data;
  if ('awake' in call) return host.awake();
  if ('touched' in call) return host.touched();
  if ('closed' in call) return void Promise.allSettled(running).then(closed);
  const done = answer(call);
  // Locking waits for the others, not for itself.
  if (call.method === 'lock') return;
  running.add(done);
  void done.finally(() => running.delete(done));
});

async function answer(call: Call): Promise<void> {
  try {
    await ready;
    const method = host.calls[call.method] as (...args: unknown[]) => Promise<unknown>;
    post({ id: call.id, value: await method(...call.args) });
  } catch (error) {
    post({ id: call.id, problem: asProblem(error) });
  }
}
