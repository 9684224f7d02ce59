package broker

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/identity"
)

// MailStream holds the mail of everybody. A mailbox is the filter
// mail.<owner>.*, see [MailboxFilter].
const MailStream = "INBOX"

const (
	mailRoot  = "mail."
	anonymous = "anon"
	epochName = "kez-epoch"
)

// MailSubject is where a message for owner's mailbox is stored. The peer is
// the sender, or the recipient for a copy of what the owner sent; the zero
// key stands for an anonymous sender.
func MailSubject(owner, peer identity.Key) string {
	return mailRoot + owner.Hex() + "." + peerToken(peer)
}

// MailboxFilter matches everything in owner's mailbox.
func MailboxFilter(owner identity.Key) string { return mailRoot + owner.Hex() + ".*" }

// SenderFilter matches everything that sender put into the mailboxes of
// others, and the sender's notes to itself.
func SenderFilter(sender identity.Key) string { return mailRoot + "*." + peerToken(sender) }

func peerToken(peer identity.Key) string {
	if peer.IsZero() {
		return anonymous
	}
	return peer.Hex()
}

// MailTokens takes a stored subject apart into the hex of its owner and of
// its peer, which is empty for an anonymous sender.
func MailTokens(subject string) (owner, peer string, ok bool) {
	const hexLen = 64
	if len(subject) < len(mailRoot)+hexLen+2 || subject[:len(mailRoot)] != mailRoot || subject[len(mailRoot)+hexLen] != '.' {
		return "", "", false
	}
	owner, peer = subject[len(mailRoot):len(mailRoot)+hexLen], subject[len(mailRoot)+hexLen+1:]
	if peer == anonymous {
		peer = ""
	}
	return owner, peer, true
}

// mailStream is the stream as it must be; maxAge 0 keeps for ever.
//
// There are no limits per subject: one refused message would roll back the
// whole batch it is in. Quotas are the mailbox's business.
func mailStream(maxAge time.Duration) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:               MailStream,
		Description:        "Mail of everybody: mail.<owner>.<peer>",
		Subjects:           []string{mailRoot + "*.*"},
		Retention:          jetstream.LimitsPolicy,
		Storage:            jetstream.FileStorage,
		Discard:            jetstream.DiscardOld,
		MaxAge:             maxAge,
		Replicas:           1,
		AllowDirect:        true, // reads do not queue behind writes
		AllowMsgTTL:        true, // notes live shorter than messages
		AllowAtomicPublish: true, // group commit
		// The window is for Nats-Msg-Id, which is never set: a duplicate would
		// roll back a batch. Idempotency is the mailbox's business.
		Duplicates: 100 * time.Millisecond,
	}
}

// ErrStream is a stored stream that differs from what it must be in a way no
// update can mend.
var ErrStream = errors.New("the mail stream cannot be used as it is")

// EnsureMail creates the mail stream or updates it in place, and returns the
// epoch: the name of this life of the store. It never deletes anything.
func EnsureMail(ctx context.Context, js jetstream.JetStream, maxAge time.Duration) (jetstream.Stream, string, error) {
	want := mailStream(maxAge)
	have, err := js.Stream(ctx, MailStream)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		epoch := newEpoch()
		want.Metadata = map[string]string{epochName: epoch}
		s, err := js.CreateStream(ctx, want)
		if err != nil {
			return nil, "", fmt.Errorf("create stream %s: %w", MailStream, err)
		}
		return s, epoch, nil
	case err != nil:
		return nil, "", fmt.Errorf("find stream %s: %w", MailStream, err)
	}
	cfg := have.CachedInfo().Config
	if cfg.Storage != want.Storage || cfg.Retention != want.Retention {
		return nil, "", fmt.Errorf("%w: %s has %v storage and %v retention", ErrStream, MailStream, cfg.Storage, cfg.Retention)
	}
	epoch := cfg.Metadata[epochName]
	if epoch == "" {
		epoch = newEpoch()
	}
	want.Metadata = map[string]string{epochName: epoch}
	s, err := js.UpdateStream(ctx, want)
	if err != nil {
		return nil, "", fmt.Errorf("%w: update %s: %w", ErrStream, MailStream, err)
	}
	return s, epoch, nil
}

func newEpoch() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
