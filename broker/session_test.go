package broker

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
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
		if !s.Reserve(ana, ana, 100+cid, 3, now) {
			t.Fatalf("place %d of 3 refused", cid+1)
		}
	}
	if s.Reserve(ana, ana, 103, 3, now) {
		t.Error("a fourth place of 3 given")
	}
	if !s.Reserve(bo, bo, 104, 3, now) {
		t.Error("another account refused")
	}
	s.confirm(100, ana.Hex(), "")
	late := now.Add(reserved + time.Second)
	for _, cid := range []uint64{105, 106} {
		if !s.Reserve(ana, ana, cid, 3, late) {
			t.Errorf("place of a connection that never came: refused to %d", cid)
		}
	}
	if s.Reserve(ana, ana, 107, 3, late) {
		t.Error("the place of a connection that is there was given away")
	}
	s.release(100)
	if !s.Reserve(ana, ana, 108, 3, late) {
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
		if !s.Reserve(ana, ana, cid+100, 0, time.Now()) {
			t.Fatalf("place %d refused", cid+1)
		}
	}
}

// TestDisconnectReachesWhoIsLoggingIn: a connection with a place is closed
// whether or not the server counts it as the account's yet.
func TestDisconnectReachesWhoIsLoggingIn(t *testing.T) {
	b, s := newSessions(t)
	ana := testKey(t, 1)
	c, cid := arrive(t, b)
	s.Reserve(ana, ana, cid, 1, time.Now())
	if err := s.Disconnect(ana); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(c); timedOut(err) {
		t.Errorf("still connected after %q", rest)
	}
}

// arrive opens a connection that has not logged in yet.
func arrive(t testing.TB, b *Broker) (net.Conn, uint64) {
	t.Helper()
	c, err := b.srv.InProcessConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	info := firstLine(t, c)
	var hello struct {
		Client uint64 `json:"client_id"`
	}
	if err := json.Unmarshal([]byte(info[len("INFO "):]), &hello); err != nil {
		t.Fatal(err)
	}
	// The server greets before it counts.
	await(t, "the server to know the connection", func() bool { return b.srv.GetClient(hello.Client) != nil })
	return c, hello.Client
}

// TestDisconnectLoginClosesOneDevice: the account and its other devices stay,
// and so do other accounts that the key logged in for.
func TestDisconnectLoginClosesOneDevice(t *testing.T) {
	b, s := newSessions(t)
	ana, bo, phone, tablet := testKey(t, 1), testKey(t, 2), testKey(t, 3), testKey(t, 4)
	type login struct{ account, key identity.Key }
	logins := []login{{ana, ana}, {ana, phone}, {ana, phone}, {ana, tablet}, {bo, bo}, {bo, phone}}
	conns := make([]net.Conn, len(logins))
	cids := make([]uint64, len(logins))
	for i, l := range logins {
		conns[i], cids[i] = arrive(t, b)
		if !s.Reserve(l.account, l.key, cids[i], 4, time.Now()) {
			t.Fatalf("place %d refused", i)
		}
	}
	s.confirm(cids[1], ana.Hex(), "") // of two phones one is announced already
	if _, cid := arrive(t, b); s.Reserve(ana, tablet, cid, 4, time.Now()) {
		t.Error("devices do not count as the account's")
	}
	s.DisconnectLogin(ana, phone)
	for i, l := range logins {
		if l != (login{ana, phone}) {
			if b.srv.GetClient(cids[i]) == nil {
				t.Errorf("%d is closed", i)
			}
			continue
		}
		if rest, err := io.ReadAll(conns[i]); timedOut(err) {
			t.Errorf("%d is still connected after %q", i, rest)
		}
	}
}

// TestPlaceOfALateConnectionIsKept: the event that confirms a place may come
// late; whoever is connected meanwhile can be found all the same.
func TestPlaceOfALateConnectionIsKept(t *testing.T) {
	b, s := newSessions(t)
	ana, phone, now := testKey(t, 1), testKey(t, 3), time.Now()
	c, cid := arrive(t, b)
	if !s.Reserve(ana, phone, cid, 1, now) {
		t.Fatal("refused")
	}
	if s.Reserve(ana, ana, 1<<40, 1, now.Add(2*reserved)) {
		t.Error("the place of a connection that is there was given away")
	}
	s.DisconnectLogin(ana, phone)
	if rest, err := io.ReadAll(c); timedOut(err) {
		t.Errorf("still connected after %q", rest)
	}
}
