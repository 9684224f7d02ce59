import { expect, it } from 'vitest';
import { post, type ToWorker } from './port';

it('what cannot be handed over is a problem', () => {
  const { port1 } = new MessageChannel();
  const call = (body: unknown) => ({ id: 1, method: 'send', args: ['ed25519:00', body] }) as unknown as ToWorker;
  expect(post(port1, call(new Proxy({}, {})))).toMatchObject({ code: 'internal', detail: expect.stringMatching(/clone/) });
  expect(post(port1, call(() => undefined))).toMatchObject({ code: 'internal' });
  expect(post(port1, call('hello'))).toBeUndefined();
  port1.close();
});
