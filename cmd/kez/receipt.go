package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"sync"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

const (
	// receiptPace is the time between two receipts for one person.
	receiptPace = 2 * time.Second
	// receiptAge is how long nodes keep notes: older messages need no receipt.
	receiptAge = 7 * 24 * time.Hour
)

// receipts tell senders what was read: one sealed note for each person, naming
// the last message. Only those get one whom this account has accepted, for a
// note would accept a stranger.
type receipts struct {
	home *home
	log  *slog.Logger
	wake chan struct{}

	mu   sync.Mutex
	last map[identity.Key]identity.ID
}

func newReceipts(h *home, log *slog.Logger) *receipts {
	return &receipts{home: h, log: log, wake: make(chan struct{}, 1), last: make(map[identity.Key]identity.ID)}
}

func (r *receipts) due(to identity.Key, id identity.ID, at time.Time) {
	if r.home.node.Time().Sub(at) > receiptAge {
		return
	}
	r.mu.Lock()
	r.last[to] = id
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default: // already told
	}
}

// run tells as messages come, until ctx is done.
func (r *receipts) run(ctx context.Context) {
	pace := time.NewTimer(0)
	defer pace.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
			r.tell(ctx)
			pace.Reset(receiptPace)
		}
	}
}

// tell sends what is due. What cannot be sent is left: the next message brings
// the next receipt, and nothing else depends on one.
func (r *receipts) tell(ctx context.Context) {
	r.mu.Lock()
	last := maps.Clone(r.last)
	clear(r.last)
	r.mu.Unlock()
	if len(last) == 0 {
		return
	}
	contacts, err := r.home.session.Contacts(ctx)
	if err != nil {
		r.log.Debug("no receipts", "err", err)
		return
	}
	for _, c := range contacts {
		id, due := last[c.Primary]
		if !due || c.State != "accepted" && c.State != "muted" {
			continue
		}
		if err := r.send(ctx, c.Primary, id); err != nil {
			r.log.Debug("no receipt", "to", c.Primary.Fingerprint(), "err", err)
		}
	}
}

func (r *receipts) send(ctx context.Context, to identity.Key, read identity.ID) error {
	id, err := identity.NewID(rand.Reader)
	if err != nil {
		return err
	}
	sealed, err := r.home.book.Seal(ctx, rand.Reader, r.home.who(), seal.Draft{
		Type: seal.TypeReceipt, ID: id, To: to, SentAt: r.home.node.Time(),
		Members: map[string]any{"delivered": read, "read": read},
	})
	if err != nil {
		return err
	}
	_, err = r.home.session.Send(ctx, client.Message{To: to, ID: id, Body: sealed, Note: true, Copy: true})
	return err
}
