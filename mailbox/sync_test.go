package mailbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

func TestCursors(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	for n := range 5 {
		w.accept(letter(t, ana, bo, fmt.Sprint(n)))
	}
	if _, err := w.Sync(t.Context(), bo, Query{Since: 6, Limit: 1}); !errors.Is(err, ErrEpochChanged) {
		t.Errorf("beyond the head: %v", err)
	}
	if _, err := w.Sync(t.Context(), bo, Query{Epoch: "0123456789abcdef", Limit: 1}); !errors.Is(err, ErrEpochChanged) {
		t.Errorf("another epoch: %v", err)
	}
	p, err := w.Sync(t.Context(), bo, Query{Since: 2, Limit: 2, Epoch: w.Epoch()})
	if err != nil || !slices.Equal(bodies(p.Items), []string{"2", "3"}) || p.Next != 4 || !p.More || p.Items[0].Prev != 2 {
		t.Errorf("page %+v, %v", p, err)
	}
	if p, err = w.Sync(t.Context(), bo, Query{Since: 4, Limit: 1}); err != nil || p.More || p.Next != 5 {
		t.Errorf("last page %+v, %v", p, err)
	}
	if p, err = w.Sync(t.Context(), ana, Query{Limit: 1}); err != nil || len(p.Items) != 0 || p.Next != 5 || p.More {
		t.Errorf("empty mailbox %+v, %v", p, err)
	}
	epoch := w.Epoch()
	w.restart()
	if w.Epoch() != epoch {
		t.Error("a restart changed the epoch")
	}
}

func TestPageBytes(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	body := strings.Repeat("x", 200<<10)
	for range 12 {
		w.accept(letter(t, ana, bo, body))
	}
	p, err := w.Sync(t.Context(), bo, Query{Limit: 1000})
	if err != nil || len(p.Items) != 5 || !p.More || p.Next != 5 {
		t.Errorf("%d items, next %d, more %v, %v; want 5 of 200 KiB", len(p.Items), p.Next, p.More, err)
	}
	if n := len(w.all(bo, 1000)); n != 12 {
		t.Errorf("%d items in all pages", n)
	}
}

// TestSyncThenLive reads and listens while messages arrive: no gap, none
// twice, in order.
func TestSyncThenLive(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	const total = 3000
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range total {
			done := make(chan error, 1)
			w.Submit(letter(t, ana, bo, fmt.Sprint(n)), func(_ Receipt, err error) { done <- err })
			if n%20 == 0 {
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
		}
	})
	for range 5 {
		w.follow(bo, total)
	}
	wg.Wait()
}

// follow is a client that comes back: subscribe, flush, sync, then live.
func (w *world) follow(owner identity.Key, total int) {
	w.t.Helper()
	nc, err := w.broker.Connect(broker.RoleNode)
	if err != nil {
		w.t.Fatal(err)
	}
	defer nc.Close()
	live, err := nc.SubscribeSync(identity.InboxSubject(owner, "msg"))
	if err != nil {
		w.t.Fatal(err)
	}
	live.SetPendingLimits(-1, -1)
	if err := nc.Flush(); err != nil {
		w.t.Fatal(err)
	}
	var got []string
	var since uint64
	for {
		p, err := w.Sync(w.t.Context(), owner, Query{Since: since, Limit: 50})
		if err != nil {
			w.t.Fatal(err)
		}
		got = append(got, bodies(p.Items)...)
		since = p.Next
		if !p.More {
			break
		}
	}
	for len(got) < total {
		m, err := live.NextMsg(10 * time.Second)
		if err != nil {
			w.t.Fatalf("after %d messages: %v", len(got), err)
		}
		var seq uint64
		fmt.Sscan(m.Header.Get(identity.HeaderSeq), &seq)
		if seq <= since {
			continue
		}
		got = append(got, string(m.Data))
	}
	for n, body := range got {
		if body != fmt.Sprint(n) {
			w.t.Fatalf("message %d is %q", n, body)
		}
	}
}
