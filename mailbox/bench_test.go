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
