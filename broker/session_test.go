package broker

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

func testKey(t testing.TB, n byte) identity.Key {
	t.Helper()
	seed, err := identity.NewSeed(bytes.NewReader(bytes.Repeat([]byte{n}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return seed.Key()
}

func newSessions(t testing.TB) (*Broker, *Sessions) {
	t.Helper()
	b := start(t, Options{})
	s, err := b.Sessions(connect(t, b, RoleSys))
	if err != nil {
		t.Fatal(err)
	}
	return b, s
}

// TestPlacesAreFreedByWhoeverComesAndGoes: the two events of a short
// connection are heard in the order in which they happened, or its place would
// be taken for ever.
func TestPlacesAreFreedByWhoeverComesAndGoes(t *testing.T) {
	b, s := newSessions(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 250 {
				nc, err := b.Connect(RoleNode)
				if err != nil {
					t.Error(err)
					return
				}
				nc.Close()
			}
		})
	}
	wg.Wait()
	taken := func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.byKey[string(RoleNode)]) + len(s.owner)
	}
	await(t, "all places free", func() bool { return taken() == 0 })
}

// TestReservedPlacesRunOut: the limit counts reservations, and one that nobody
// came for is given to another after a while.
func TestReservedPlacesRunOut(t *testing.T) {
	_, s := newSessions(t)
	ana, bo, now := testKey(t, 1), testKey(t, 2), time.Unix(1790000000, 0)
	for cid := range uint64(3) {
		if !s.Reserve(ana, 100+cid, 3, now) {
			t.Fatalf("place %d of 3 refused", cid+1)
		}
	}
	if s.Reserve(ana, 103, 3, now) {
		t.Error("a fourth place of 3 given")
	}
	if !s.Reserve(bo, 104, 3, now) {
		t.Error("another account refused")
	}
	s.confirm(100, ana.Hex())
	late := now.Add(reserved + time.Second)
	for _, cid := range []uint64{105, 106} {
		if !s.Reserve(ana, cid, 3, late) {
			t.Errorf("place of a connection that never came: refused to %d", cid)
		}
	}
	if s.Reserve(ana, 107, 3, late) {
		t.Error("the place of a connection that is there was given away")
	}
	s.release(100)
	if !s.Reserve(ana, 108, 3, late) {
		t.Error("a freed place refused")
	}
	if got := s.Online(ana); got != 3 {
		t.Errorf("online: got %d, want 3", got)
	}
}

// TestNoLimitOfPlaces: 0 is none.
func TestNoLimitOfPlaces(t *testing.T) {
	_, s := newSessions(t)
	ana := testKey(t, 1)
	for cid := range uint64(1000) {
		if !s.Reserve(ana, cid+100, 0, time.Now()) {
			t.Fatalf("place %d refused", cid+1)
		}
	}
}

// TestDisconnectReachesWhoIsLoggingIn: a connection with a place is closed
// whether or not the server counts it as the account's yet.
func TestDisconnectReachesWhoIsLoggingIn(t *testing.T) {
	b, s := newSessions(t)
	ana := testKey(t, 1)
	c, err := b.srv.InProcessConn()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	info := firstLine(t, c)
	var hello struct {
		Client uint64 `json:"client_id"`
	}
	if err := json.Unmarshal([]byte(info[len("INFO "):]), &hello); err != nil {
		t.Fatal(err)
	}
	s.Reserve(ana, hello.Client, 1, time.Now())
	if err := s.Disconnect(ana); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(c); timedOut(err) {
		t.Errorf("still connected after %q", rest)
	}
}
