package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// impatience is how long a call may take before a client that was perhaps cut
// off makes it again.
const impatience = time.Second

// A reader follows a mailbox as docs/protocol.md section 4 tells clients to:
// it subscribes, reads what is stored while it holds what is pushed, and goes
// on with the pushes that are newer. It checks the chain of the mailbox.
type reader struct {
	t     testing.TB
	nc    *nats.Conn
	p     person
	sub   *nats.Subscription
	next  uint64 // the cursor
	last  uint64 // sequence of the last item
	items []*nats.Msg
	seqs  map[uint64]bool
	acked []uint64
}

func newReader(t testing.TB, nc *nats.Conn, p person) *reader {
	t.Helper()
	r := &reader{t: t, p: p, seqs: make(map[uint64]bool)}
	r.attach(nc)
	return r
}

// attach goes on over another connection.
func (r *reader) attach(nc *nats.Conn) {
	r.t.Helper()
	r.nc = nc
	r.sub = subscribe(r.t, nc, identity.InboxSubject(r.p.key, "msg"))
	if err := r.sub.SetPendingLimits(-1, -1); err != nil {
		r.t.Fatal(err)
	}
	r.catchUp()
}

// catchUp reads what is stored behind the cursor.
func (r *reader) catchUp() {
	r.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		items, end, err := r.readPage()
		if err != nil {
			if !errors.Is(err, nats.ErrTimeout) || time.Now().After(deadline) {
				r.t.Fatalf("sync since %d: %v", r.next, err)
			}
			continue // cut off: again
		}
		for _, m := range items {
			if !r.take(m) {
				r.t.Fatalf("sync since %d: item %s follows %s, want %d", r.next, m.Header.Get(identity.HeaderSeq), m.Header.Get(identity.HeaderPrev), r.last)
			}
		}
		r.next = max(r.next, end.Next)
		if !end.More {
			return
		}
	}
}

func (r *reader) readPage() (items []*nats.Msg, end page, err error) {
	inbox := r.nc.NewInbox()
	sub, err := r.nc.SubscribeSync(inbox)
	if err != nil {
		return nil, page{}, err
	}
	defer sub.Unsubscribe()
	if err := r.nc.PublishRequest(identity.RPCSubject(r.p.key, "sync"), inbox, fmt.Appendf(nil, `{"since":%d}`, r.next)); err != nil {
		return nil, page{}, err
	}
	for {
		m, err := sub.NextMsg(impatience)
		switch {
		case err != nil:
			return nil, page{}, err
		case m.Header.Get("Nats-Service-Error") != "":
			return nil, page{}, errors.New(string(m.Data))
		case m.Header.Get(identity.HeaderEnd) == "":
			items = append(items, m)
		default:
			return items, end, json.Unmarshal(m.Data, &end)
		}
	}
}

// take applies an item unless it is known; false is a gap before it.
func (r *reader) take(m *nats.Msg) bool {
	r.t.Helper()
	seq, err := strconv.ParseUint(m.Header.Get(identity.HeaderSeq), 10, 64)
	if err != nil {
		r.t.Fatal(err)
	}
	prev, err := strconv.ParseUint(m.Header.Get(identity.HeaderPrev), 10, 64)
	if err != nil {
		r.t.Fatal(err)
	}
	if seq <= r.next {
		return true
	}
	if prev != r.last {
		return false
	}
	r.last, r.next, r.seqs[seq] = seq, seq, true
	r.items = append(r.items, m)
	return true
}

// follow applies pushes until there are n items; a gap ends the test.
func (r *reader) follow(n int) {
	r.t.Helper()
	for len(r.items) < n {
		if m := next(r.t, r.sub); !r.take(m) {
			r.t.Fatalf("push %s follows %s, want %d", m.Header.Get(identity.HeaderSeq), m.Header.Get(identity.HeaderPrev), r.last)
		}
	}
}

// wants notes that an item was acknowledged.
func (r *reader) wants(a receipt) { r.acked = append(r.acked, a.Seq) }

// finish wants exactly the items 0 … n-1, in order, and those acknowledged.
func (r *reader) finish(n int) {
	r.t.Helper()
	if len(r.items) != n {
		r.t.Errorf("got %d items, want %d", len(r.items), n)
	}
	for i, m := range r.items {
		if string(m.Data) != strconv.Itoa(i) {
			r.t.Fatalf("item %d is %q", i, m.Data)
		}
	}
	for _, seq := range r.acked {
		if !r.seqs[seq] {
			r.t.Errorf("acknowledged as %d and not there", seq)
		}
	}
}

// sendAgain hands in a message under one id until it is acknowledged.
func sendAgain(t testing.TB, nc *nats.Conn, from person, h nats.Header, body []byte) receipt {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := sendUntil(ctx, nc, from, h, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sendUntil is sendAgain for goroutines.
func sendUntil(ctx context.Context, nc *nats.Conn, from person, h nats.Header, body []byte) (r receipt, err error) {
	for {
		try, cancel := context.WithTimeout(ctx, impatience)
		m, err := nc.RequestMsgWithContext(try, &nats.Msg{Subject: identity.RPCSubject(from.key, "send"), Header: h, Data: body})
		cancel()
		switch {
		case err == nil && json.Unmarshal(m.Data, &r) == nil && r.Seq > 0:
			return r, nil
		case err == nil && m.Header.Get("Nats-Service-Error") != "stopping":
			return receipt{}, fmt.Errorf("send: %s", m.Data)
		case ctx.Err() != nil:
			return receipt{}, fmt.Errorf("send: %w", err)
		}
	}
}
