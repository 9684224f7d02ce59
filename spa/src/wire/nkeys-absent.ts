// Stands in for @nats-io/nkeys in the bundle (vite.config.ts). The NATS client touches it only inside
// authenticators that we never make; src/wire/login.ts answers the server's nonce.

function absent(): never {
  throw new Error('@nats-io/nkeys is not part of this build');
}

export { absent as encode, absent as fromPublic, absent as fromSeed };
