// Package client is the public interface of a node seen from Go: what
// docs/protocol.md sections 3 and 4 say, from the other end.
//
// A [Node] is reached over HTTP: who runs it, registering, looking people up,
// polling an inbox, handing in a message. A [Session] is a logged-in NATS
// connection that comes back by itself: it sends, repeating under the same id
// until the outcome is known, and it follows a mailbox, first what is stored
// and then what arrives, without gap and without duplicate.
//
// Nothing a node says about a person is believed but for the registration that
// the person signed. Cursors belong to the caller, who keeps them; this room
// reads and writes no files.
package client
