import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { exportChats } from './export';
import { fetchMail, flush, person, PostOffice, start } from './fixture';

it('writes all conversations, oldest message first, as JSON without anything secret', async () => {
  const ana = await person(1);
  const bo = await person(2);
  const office = new PostOffice(ana, bo);
  await ana.book.start(bo.key, { primary: bo.key, handle: 'bo', server: 'localhost', registeredAt: '' });
  for (const text of ['one', 'two "quoted"\nline']) await ana.outbox.queue(bo.key, text);
  await flush(ana, office.sender(ana));
  await fetchMail(bo);
  await bo.outbox.queue(ana.key, 'three');
  await flush(bo, office.sender(bo));
  await fetchMail(ana);
  await ana.book.draft(bo.key, 'not said yet');

  const told: number[][] = [];
  const blob = await exportChats(ana.book, ana.vault.profile.account, start, (...progress) => told.push(progress));
  const text = await blob.text();
  const file = JSON.parse(text);
  expect(file).toMatchObject({ format: 'kez-chat/export/v1', exported_at: '2026-11-24T08:00:00.000Z', account: { address: 'person-1@localhost', primary: ana.key } });
  expect(file.conversations).toHaveLength(1);
  expect(file.conversations[0].with).toEqual({ address: 'bo@localhost', primary: bo.key });
  expect(file.conversations[0].messages.map(({ from, text: said }: { from: string; text: string }) => `${from}: ${said}`)).toEqual(['me: one', 'me: two "quoted"\nline', 'them: three']);
  expect(told).toEqual([[0, 1], [1, 1]]);
  for (const secret of ['not said yet', '01'.repeat(32), 'seed']) expect(text).not.toContain(secret);
});

it('writes a file for whoever has no conversations', async () => {
  const ana = await person(1);
  const blob = await exportChats(ana.book, ana.vault.profile.account, start, () => undefined);
  expect(JSON.parse(await blob.text()).conversations).toEqual([]);
});
