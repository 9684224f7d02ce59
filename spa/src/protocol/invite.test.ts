import { expect, it } from 'vitest';
import { inviteProof } from './invite';
import { parseKey } from './key';
import { vector } from './vectors';

const { vectors } = vector<{ vectors: { code: string; primary: string; proof: string }[] }>('invite.json');

it.each(vectors)('proves $code for $primary as the node expects', ({ code, primary, proof }) => {
  expect(inviteProof(code, parseKey(primary))).toBe(proof);
});
