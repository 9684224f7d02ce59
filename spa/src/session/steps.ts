/** The steps of making an identity, each with a path of its own so that Back works. */
export const steps = ['handle', 'words', 'check', 'passphrase'] as const;

export type Step = (typeof steps)[number];

export function stepPath(step: Step): string {
  return step === 'handle' ? '/create' : `/create/${step}`;
}
