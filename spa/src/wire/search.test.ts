import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { Found } from './engine';
import { place } from './chat';
import { type Person, person } from './fixture';

async function talk(bodies: string[]): Promise<[Person, Person]> {
  const [ana, bo] = [await person(1), await person(2)];
  const messages = bodies.map((body, at) => ({
    peer: bo.key,
    row: { record: `r${at}`, order: place(0, at + 1), note: { id: at.toString(16).padStart(32, '0') as never, mine: at % 2 === 0, kind: 'text' as const, body, time: at, seq: at + 1, state: 'stored' as const } },
  }));
  await ana.store.write({ chats: [await ana.book.chat(bo.key)], messages });
  return [ana, bo];
}

it('finds text whatever its case and accents, newest first', async () => {
  const [ana, bo] = await talk(['Café', 'tea', 'CAFE with milk', 'café']);
  const found = await ana.book.search(bo.key, ' cafe ');
  expect(found).toEqual({ hits: [3, 2, 0].map((at) => ({ id: at.toString(16).padStart(32, '0'), mine: at % 2 === 0 })), searched: 4, total: 4 });
  expect((await ana.book.search(bo.key, '  ')).hits).toEqual([]);
  expect(await ana.book.search(ana.key, 'cafe')).toEqual({ hits: [], searched: 0, total: 0 });
});

it('goes back batch by batch to the first message, and looks at each once', async () => {
  const [ana, bo] = await talk(Array.from({ length: 1000 }, (_, at) => `message ${at}`));
  const batches: Found[] = [];
  let from: number | undefined;
  do {
    const found: Found = await ana.book.search(bo.key, 'message', from);
    batches.push(found);
    from = found.next;
  } while (from !== undefined);
  expect(batches.map(({ searched, total }) => [searched, total])).toEqual([[400, 1000], [400, 1000], [200, 1000]]);
  const ids = batches.flatMap(({ hits }) => hits.map(({ id }) => Number.parseInt(id, 16)));
  expect(ids).toEqual(Array.from({ length: 1000 }, (_, at) => 999 - at));
});
