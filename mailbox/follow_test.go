package mailbox

import (
	"sync"
	"testing"
)

// TestFollowingAReaderIsNeverAhead: what a page ends with is no cursor of
// another life, though the committer may not know yet that it is stored.
func TestFollowingAReaderIsNeverAhead(t *testing.T) {
	const letters = 500
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	var sends sync.WaitGroup
	sends.Go(func() {
		for range letters {
			if _, err := w.Accept(t.Context(), letter(t, ana, bo, "x")); err != nil {
				t.Error(err)
			}
		}
	})
	defer sends.Wait()
	for since, got := uint64(0), 0; got < letters; {
		p, err := w.Sync(t.Context(), bo, Query{Since: since, Limit: 100, Epoch: w.Epoch()})
		if err != nil {
			t.Fatalf("after %d of %d letters, since %d: %v", got, letters, since, err)
		}
		got += len(p.Items)
		since = p.Next
	}
}
