package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

const (
	// held is how many pushes wait while the store is read. More are dropped
	// and read from the store; each may be as large as a message may be.
	held = 256
	// The node learns what was delivered from the cursors that sync presents;
	// so they are, now and then, while nothing else asks for a sync.
	presentAfter = 500
	presentEvery = 30 * time.Second

	// What the server itself answers to a call that nobody takes.
	headerStatus       = "Status"
	statusNoResponders = "503"
)

// ErrEnough is what Feed.Item returns when it took the item and wants no more:
// the cursor moves past it, and the call ends without an error.
var ErrEnough = errors.New("enough")

// A Feed takes what Follow finds. Its functions are called one at a time, in
// order; an error ends Follow.
type Feed struct {
	// Item takes the next item.
	Item func(Item) error
	// Advance takes the cursor after the items so far. Whoever keeps it, and
	// begins there the next time, misses nothing.
	Advance func(Cursor) error
	// Seen says whether an item was taken in an earlier life of the store,
	// whose sequences mean nothing any more. Nil means never.
	Seen func(from identity.Key, id identity.ID) bool
	// Live takes what is not stored. May be nil.
	Live func(from identity.Key, body []byte)
}

// CatchUp hands over what is stored after the cursor, and returns.
func (s *Session) CatchUp(ctx context.Context, from Cursor, feed Feed) error {
	f := &follower{s: s, cursor: from, feed: feed}
	return unmark(f.catchUp(ctx))
}

