package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

func TestCatchUpGivesEverythingOnce(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	sa := ana.connect(t, n)
	for _, body := range numbered(0, 30) {
		send(t, sa, bob.key, body)
	}
	sb := bob.connect(t, n)
	var got []string
	var cursor client.Cursor
	feed := client.Feed{
		Item:    func(i client.Item) error { got = append(got, string(i.Body)); return nil },
		Advance: func(c client.Cursor) error { cursor = c; return nil },
	}
	for range 2 {
		if err := sb.CatchUp(within(t), cursor, feed); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(numbered(0, 30)) {
			t.Fatalf("got %v", got)
		}
	}
}

// TestErrorOfTheFeedEnds: what the caller could not take is not skipped.
func TestErrorOfTheFeedEnds(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	s := ana.connect(t, n)
	send(t, s, ana.key, "one")
	full := fmt.Errorf("disk full: %w", client.ErrUnreachable) // of a kind that calls are made again for
	var cursor client.Cursor
	feed := client.Feed{
		Item:    func(client.Item) error { return full },
		Advance: func(c client.Cursor) error { cursor = c; return nil },
	}
	if err := s.CatchUp(within(t), client.Cursor{}, feed); err != full || cursor.Seq != 0 {
		t.Errorf("catch up: got %v at %+v", err, cursor)
	}
	if err := s.Follow(within(t), client.Cursor{}, feed); err != full || cursor.Seq != 0 {
		t.Errorf("follow: got %v at %+v", err, cursor)
	}
}

// TestFollowWhileManyArrive begins in the middle of a stream of sends and goes
// on over a connection that breaks.
func TestFollowWhileManyArrive(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	u, err := url.Parse(n.URL)
	if err != nil {
		t.Fatal(err)
	}
	w := newWire(t, u.Host)
	sa := ana.connect(t, n)
	const count = 3000
	for _, body := range numbered(0, count/3) {
		send(t, sa, bob.key, body)
	}
	sb := bob.connect(t, n, func(c *client.Config) { c.Node = at(t, "http://"+w.Addr) })
	f := follow(t, sb, client.Cursor{})
	var sender sync.WaitGroup
	sender.Go(func() {
		for i, body := range numbered(count/3, count) {
			if i%400 == 399 {
				w.cut()
			}
			send(t, sa, bob.key, body)
		}
	})
	f.wantBodies(t, numbered(0, count)...)
	sender.Wait()
	send(t, sa, bob.key, "last")
	f.wantBodies(t, "last")
	if len(f.items) != 0 {
		t.Errorf("%d more than were sent", len(f.items))
	}
}

// TestSlowReader takes its time, so that pushes are dropped.
func TestSlowReader(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	sa, sb := ana.connect(t, n), bob.connect(t, n)
	hold, holding := make(chan struct{}), make(chan struct{})
	first := true
	f := follow(t, sb, client.Cursor{}, func(feed *client.Feed) {
		take := feed.Item
		feed.Item = func(i client.Item) error {
			if first {
				first = false
				close(holding)
				<-hold
			}
			return take(i)
		}
	})
	send(t, sa, bob.key, "000000")
	<-holding
	for _, body := range numbered(1, 700) {
		send(t, sa, bob.key, body)
	}
	close(hold)
	f.wantBodies(t, numbered(0, 700)...)
	send(t, sa, bob.key, "last")
	f.wantBodies(t, "last")
}

func TestFollowOverARestart(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	var mu sync.Mutex
	var status []bool
	sa := ana.connect(t, n)
	sb := bob.connect(t, n, func(c *client.Config) {
		c.OnStatus = func(online bool) {
			mu.Lock()
			defer mu.Unlock()
			status = append(status, online)
		}
	})
	f := follow(t, sb, client.Cursor{})
	send(t, sa, bob.key, "before")
	f.wantBodies(t, "before")
	n.Stop()
	sent := make(chan client.Receipt, 1)
	go func() { sent <- send(t, sa, bob.key, "meanwhile") }() // its answer is awaited below
	n.StartAgain()
	<-sent
	f.wantBodies(t, "meanwhile")
	send(t, sa, bob.key, "after")
	f.wantBodies(t, "after")
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(status) != fmt.Sprint([]bool{true, false, true}) {
		t.Errorf("status: got %v", status)
	}
}

