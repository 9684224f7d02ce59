/** Why bytes from outside were not accepted. The codes are those of docs/protocol.md section 7. */
export type Reason =
  | 'malformed'
  | 'bad-envelope'
  | 'bad-type'
  | 'bad-key'
  | 'bad-handle'
  | 'bad-phrase'
  | 'bad-subject'
  | 'head-moved'
  | 'device-taken'
  | 'key-mismatch'
  | 'bad-signature'
  | 'wrong-server'
  | 'unknown-server'
  | 'stale'
  | 'too-large';

export class Refused extends Error {
  readonly code: Reason;

  constructor(code: Reason, detail: string) {
    super(detail);
    this.name = 'Refused';
    this.code = code;
  }
}
