// Package sigchain holds the rules of sigchains: the signed log in which a
// primary says which subjects and which devices are its own. docs/protocol.md
// section 2, "Sigchains", is what it follows.
//
// It is pure. [Open] turns bytes into a [Link] that was verified by itself;
// [Chain.Append] and [Replay] hold the rules from link to link. Whoever stores
// chains decides with [Prepare] and commits later: what is prepared remembers
// the head that it was decided on, so that the commit can see whether the
// chain grew meanwhile.
package sigchain
