// Every sentence of the identity screen.
export const text = {
  title: 'Identity',
  copyAddress: 'Copy my address',
  addressCopied: 'Address copied',
  refused: 'The browser did not allow copying.',
  fingerprint: 'Fingerprint',
  fingerprintNote: 'Friends can compare it with what their app shows of you.',
  key: 'Public key',
  copyKey: 'Copy my public key',
  keyCopied: 'Public key copied',
  registered: 'Registered',
};
