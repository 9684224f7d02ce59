// Package httpapi is the HTTP door: requests become calls of the rooms behind
// it, their errors become problem documents (RFC 9457). It is the only room
// that knows echo.
//
// [Server.Handler] answers everything on the public port: the calls under /v1/
// and /.well-known/, the pages of the problem codes, NATS over WebSocket at
// /nats, and the app everywhere else. [Server.Control] answers the operator's
// calls and is served on the control socket only; on the public port they do
// not exist.
//
// Promises:
//
//   - Every error is in one table (problem.go). What is not is a bare 500 with
//     a request id; the cause is in the log under the same id.
//   - Query strings are never logged: the stream's carries a signature.
//   - A body is measured before it is read and read before it is parsed.
//   - What is counted per address is counted by the client's address, IPv6 by
//     /64, in memory that millions of addresses do not grow.
//   - A signature that opens one call opens no other: the signed text names
//     the call, and the stream's is taken from the query and nowhere else.
//   - The envelope of a message is stored byte for byte as sent.
package httpapi
