// Package registry keeps every durable fact about people in one bbolt file
// with one writer: who has which handle, whom they accept or block, who was
// invited, how far each mailbox was delivered, and the sigchains with what
// follows from them.
//
// # Promises
//
// A call that returns without error is on disk. A call that returns an error
// has changed nothing. Handle and key are unique together: both indexes and
// the invite that was used change in one transaction or not at all.
//
// A handle, once removed, is retired for ever: nobody gets it again, so that
// mail for it can never reach a stranger. The key that had it may register
// another handle and is a new person then: its contacts, its cursor and a
// suspension are gone. What others decided about the key stays, and so does
// its sigchain, which belongs to the key. To keep somebody out, suspend, do not
// remove.
//
// A sigchain only grows: an event is stored if it follows the head that the
// transaction finds, so that of two writers one wins each place and there is
// never a fork. The key of a device is that of one account for ever, and no
// account's primary.
//
// A second process that opens the file gets [ErrLocked]. A file that is not
// whole gets [ErrDamaged] at [Open], which reads every page before bbolt
// does, for bbolt answers some damage by panicking. A file written by a newer
// version gets [ErrNewerSchema].
//
// # Buckets
//
// Names are lower case plurals. A key is the 32 raw bytes of an Ed25519 key,
// times are RFC 3339 in UTC with milliseconds, records are JSON objects whose
// unknown members are an error, so that nothing is lost by rewriting them.
//
//	meta           schema           -> version, decimal
//	               node.<name>      -> a small fact about the node, opaque
//	handles        handle           -> key            every live handle
//	keys           key              -> {"handle","registered_at","proofs"?,"suspended"?}
//	registrations  key              -> the signed registration, byte for byte as sent
//	retired        handle           -> {"key","at"}   never free again
//	reserved       handle           -> {"key"?,"at"}  set aside by the operator, for key alone where there is one
//	contacts       owner key ‖ peer key -> {"state","since"}  no record = none
//	invites        SHA-256 of the code  -> {"uses","used","expires"?,"note"?}
//	cursors        key              -> 8 bytes, big endian: highest delivered sequence
//	sigchains      primary ‖ seq    -> the event, an envelope in canonical form
//	heads          primary          -> {"seq","hash","devices"?}  devices counts the unrevoked
//	claims         primary ‖ subject -> {"status","seq"}          active or revoked, since which event
//	devices        primary ‖ device -> {"key"?,"added"?,"revoked"?}
//	devicekeys     key              -> primary ‖ device
//	subscriptions  owner key ‖ SHA-256 of the endpoint -> {"device","endpoint","p256dh","auth","by","since"}
//	endpoints      SHA-256 of the endpoint -> owner key
//
// A primary is the letter e and the 32 bytes of an Ed25519 key, or n and those
// of a Nostr key. seq has 8 bytes, big endian, device is 16 bytes. heads,
// claims, devices and devicekeys are what the events of sigchains add up to.
//
// keys and registrations have the same keys as handles has values. A handle
// is in at most one of handles and retired. The owner of a contact or cursor
// is live, its peer is live or was. The owner of a subscription is live, and
// each subscription has one endpoint that leads back to it, and the other way.
package registry
