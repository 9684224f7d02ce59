import type { ProofCheck } from '../wire/engine';
import { text } from './text';

/** Why a proof does not hold, in our words: the node's are for whoever reads its answers. */
export function reasonOf({ phase, reason }: NonNullable<ProofCheck['failing']>): string {
  const code = `${phase} ${reason}`;
  return (Object.hasOwn(text.reasons, code) ? text.reasons[code] : undefined) ?? text.unknownReason;
}
