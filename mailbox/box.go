package mailbox

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// recountPause is how long a refusal by quota may rest on an old count.
const recountPause = 10 * time.Second

// A box is what is known of one mailbox. Its counts are what was true when it
// was loaded plus what came since: they may only be too high.
type box struct {
	owner identity.Key
	used  time.Time // guarded by Mailbox.boxesMu

	mu     sync.Mutex
	loaded bool
	// last is the newest sequence in the mailbox, also what the committer has
	// assigned and not yet stored.
	last uint64
	// cursor is the highest sequence a device of the owner presented.
	cursor uint64
	dirty  bool
	// waiting holds, by peer, what is newer than cursor.
	waiting map[identity.Key]*backlog
	// bytes is an upper bound of what the mailbox holds.
	bytes   int64
	counted time.Time
}

// A backlog is what one peer sent and the owner has not fetched, oldest first,
// and what of it is not stored yet.
type backlog struct {
	parts       []part
	bytes       int64
	flying      int64
	flyingBytes int64
}

type part struct {
	seq  uint64
	size int64
}

func (b *backlog) drop(upTo uint64) {
	n := 0
	for n < len(b.parts) && b.parts[n].seq <= upTo {
		b.bytes -= b.parts[n].size
		n++
	}
	b.parts = b.parts[n:]
}

// load reads the newest sequence, the cursor and what is newer than it.
func (b *box) load(ctx context.Context, m *Mailbox) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.loaded {
		return nil
	}
	cursor, err := m.cfg.People.Cursor(ctx, b.owner)
	if err != nil {
		return fmt.Errorf("read the cursor of %s: %w", b.owner.Fingerprint(), err)
	}
	b.cursor = max(b.cursor, cursor)
	newest, _, err := m.read.last(ctx, broker.MailboxFilter(b.owner))
	if err != nil {
		return err
	}
	b.last = max(b.last, newest.seq)
	if err := b.count(ctx, m); err != nil {
		return err
	}
	b.loaded = true
	return nil
}

// count reads the mailbox again: what waits, and an upper bound of its bytes.
// b.mu is held.
func (b *box) count(ctx context.Context, m *Mailbox) error {
	waiting := make(map[identity.Key]*backlog)
	var fresh int64
	err := m.read.from(ctx, broker.MailboxFilter(b.owner), b.cursor+1, func(rec record) bool {
		fresh += rec.size()
		if rec.kind != KindSent {
			put(waiting, rec.peer, rec.seq, rec.size())
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("count the mailbox of %s: %w", b.owner.Fingerprint(), err)
	}
	older, err := m.countUpTo(ctx, b.owner, b.cursor)
	if err != nil {
		return err
	}
	for peer, w := range b.waiting {
		if w.flying > 0 {
			// Some of these may have been counted as stored just now: too high,
			// never too low.
			n := backlogOf(waiting, peer)
			n.flying, n.flyingBytes = w.flying, w.flyingBytes
			fresh += w.flyingBytes
		}
	}
	b.waiting, b.bytes, b.counted = waiting, fresh+older, m.cfg.Now()
	return nil
}

func backlogOf(waiting map[identity.Key]*backlog, peer identity.Key) *backlog {
	w := waiting[peer]
	if w == nil {
		w = new(backlog)
		waiting[peer] = w
	}
	return w
}

func put(waiting map[identity.Key]*backlog, peer identity.Key, seq uint64, size int64) {
	w := backlogOf(waiting, peer)
	w.parts = append(w.parts, part{seq, size})
	w.bytes += size
}

// fetched moves the cursor: everything up to seq has reached a device.
func (b *box) fetched(seq uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if seq <= b.cursor {
		return
	}
	b.cursor, b.dirty = seq, true
	for peer, w := range b.waiting {
		if w.drop(seq); len(w.parts) == 0 && w.flying == 0 {
			delete(b.waiting, peer)
		}
	}
}

// admit takes the place of a letter from peer, or refuses what is over a
// quota, after counting anew if the count is old.
func (b *box) admit(ctx context.Context, m *Mailbox, peer identity.Key, size int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	over := func() bool { return b.crowded(m.cfg.Limits, peer, size) }
	if over() && m.cfg.Now().Sub(b.counted) > recountPause {
		if err := b.count(ctx, m); err != nil {
			return err
		}
	}
	if over() {
		return &LimitError{Code: CodeSenderQuota, After: recountPause}
	}
	if err := b.fit(ctx, m, size); err != nil {
		return err
	}
	w := backlogOf(b.waiting, peer)
	w.flying++
	w.flyingBytes += size
	b.bytes += size
	return nil
}

// reserve is admit for the owner's own copy, which waits for nobody.
func (b *box) reserve(ctx context.Context, m *Mailbox, size int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fit(ctx, m, size); err != nil {
		return err
	}
	b.bytes += size
	return nil
}

// crowded tells whether peer has as much waiting here as it may.
func (b *box) crowded(l Limits, peer identity.Key, size int64) bool {
	messages, bytes := l.UndeliveredMessages, l.UndeliveredBytes
	if peer.IsZero() {
		messages, bytes = l.AnonymousUndeliveredMessages, l.AnonymousUndeliveredBytes
	}
	w := b.waiting[peer]
	if w == nil {
		return false
	}
	return messages > 0 && int64(len(w.parts))+w.flying >= messages || bytes > 0 && w.bytes+w.flyingBytes+size > bytes
}

// fit makes room for size bytes by removing the oldest of what was delivered.
// b.mu is held.
func (b *box) fit(ctx context.Context, m *Mailbox, size int64) error {
	limit := m.cfg.Limits.MailboxBytes
	if limit == 0 || b.bytes+size <= limit {
		return nil
	}
	if m.cfg.Now().Sub(b.counted) > recountPause {
		if err := b.count(ctx, m); err != nil {
			return err
		}
		if b.bytes+size <= limit {
			return nil
		}
	}
	// A little more than needed, so that a full mailbox is not trimmed for
	// every message.
	freed, err := m.trim(ctx, b.owner, b.cursor, b.bytes+size-limit+limit/64)
	if err != nil {
		return err
	}
	b.bytes -= freed
	if b.bytes+size > limit {
		return ErrMailboxFull
	}
	return nil
}

// assign takes the place of a record in the chain of its mailbox.
func (b *box) assign(seq uint64) (prev uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	prev, b.last = b.last, seq
	return prev
}

// unassign forgets assignments that were not stored: last is read anew.
func (b *box) unassign(ctx context.Context, m *Mailbox) error {
	newest, _, err := m.read.last(ctx, broker.MailboxFilter(b.owner))
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last = newest.seq
	return nil
}

// landed ends the flight of a record: it is stored, or failed and seq is 0.
func (b *box) landed(rec *record, stored bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	size := rec.size()
	if !stored {
		b.bytes -= size
	}
	if rec.kind == KindSent {
		return
	}
	w := backlogOf(b.waiting, rec.peer)
	w.flying--
	w.flyingBytes -= size
	if stored && rec.seq > b.cursor {
		put(b.waiting, rec.peer, rec.seq, size)
	}
	if len(w.parts) == 0 && w.flying == 0 {
		delete(b.waiting, rec.peer)
	}
}
