package mailbox

import (
	"bytes"
	"sync"
	"testing"

	"kez.lat/chat/identity"
)

// TestACrowdOfReaders reads more pages at once than the connection to the
// store may have subscriptions, or leave unread.
func TestACrowdOfReaders(t *testing.T) {
	const readers, letters = 400, 10
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	for range letters {
		w.accept(Letter{From: ana, To: bo, ID: newID(t), Body: bytes.Repeat([]byte("x"), 100<<10)})
	}
	var crowd sync.WaitGroup
	for i := range readers {
		owner, want := bo, letters
		if i%2 == 1 {
			owner, want = identity.Key{}, 0
		}
		crowd.Go(func() {
			if owner.IsZero() {
				if _, err := w.State(t.Context(), bo); err != nil {
					t.Errorf("state: %v", err)
				}
				return
			}
			p, err := w.Sync(t.Context(), owner, Query{Limit: 100})
			if err != nil || len(p.Items) != want {
				t.Errorf("sync: got %d letters and %v, want %d", len(p.Items), err, want)
			}
		})
	}
	crowd.Wait()
}

// TestACrowdOfPagers pages through more mailboxes in turn than cursors are
// kept.
func TestACrowdOfPagers(t *testing.T) {
	const pagers, letters, limit = keptCursors + 5, 2*fewRecords + 10, fewRecords + 5
	w := newWorld(t, generous)
	ana := newKey(t)
	people, since, got := make([]identity.Key, pagers), make([]uint64, pagers), make([]int, pagers)
	for i := range people {
		people[i] = newKey(t)
		var stored sync.WaitGroup
		for range letters {
			stored.Add(1)
			w.Submit(letter(t, ana, people[i], "x"), func(_ Receipt, err error) {
				if err != nil {
					t.Error(err)
				}
				stored.Done()
			})
		}
		stored.Wait()
	}
	for round := range letters/limit + 1 {
		for i, owner := range people {
			p, err := w.Sync(t.Context(), owner, Query{Since: since[i], Limit: limit})
			if err != nil {
				t.Fatalf("page %d of mailbox %d: %v", round, i, err)
			}
			got[i], since[i] = got[i]+len(p.Items), p.Next
		}
	}
	for i, n := range got {
		if n != letters {
			t.Errorf("mailbox %d: got %d letters, want %d", i, n, letters)
		}
	}
}
