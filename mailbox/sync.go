package mailbox

import (
	"context"
	"fmt"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// A Query asks for what is newer than Since, exclusively.
type Query struct {
	Since uint64
	// Limit of items, at least 1.
	Limit int
	// Epoch the cursor belongs to; empty does not ask.
	Epoch string
}

// A Page is part of a mailbox, in order.
type Page struct {
	Items []Item
	// Next is the last sequence examined: the Since of the next query.
	Next  uint64
	More  bool
	Epoch string
}

// PageBytes is what a page holds at the most, headers included, unless its
// first item alone is larger.
const PageBytes = 1 << 20

// Sync reads the owner's mailbox. It takes the query's Since for what the
// owner has: quotas of what waits count from there.
func (m *Mailbox) Sync(ctx context.Context, owner identity.Key, q Query) (Page, error) {
	var items []Item
	p, err := m.SyncEach(ctx, owner, q, func(i Item) { items = append(items, i) })
	p.Items = items
	return p, err
}

// SyncEach is Sync for whoever hands the items on while the next ones are
// read; the page has none. After an error some may have been handed on.
func (m *Mailbox) SyncEach(ctx context.Context, owner identity.Key, q Query, f func(Item)) (Page, error) {
	known, err := m.headFor(ctx, q.Since)
	if err != nil {
		return Page{}, err
	}
	if q.Since > known || q.Epoch != "" && q.Epoch != m.epoch {
		return Page{}, ErrEpochChanged
	}
	size, newest := 0, q.Since
	more, head, err := m.readFrom(ctx, owner, q.Since, q.Limit, func(rec record) bool {
		cost := len(rec.body) + overhead
		if size > 0 && size+cost > PageBytes {
			return false
		}
		size, newest = size+cost, rec.seq
		f(rec.item())
		return true
	})
	if err != nil {
		return Page{}, err
	}
	if q.Since > 0 {
		m.box(owner).fetched(q.Since)
	}
	p := Page{Next: newest, Epoch: m.epoch, More: more}
	if !more {
		// The head from before the mailbox was read: what is stored meanwhile
		// is pushed, and the cursor must not skip it.
		p.Next = max(newest, head)
	}
	return p, nil
}

// headFor is the last sequence of the store as the committer knows it. A push
// or a page may show a letter before its acknowledgment has come: a cursor
// beyond asks the store itself.
func (m *Mailbox) headFor(ctx context.Context, since uint64) (uint64, error) {
	if head := m.commit.last.Load(); since <= head {
		return head, nil
	}
	info, err := m.stream.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask the mail stream for its end: %w", err)
	}
	return info.State.LastSeq, nil
}

// A State is where a mailbox and the store stand.
type State struct {
	Epoch string
	// Seq is the newest sequence in the mailbox, Head in the whole store.
	Seq, Head uint64
}

// State reports where the owner's mailbox stands.
func (m *Mailbox) State(ctx context.Context, owner identity.Key) (State, error) {
	head := m.commit.last.Load()
	rec, _, err := m.read.last(ctx, broker.MailboxFilter(owner))
	if err != nil {
		return State{}, err
	}
	return State{Epoch: m.epoch, Seq: rec.seq, Head: max(head, rec.seq)}, nil
}

// Epoch names this life of the store.
func (m *Mailbox) Epoch() string { return m.epoch }
