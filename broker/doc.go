// Package broker runs the NATS server of this process and is the only room
// that knows how it is configured.
//
// There are four accounts. People live in APP, which has no JetStream. The
// mail stream lives in KEZ, which nobody outside this process can reach. AUTH
// carries the authorization requests of the callout, SYS the server's own
// events. No account exports anything to another: a service import would hide
// the reply subject of a call, and the check of reply subjects is what keeps
// one person from making the node push to another.
//
// The service users of those accounts have passwords made anew at each start
// and may connect only through [Broker.Connect], a pipe inside this process.
// Everybody else is sent to the callout, which fails closed.
//
// Streams are data (stream.go), reconciled by update at every start. Nothing
// stored is ever deleted to make a start succeed.
//
// What is acknowledged is on disk: the server runs with SyncAlways and there
// is no setting that turns it off.
package broker
