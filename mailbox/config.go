package mailbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// Limits of docs/protocol.md section 5 that are kept here; 0 is none.
type Limits struct {
	EnvelopeBytes, AnonymousBytes, LiveBytes, NoteBytes int

	SendsBurst, SendsPerSecond int64
	LiveBurst, LivePerSecond   int64

	UndeliveredMessages, UndeliveredBytes                   int64
	AnonymousUndeliveredMessages, AnonymousUndeliveredBytes int64
	MailboxBytes                                            int64
	QueueSends, QueueBytes                                  int64

	Retention, NoteRetention time.Duration
}

// A Stance is what one person thinks of another, as far as mail cares.
type Stance int

const (
	// Stranger was neither accepted nor blocked.
	Stranger Stance = iota
	// Accepted includes muted.
	Accepted
	// Blocked mail is refused.
	Blocked
)

// People is what the mailbox asks the registry.
type People struct {
	// Known reports ErrUnknownRecipient for a key nobody registered.
	Known func(ctx context.Context, k identity.Key) error
	// Stance is what owner thinks of peer.
	Stance func(ctx context.Context, owner, peer identity.Key) (Stance, error)
	// Accept notes that owner wrote to peer; it never unblocks.
	Accept func(ctx context.Context, owner, peer identity.Key) error
	// Cursor is the highest sequence the owner is known to have fetched.
	Cursor      func(ctx context.Context, owner identity.Key) (uint64, error)
	SaveCursors func(ctx context.Context, cursors map[identity.Key]uint64) error
}

// Config wires a Mailbox.
type Config struct {
	// Outlet publishes into the mail account, and Write hears the answers.
	Outlet *broker.Outlet
	// Write and Read are connections to the mail account. They are two because
	// the server serves reads inline: a long page would hold up commits.
	Write, Read *nats.Conn
	// App publishes in the account of people.
	App *broker.Outlet
	// Online says whether an account has connections; it may say so of one
	// that just left, never deny one that is there.
	Online func(identity.Key) bool
	// Told hears of each message that was stored for somebody by somebody else.
	// It must not wait: everybody's mail does for it.
	Told   func(owner, peer identity.Key)
	People People
	Limits Limits
	// Free reports the bytes free on the disk of the store, and the reserve
	// below which nothing is accepted.
	Free func() (free, reserve uint64, err error)
	Now  func() time.Time
	Log  *slog.Logger
}
