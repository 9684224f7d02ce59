import { baseLocale } from './paraglide/runtime';
import { language } from './language';

// Whoever reads English needs no table of sentences: it is not loaded for them.
let sentences: Record<string, () => string> | undefined;
if (language !== baseLocale) void import('./sentences').then((loaded) => (sentences = loaded.sentences), () => undefined);

/**
 * A refusal as the person reads it. The server and the engine tell it in English, with the particulars;
 * in another language the sentence of its code stands for it.
 */
export function explain(problem: { code: string; detail: string }): string {
  return sentences?.[problem.code]?.() ?? problem.detail;
}