// Follow hands over what is stored after the cursor and then what arrives,
// until ctx is done: no gap, no duplicate, in order. As docs/protocol.md
// section 4 has it, it subscribes, flushes, reads pages until there are no
// more, holding the pushes meanwhile, and does so again whenever the
// connection comes back or a push shows that one before it is missing.
func (s *Session) Follow(ctx context.Context, from Cursor, feed Feed) error {
	pushes := make(chan *nats.Msg, held)
	sub, err := s.nc.ChanSubscribe(identity.InboxSubject(s.key, ">"), pushes)
	if err != nil {
		return fmt.Errorf("follow the mailbox: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }() // fails when the connection is closed
	wake, remove := s.wake.add()
	defer remove()
	f := &follower{s: s, cursor: from, feed: feed, sub: sub, pushes: pushes, wake: wake}
	return unmark(f.run(ctx))
}

// feedError marks an error of the caller's own functions: whatever it is, the
// call that it came from is not made again.
type feedError struct{ error }

func mark(err error) error {
	if err == nil {
		return nil
	}
	return feedError{err}
}

func unmark(err error) error {
	own, ok := errors.AsType[feedError](err)
	switch {
	case ok && own.error == ErrEnough:
		return nil
	case ok:
		return own.error
	}
	return err
}

type follower struct {
	s      *Session
	cursor Cursor
	feed   Feed
	anew   bool // the store began a new life: items may have been seen

	sub     *nats.Subscription
	pushes  chan *nats.Msg
	wake    chan struct{}
	dropped int
	behind  int // items since the cursor was presented
}

func (f *follower) run(ctx context.Context) error {
	ticks := time.NewTicker(presentEvery)
	defer ticks.Stop()
	if err := f.resync(ctx); err != nil {
		return err
	}
	for {
		gap := false
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-f.s.link.closed:
			return fmt.Errorf("follow the mailbox: %w", nats.ErrConnectionClosed)
		case <-f.wake:
			gap = true
		case <-ticks.C:
			gap = f.behind > 0
		case m := <-f.pushes:
			var err error
			if gap, err = f.push(m); err != nil {
				return err
			}
		}
		if gap || f.behind >= presentAfter {
			if err := f.resync(ctx); err != nil {
				return err
			}
		}
	}
}

// resync reads the store. If pushes were dropped meanwhile, the last of them
// may be newer than what was read, and nothing would tell of it.
func (f *follower) resync(ctx context.Context) error {
	for {
		f.dropped = f.countDropped()
		if err := f.catchUp(ctx); err != nil {
			return err
		}
		if f.countDropped() == f.dropped {
			return nil
		}
		if err := f.drain(); err != nil {
			return err
		}
	}
}

func (f *follower) countDropped() int {
	n, err := f.sub.Dropped()
	if err != nil {
		return f.dropped // closed: run notices
	}
	return n
}

// drain makes room for pushes. Those that are stored are read from the store.
func (f *follower) drain() error {
	for {
		select {
		case m := <-f.pushes:
			if _, err := f.push(m); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// push takes a message as it arrives, unless one before it is missing.
func (f *follower) push(m *nats.Msg) (gap bool, err error) {
	if strings.HasSuffix(m.Subject, ".live") {
		if from, err := identity.ParseKey(m.Header.Get(identity.HeaderFrom)); err == nil && f.feed.Live != nil {
			f.feed.Live(from, m.Data)
		}
		return false, nil
	}
	item, err := readItem(m)
	if err != nil {
		return false, err
	}
	switch {
	case item.Seq <= f.cursor.Seq:
		return false, nil // read from the store before
	case item.Prev > f.cursor.Seq:
		return true, nil
	}
	if err := f.take(item); err != nil {
		return false, err
	}
	f.behind++
	return false, mark(f.feed.Advance(f.cursor))
}

func (f *follower) take(item Item) error {
	seen := f.anew && !item.ID.IsZero() && f.feed.Seen != nil && f.feed.Seen(item.From, item.ID)
	var err error
	if !seen {
		err = f.feed.Item(item)
	}
	if err != nil && err != ErrEnough {
		return mark(err)
	}
	f.cursor.Seq = item.Seq
	if err == ErrEnough {
		if aerr := f.feed.Advance(f.cursor); aerr != nil {
			return mark(aerr)
		}
	}
	return mark(err)
}

// catchUp reads pages until there are no more. A connection that is away is
// waited for.
func (f *follower) catchUp(ctx context.Context) error {
	for attempt := 0; ; {
		more, err := f.page(ctx)
		if err == nil && !more {
			f.behind = 0
			return nil
		}
		if err == nil {
			attempt = 0
			continue
		}
		wait, retry := again(err, attempt)
		if IsCode(err, CodeEpochChanged) {
			f.cursor, f.anew, retry = Cursor{}, true, true
		}
		if _, own := errors.AsType[feedError](err); own || !retry || ctx.Err() != nil {
			return err
		}
		f.s.cfg.Log.Debug("sync again", "attempt", attempt+1, "err", err)
		if perr := f.s.pause(ctx, wait); perr != nil {
			return fmt.Errorf("%w: %w", perr, err)
		}
		attempt++
	}
}

// page hands over one page as it comes in.
func (f *follower) page(ctx context.Context) (more bool, err error) {
	var end struct {
		Next  *uint64 `json:"next"`
		More  bool    `json:"more"`
		Epoch string  `json:"epoch"`
	}
	// A page that breaks off has moved the cursor: it must know in which life
	// of the store.
	if f.cursor.Epoch == "" {
		self, err := f.s.Whoami(ctx)
		if err != nil {
			return false, err
		}
		f.cursor.Epoch = self.Epoch
	}
	err = f.s.pageOf(ctx, f.cursor, func(m *nats.Msg, last bool) error {
		if last {
			if err := json.Unmarshal(m.Data, &end); err != nil || end.Next == nil {
				return fmt.Errorf("%w: the end of a page was expected", ErrNotANode)
			}
			return nil
		}
		item, err := readItem(m)
		if err != nil || item.Seq <= f.cursor.Seq {
			return err
		}
		return f.take(item)
	})
	if err != nil {
		return false, err
	}
	// What was read anew after a break is behind the cursor already.
	f.cursor = Cursor{end.Epoch, max(f.cursor.Seq, *end.Next)}
	return end.More, mark(f.feed.Advance(f.cursor))
}

// pageOf calls sync once, and take for each message of the answer.
func (s *Session) pageOf(ctx context.Context, from Cursor, take func(m *nats.Msg, last bool) error) error {
	query := map[string]any{"since": from.Seq, "limit": pageItems}
	if from.Epoch != "" {
		query["epoch"] = from.Epoch
	}
	body, err := json.Marshal(query)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	ctx, done := s.link.during(ctx)
	defer done()
	inbox := s.nc.NewInbox()
	sub, err := s.nc.SubscribeSync(inbox)
	if err == nil {
		defer func() { _ = sub.Unsubscribe() }() // fails when the connection is closed
		// Also flushes the subscription to pushes: what is stored after this
		// page was read will be pushed.
		err = s.nc.PublishRequest(identity.RPCSubject(s.key, "sync"), inbox, body)
	}
	if err != nil {
		return fmt.Errorf("sync: %w: %w", ErrUnreachable, err)
	}
	for {
		m, err := s.next(ctx, sub)
		if err != nil {
			return fmt.Errorf("sync: %w", err)
		}
		last := m.Header.Get(identity.HeaderEnd) != ""
		if err := take(m, last); err != nil || last {
			return err
		}
	}
}

func (s *Session) next(ctx context.Context, sub *nats.Subscription) (*nats.Msg, error) {
	wait, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	m, err := sub.NextMsgWithContext(wait)
	if err != nil {
		if cause := context.Cause(wait); cause != nil {
			err = cause
		}
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if m.Header.Get(headerStatus) == statusNoResponders && len(m.Data) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, nats.ErrNoResponders)
	}
	if p := refused(m); p != nil {
		return nil, p
	}
	return m, nil
}
