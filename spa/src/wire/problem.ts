import { Refused } from '../protocol/refused';
import type { Problem } from './engine';

/** A Problem on its way through code that throws; the worker hands its `problem` to the page. */
export class Failure extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'Failure';
    this.problem = problem;
  }
}

export function refuse(code: string, title: string, detail: string): Failure {
  return new Failure({ code, title, detail });
}

export const noNetwork = {
  code: 'no-network',
  title: 'No connection',
  detail: 'The server cannot be reached. Check your connection and try again.',
} satisfies Problem;

/** Whatever was thrown, as a page can show it. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Failure) return error.problem;
  if (error instanceof Refused) return { code: error.code, title: titles[error.code] ?? 'Not accepted', detail: error.message };
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return {
      code: 'storage-full',
      title: 'Storage is full',
      detail: 'The browser has no room left for this app. Free some space on the device and try again.',
    };
  }
  return {
    code: 'internal',
    title: 'Something went wrong',
    detail: `The app ran into an error of its own: ${error instanceof Error ? error.message : String(error)}`,
  };
}

const titles: Record<string, string> = {
  'bad-handle': 'Not a handle',
  'bad-key': 'Not a key',
  'bad-phrase': 'Not a recovery phrase',
  'unknown-server': 'Another server',
  'bad-signature': 'Not genuine',
};

/** The problem that the node answered with; a proxy in between may answer with anything. */
export function parseProblem(body: unknown, status: number, retryAfter?: string | null): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string, otherwise: string) => (typeof given[name] === 'string' ? (given[name] as string) : otherwise);
  const problem: Problem = {
    code: text('code', status === 429 ? 'rate-limited' : 'internal'),
    title: text('title', 'The server refused'),
    detail: text('detail', `The server answered ${status}.`),
    status,
  };
  const seconds = Number(given.retry_after ?? retryAfter ?? NaN);
  if (Number.isFinite(seconds) && seconds >= 0) problem.retryAfter = seconds;
  return problem;
}
