// Package seal is box v1 of docs/protocol.md section 6: one message, sealed
// for its recipient, for the sender's other devices, and for nobody between.
//
// A box is made of a fresh content key, wrapped by HPKE for each account or
// device that may open it, and of one ciphertext. Inside lies a [Letter] that
// its sender signed. [Seal] makes boxes; an [Opener] opens those that came,
// and only when every rule of section 6 holds. Each rule has an error of its
// own, so that a client can count what did not open and why; none of them is
// ever shown as a message.
//
// There is no forward secrecy against theft of a seed.
package seal
