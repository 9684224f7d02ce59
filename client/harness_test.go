package client_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// patience bounds every wait; nothing that works takes nearly as long.
const patience = 60 * time.Second

// unlimited lifts the limits on how often.
var unlimited = []string{"limit", "sends-per-second=0", "limit", "lookups-per-second=0", "limit", "live-per-second=0"}

func within(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func at(t testing.TB, url string) *client.Node {
	t.Helper()
	n, err := client.At(url, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// person is somebody registered.
type person struct {
	seed    identity.Seed
	key     identity.Key
	address identity.Address
}

func newSeed(t testing.TB) identity.Seed {
	t.Helper()
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func newID(t testing.TB) identity.ID {
	t.Helper()
	id, err := identity.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func join(t testing.TB, n *nodetest.Node, handle identity.Handle) person {
	t.Helper()
	seed := newSeed(t)
	p, err := at(t, n.URL).Register(within(t), seed, handle, n.Server, "")
	if err != nil {
		t.Fatal(err)
	}
	return person{seed, seed.Key(), p.Address()}
}

func (p person) config(t testing.TB, n *nodetest.Node) client.Config {
	t.Helper()
	return client.Config{Node: at(t, n.URL), Address: p.address, Seed: p.seed, Device: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func (p person) connect(t testing.TB, n *nodetest.Node, change ...func(*client.Config)) *client.Session {
	t.Helper()
	c := p.config(t, n)
	for _, f := range change {
		f(&c)
	}
	s, err := client.Connect(within(t), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func send(t testing.TB, s *client.Session, to identity.Key, body string) client.Receipt {
	t.Helper()
	r, err := s.Send(within(t), client.Message{To: to, ID: newID(t), Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// follow runs Follow in the background until the test ends; items come out of
// the channel, cursors into last, which is told by moved.
type followed struct {
	items chan client.Item
	moved chan struct{}
	mu    sync.Mutex
	last  client.Cursor
	stop  func() error
}

func (f *followed) cursor() client.Cursor {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// cursorWhere waits for a cursor of which is holds: items are handed over
// before the cursor that counts them.
func (f *followed) cursorWhere(t testing.TB, is func(client.Cursor) bool) client.Cursor {
	t.Helper()
	late := time.After(patience)
	for {
		if c := f.cursor(); is(c) {
			return c
		}
		select {
		case <-f.moved:
		case <-late:
			t.Fatalf("the cursor stands at %+v", f.cursor())
		}
	}
}

func follow(t testing.TB, s *client.Session, from client.Cursor, change ...func(*client.Feed)) *followed {
	t.Helper()
	f := &followed{items: make(chan client.Item, 100_000), moved: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	feed := client.Feed{
		Item: func(i client.Item) error { f.items <- i; return nil },
		Advance: func(c client.Cursor) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.last = c
			select {
			case f.moved <- struct{}{}:
			default: // it is told already
			}
			return nil
		},
	}
	for _, c := range change {
		c(&feed)
	}
	go func() { done <- s.Follow(ctx, from, feed) }() // awaited by stop
	f.stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { _ = f.stop() })
	return f
}

func (f *followed) next(t testing.TB) client.Item {
	t.Helper()
	select {
	case i := <-f.items:
		return i
	case <-time.After(patience):
		t.Fatal("nothing came")
		return client.Item{}
	}
}

// wantBodies wants these and nothing before them.
func (f *followed) wantBodies(t testing.TB, bodies ...string) {
	t.Helper()
	for _, want := range bodies {
		if i := f.next(t); string(i.Body) != want {
			t.Fatalf("got %q, want %q", i.Body, want)
		}
	}
}

func numbered(from, to int) []string {
	var list []string
	for i := from; i < to; i++ {
		list = append(list, fmt.Sprintf("%06d", i))
	}
	return list
}

// A wire is a TCP proxy that a test can cut and silence.
type wire struct {
	Addr   string
	target string
	ln     net.Listener
	wait   sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool
	mute  bool // what the server says is lost
}

func newWire(t testing.TB, target string) *wire {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Addr: ln.Addr().String(), target: target, ln: ln, conns: make(map[net.Conn]bool)}
	w.wait.Go(w.serve)
	t.Cleanup(func() {
		_ = ln.Close()
		w.cut()
		w.wait.Wait()
	})
	return w
}

func (w *wire) serve() {
	for {
		c, err := w.ln.Accept()
		if err != nil {
			return
		}
		s, err := net.Dial("tcp", w.target)
		if err != nil {
			_ = c.Close()
			continue
		}
		w.mu.Lock()
		w.conns[c], w.conns[s] = true, true
		w.mu.Unlock()
		w.wait.Go(func() { w.copy(s, c, true) })
		w.wait.Go(func() { w.copy(c, s, false) })
	}
}

func (w *wire) copy(to, from net.Conn, upward bool) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		w.mu.Lock()
		lost := w.mute && !upward
		w.mu.Unlock()
		if n > 0 && !lost {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut ends the connections that there are.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.conns {
		_ = c.Close()
	}
	clear(w.conns)
}

func (w *wire) silence(mute bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mute = mute
}