// TestNewLifeOfTheStore replaces the mail store under a follower, as a restore
// does: what it has is not given again, what it does not have is.
func TestNewLifeOfTheStore(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	sa, sb := ana.connect(t, n), bob.connect(t, n)
	var mu sync.Mutex
	seen := make(map[identity.ID]bool)
	f := follow(t, sb, client.Cursor{}, func(feed *client.Feed) {
		take := feed.Item
		feed.Item = func(i client.Item) error {
			mu.Lock()
			defer mu.Unlock()
			seen[i.ID] = true
			return take(i)
		}
		feed.Seen = func(_ identity.Key, id identity.ID) bool {
			mu.Lock()
			defer mu.Unlock()
			return seen[id]
		}
	})
	for _, body := range numbered(0, 5) {
		send(t, sa, bob.key, body)
	}
	f.wantBodies(t, numbered(0, 5)...)
	before := f.cursorWhere(t, func(c client.Cursor) bool { return c.Seq >= 5 })
	n.Stop()
	if err := os.RemoveAll(filepath.Join(n.DataDir, "jetstream")); err != nil {
		t.Fatal(err)
	}
	n.StartAgain()
	send(t, sa, bob.key, "new life")
	send(t, sa, bob.key, "goes on")
	f.wantBodies(t, "new life", "goes on")
	after := f.cursorWhere(t, func(c client.Cursor) bool { return c.Epoch != before.Epoch })
	if after.Seq >= before.Seq {
		t.Errorf("cursor: got %+v after %+v", after, before)
	}
}

// TestLostAnswer lets the answer to a send be lost with the connection: it is
// sent again under its id, and is stored once.
func TestLostAnswer(t *testing.T) {
	n := nodetest.Start(t, "nats-bind", "127.0.0.1:0")
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	w := newWire(t, n.Inner.NativeAddr().String())
	sa := ana.connect(t, n, func(c *client.Config) { c.NATS = "nats://" + w.Addr })
	fb := follow(t, bob.connect(t, n), client.Cursor{})
	if _, err := sa.Whoami(within(t)); err != nil { // the reply subscription stands
		t.Fatal(err)
	}
	w.silence(true)
	done := make(chan client.Receipt, 1)
	id := newID(t)
	go func() {
		r, err := sa.Send(within(t), client.Message{To: bob.key, ID: id, Body: []byte("once")})
		if err != nil {
			t.Error(err)
		}
		done <- r
	}()
	got := fb.next(t) // stored, and the answer is lost
	w.silence(false)
	w.cut()
	if r := <-done; r.Seq != got.Seq {
		t.Errorf("got %d, want %d", r.Seq, got.Seq)
	}
	send(t, sa, bob.key, "next")
	fb.wantBodies(t, "next")
}

// TestUnknownOutcome runs out of time while the node is away.
func TestUnknownOutcome(t *testing.T) {
	n := nodetest.Start(t, "nats-bind", "127.0.0.1:0")
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	w := newWire(t, n.Inner.NativeAddr().String())
	sa := ana.connect(t, n, func(c *client.Config) { c.NATS = "nats://" + w.Addr })
	fb := follow(t, bob.connect(t, n), client.Cursor{})
	if _, err := sa.Whoami(within(t)); err != nil {
		t.Fatal(err)
	}
	w.silence(true)
	ctx, cancel := context.WithCancel(within(t))
	done := make(chan error, 1)
	id := newID(t)
	go func() {
		_, err := sa.Send(ctx, client.Message{To: bob.key, ID: id, Body: []byte("once")})
		done <- err
	}()
	got := fb.next(t)
	cancel()
	if err := <-done; !errors.Is(err, client.ErrOutcomeUnknown) {
		t.Errorf("got %v, want %v", err, client.ErrOutcomeUnknown)
	}
	w.silence(false)
	w.cut()
	r, err := sa.Send(within(t), client.Message{To: bob.key, ID: id, Body: []byte("once")})
	if err != nil || r.Seq != got.Seq {
		t.Errorf("again: got %+v, %v, want %d", r, err, got.Seq)
	}
}
