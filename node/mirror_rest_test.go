package node

import (
	"crypto/rand"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// TestEarlyWishesAreRemembered: who asks for a chain that was just read gets it
// read again when its rest is over, once.
func TestEarlyWishesAreRemembered(t *testing.T) {
	now := time.Now()
	m := newMirror(&Node{now: func() time.Time { return now }})
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := seed.Key()
	queued := func(when string, want int) {
		t.Helper()
		if got := len(m.wanted); got != want {
			t.Fatalf("%s: got %d reads to do, want %d", when, got, want)
		}
		for range want {
			<-m.wanted
		}
	}
	m.want(k)
	queued("at first", 1)
	m.want(k)
	m.want(k)
	m.catchUp()
	queued("within the rest", 0)
	now = now.Add(mirrorRest)
	m.catchUp()
	queued("after the rest", 1)
	now = now.Add(mirrorRest)
	m.catchUp()
	queued("later", 0)
}
