package mailbox

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// idMemory is how long an id is remembered, at least.
const idMemory = 24 * time.Hour

// A sender is what is known of somebody who sends: the ids of the last day and
// the letters on the way. Letters are taken by one worker (submit.go); mu is
// for the committer, which brings them home.
type sender struct {
	key identity.Key
	// loaded and used belong to the worker.
	loaded bool
	used   time.Time

	mu sync.Mutex
	// recent is begun anew every idMemory and older is the one before, so that
	// an id is known for one to two days.
	recent, older map[identity.ID]stored
	turned        time.Time
	flying        map[identity.ID]*flight
}

// A print tells letters of one id apart.
type print [16]byte

func printOf(to identity.Key, body []byte) print {
	h := sha256.New()
	h.Write(to.Bytes())
	h.Write(body)
	var sum [sha256.Size]byte
	return print(h.Sum(sum[:0])[:len(print{})])
}

// stored is the first receipt of an id, and what it was for.
type stored struct {
	print   print
	receipt Receipt
	// copied says that the sender's copy exists, or that none was wanted.
	copied bool
}

// A flight is a letter between its acceptance and its receipt, and everybody
// who waits for that.
type flight struct {
	print   print
	copied  bool
	waiting []func(Receipt, error)
}

func newSender(k identity.Key, now time.Time) *sender {
	return &sender{key: k, recent: make(map[identity.ID]stored), flying: make(map[identity.ID]*flight), turned: now}
}

// known answers for an id that was seen before: with its first receipt, later
// with the receipt of the letter on its way, or with ErrIDReused. The letter
// is new when known is false.
func (s *sender) known(id identity.ID, p print, done func(Receipt, error)) (known bool, at stored) {
	if id == (identity.ID{}) {
		return false, stored{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flying[id]; f != nil {
		if f.print != p {
			done(Receipt{}, ErrIDReused)
		} else {
			f.waiting = append(f.waiting, done)
		}
		return true, stored{}
	}
	at, ok := s.recent[id]
	if !ok {
		at, ok = s.older[id]
	}
	if ok && at.print != p {
		done(Receipt{}, ErrIDReused)
		return true, stored{}
	}
	return ok, at
}

// depart notes a letter on its way.
func (s *sender) depart(id identity.ID, f *flight) {
	if id == (identity.ID{}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying[id] = f
}

// arrive ends a flight and tells everybody who waits.
func (s *sender) arrive(id identity.ID, f *flight, r Receipt, err error, now time.Time) {
	if id != (identity.ID{}) {
		s.mu.Lock()
		delete(s.flying, id)
		if err == nil {
			if now.Sub(s.turned) > idMemory {
				s.recent, s.older, s.turned = make(map[identity.ID]stored), s.recent, now
			}
			s.recent[id] = stored{print: f.print, receipt: r, copied: f.copied}
		}
		s.mu.Unlock()
	}
	for _, done := range f.waiting {
		done(r, err)
	}
}

// idle tells whether nothing is on its way.
func (s *sender) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.flying) == 0
}

// load reads the ids of the last day from the stream: what the sender put
// into the mailboxes of others, and which copies of it exist.
func (s *sender) load(ctx context.Context, r reader, now time.Time) error {
	if s.loaded {
		return nil
	}
	since := now.Add(-idMemory)
	copies := make(map[identity.ID]bool)
	err := r.each(ctx, broker.MailboxFilter(s.key), since, func(rec record) bool {
		if rec.kind == KindSent {
			copies[rec.id] = true
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("load copies of %s: %w", s.key.Fingerprint(), err)
	}
	err = r.each(ctx, broker.SenderFilter(s.key), since, func(rec record) bool {
		// The filter also finds the copies in mailboxes of people to whom this
		// sender is the peer: those are somebody else's letters.
		if rec.kind != KindSent && rec.id != (identity.ID{}) {
			s.recent[rec.id] = stored{
				print:   printOf(rec.owner, rec.body),
				receipt: Receipt{Seq: rec.seq, Time: rec.time},
				copied:  !rec.copied || copies[rec.id],
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("load ids of %s: %w", s.key.Fingerprint(), err)
	}
	s.loaded = true
	return nil
}

// loadAnonymous is load for the letters without sender in one mailbox.
func (s *sender) loadAnonymous(ctx context.Context, r reader, owner identity.Key, now time.Time) error {
	if s.loaded {
		return nil
	}
	err := r.each(ctx, broker.MailSubject(owner, identity.Key{}), now.Add(-idMemory), func(rec record) bool {
		if rec.id != (identity.ID{}) {
			s.recent[rec.id] = stored{print: printOf(rec.owner, rec.body), receipt: Receipt{Seq: rec.seq, Time: rec.time}, copied: true}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("load anonymous ids of %s: %w", owner.Fingerprint(), err)
	}
	s.loaded = true
	return nil
}
