import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account, Availability, Engine, Problem } from '../wire/engine';
import { Creation } from './creation.svelte';

const phrase = 'marble canyon trust witness oyster gentle lamp orbit cousin velvet ribbon frost';
const account: Account = { handle: 'ana', server: 'localhost', primary: 'ed25519:00', registeredAt: '2026-11-24T06:00:00.000Z' };
const problem = (code: string): Problem => ({ code, title: code, detail: `${code}.` });

let asked: string[];
let created: object[];
let answers: Record<string, Availability>;
let refusal: Problem | undefined;

const engine = {
  words: async () => phrase,
  available: async (handle: string) => {
    asked.push(handle);
    return answers[handle] ?? { free: true };
  },
  create: async (request: object) => {
    created.push(request);
    if (refusal) throw refusal;
    return account;
  },
} as unknown as Engine;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  created = [];
  answers = {};
  refusal = undefined;
});
afterEach(() => void vi.useRealTimers());

describe('the handle', () => {
  it('is asked about once the typing pauses', async () => {
    const creation = new Creation(engine, '');
    for (const typed of ['a', 'an', ' @Ana ']) creation.name(typed);
    expect(creation.availability).toBe('asking');
    await vi.advanceTimersByTimeAsync(300);
    expect([asked, creation.handle, creation.availability]).toEqual([['ana'], 'ana', { free: true }]);
  });

  it('keeps no answer to what is no longer typed', async () => {
    answers.bo = { free: false, problem: problem('handle-taken') };
    const creation = new Creation(engine, '');
    creation.name('bo');
    const late = creation.ask();
    creation.name('bob');
    await late;
    expect(creation.availability).toBe('asking');
  });
});

describe('the words', () => {
  it('are drawn once, and three of them are asked for in order', async () => {
    const creation = new Creation(engine, '', () => 0.999);
    await creation.draw();
    const words = creation.words;
    await creation.draw();
    expect(creation.words).toBe(words);
    expect(creation.asked).toEqual([10, 11, 12]);
  });

  it('are checked without regard to case and spaces', async () => {
    const creation = new Creation(engine, '', () => 0);
    await creation.draw();
    expect(creation.asked).toEqual([1, 2, 3]);
    expect(creation.check(['marble', ' CANYON ', 'frost'])).toEqual([3]);
    expect(creation.checked).toBe(false);
    expect(creation.check(['marble', 'canyon', 'trust'])).toEqual([]);
    expect(creation.checked).toBe(true);
    expect(creation.check(['', '', ''])).toEqual([1, 2, 3]);
  });

  it('may be pasted whole into any field, in the right order only', async () => {
    const creation = new Creation(engine, '');
    await creation.draw();
    expect(creation.check(['', `  ${phrase.toUpperCase()}\n`, ''])).toEqual([]);
    expect(creation.check([phrase.split(' ').reverse().join(' '), '', ''])).toHaveLength(3);
  });
});

describe('registering', () => {
  async function ready(invite = ''): Promise<Creation> {
    const creation = new Creation(engine, invite);
    creation.name('ana');
    await creation.draw();
    creation.lock.type('four quiet ferries');
    return creation;
  }

  it('hands everything over, and no empty invite', async () => {
    expect(await (await ready()).register()).toBe('done');
    expect(await (await ready(' code ')).register()).toBe('done');
    const request = { handle: 'ana', words: phrase, checked: false, lock: { passphrase: 'four quiet ferries' } };
    expect(created).toEqual([request, { ...request, invite: 'code' }]);
  });

  it('repeats with the same words after a lost answer', async () => {
    const creation = await ready();
    refusal = problem('no-network');
    expect(await creation.register()).toBe('lock');
    expect([creation.problem, creation.busy]).toEqual([refusal, false]);
    refusal = undefined;
    expect(await creation.register()).toBe('done');
    expect(created[1]).toEqual(created[0]);
    expect(creation.problem).toBeUndefined();
  });

  it.each(['handle-taken', 'handle-reserved', 'bad-handle'])('goes back to the handle for %s', async (code) => {
    const creation = await ready();
    refusal = problem(code);
    expect(await creation.register()).toBe('handle');
    expect(creation.availability).toEqual({ free: false, problem: refusal });
  });

  it.each(['invite-required', 'invite-invalid'])('goes back to the code for %s', async (code) => {
    const creation = await ready();
    refusal = problem(code);
    expect(await creation.register()).toBe('handle');
    expect(creation.inviteProblem).toEqual(refusal);
  });
});
