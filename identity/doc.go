// Package identity holds the words of the protocol: keys, handles, addresses,
// signed envelopes, registrations, claims and the forms they travel in,
// recovery phrases, and the strings that requests sign. docs/protocol.md
// section 2 is what it follows.
//
// It is pure. Time and randomness are arguments, and nothing here reads a
// file, a clock or a network. What comes from outside is parsed at the door:
// [ParseKey], [ParsePrimary], [ParseHandle], [ParseAddress], [ParseSubject],
// [ParseID], [ParsePhrase] turn text into a type, [OpenEnvelope],
// [OpenRegistration] and [OpenClaim] turn bytes into a value that was verified
// and that cannot be made otherwise. The zero value
// of each type means "none" and proves nothing.
//
// JSON is refused where two parsers could read it differently, and never
// repaired: see [Canonical].
package identity
