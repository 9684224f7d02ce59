package mailbox

import (
	"testing"

	"kez.lat/chat/identity"
)

// BenchmarkLone is one letter at a time: what grouping costs somebody alone.
func BenchmarkLone(b *testing.B) {
	w := newWorld(b, generous)
	ana, bo := newKey(b), newKey(b)
	body := make([]byte, 256)
	for b.Loop() {
		w.accept(Letter{From: ana, To: bo, ID: newID(b), Body: body})
	}
}

// BenchmarkCrowd is 50 senders with 32 letters on the way each.
func BenchmarkCrowd(b *testing.B) {
	w := newWorld(b, generous)
	const pairs, flying = 50, 32
	var from, to [pairs]identity.Key
	for i := range pairs {
		from[i], to[i] = newKey(b), newKey(b)
	}
	body := make([]byte, 256)
	done := make(chan int, pairs*flying)
	for i := range pairs * flying {
		done <- i % pairs
	}
	for b.Loop() {
		i := <-done
		w.Submit(Letter{From: from[i], To: to[i], ID: newID(b), Body: body}, func(_ Receipt, err error) {
			if err != nil {
				b.Error(err)
			}
			done <- i
		})
	}
	for range pairs * flying {
		<-done
	}
}

// BenchmarkSync reads a page of 1000 messages.
func BenchmarkSync(b *testing.B) {
	w := newWorld(b, generous)
	ana, bo := newKey(b), newKey(b)
	done := make(chan error, 1000)
	for range cap(done) {
		w.Submit(Letter{From: ana, To: bo, ID: newID(b), Body: make([]byte, 256)}, func(_ Receipt, err error) { done <- err })
	}
	for range cap(done) {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if p, err := w.Sync(b.Context(), bo, Query{Limit: 1000}); err != nil || len(p.Items) != 1000 {
			b.Fatal(len(p.Items), err)
		}
	}
}
