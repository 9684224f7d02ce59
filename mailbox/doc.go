// Package mailbox keeps the mail of everybody: it accepts letters, stores
// them in the broker's stream, pushes them to whoever is connected and reads
// them back for whoever comes later.
//
// Promises:
//
//   - A letter whose receipt was given is on disk and stays until retention or
//     the owner's quota removes it.
//   - The same id from the same sender is stored once, within 24 hours and
//     across restarts; a repeat gets the first receipt again.
//   - One sender's letters are stored in the order in which they were
//     submitted. Within a mailbox, sequences grow, pushes come in order, and
//     what [Mailbox.Sync] returned before Next is never pushed later as new.
//   - A letter is refused with its reason before it is queued. One bad letter
//     never harms its neighbours.
//
// How a letter travels: submit.go (validation on a worker per group of
// senders, so that one sender's order is kept) → commit.go (the only writer:
// whatever waits is committed together) → tail.go (pushes what was stored, in
// order). Readers (read.go, sync.go) use a connection of their own.
//
// What is held in memory is held per active sender (sender.go: recent ids) and
// per active mailbox (box.go: last sequence, what its owner has not fetched).
// Both are read from the stream when first needed, so a start costs nothing,
// and both may only ever overestimate: before refusing, they are read anew.
package mailbox
