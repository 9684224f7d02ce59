import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Herald } from './herald';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('reads one message out, and counts several', () => {
  const said: string[] = [];
  const herald = new Herald((sentence) => said.push(sentence));
  herald.tell('bo', 'hello');
  vi.advanceTimersByTime(1500);
  herald.tell('bo', 'one');
  herald.tell('mira');
  vi.advanceTimersByTime(1000);
  herald.tell('bo', 'two');
  vi.advanceTimersByTime(500);
  expect(said).toEqual(['bo: hello', '2 new messages from bo. 1 new message from mira']);
});

it('says nothing after it was stopped', () => {
  const say = vi.fn();
  const herald = new Herald(say);
  herald.tell('bo', 'hello');
  herald.stop();
  vi.advanceTimersByTime(5000);
  expect(say).not.toHaveBeenCalled();
});
