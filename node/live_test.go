package node_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// TestLiveReachesOnlyWhoAccepted the sender, says nothing of that to the
// sender, and stores nothing.
func TestLiveReachesOnlyWhoAccepted(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	join(t, n, "off")
	victim := watch(t, n, bob)
	nc, his := ana.dial(t, n.WebSocket), bob.dial(t, n.WebSocket)
	if err := victim.replies.Unsubscribe(); err != nil { // his calls are answered there
		t.Fatal(err)
	}
	live := func(body string) {
		t.Helper()
		if m := wants(t, nc, ana, "live", nats.Header{identity.HeaderTo: {"bob"}, "Kez-From": {bob.key.String()}, "X": {"y"}}, body, ""); string(m.Data) != "{}" {
			t.Errorf("live: got %s, want {}", m.Data)
		}
	}
	live("from a stranger")
	for _, state := range []string{"accepted", "muted", "blocked", "none", "accepted"} {
		relate(t, his, bob, ana.key, state)
		live(state)
	}
	for _, who := range []string{"off", "ana", "nobody1", newSeed(t).Key().String(), "bob@else.example"} {
		if m := wants(t, nc, ana, "live", nats.Header{identity.HeaderTo: {who}}, "x", ""); string(m.Data) != "{}" {
			t.Errorf("live to %s: got %s, want {}", who, m.Data)
		}
	}
	live(strings.Repeat("x", 4096))
	wants(t, nc, ana, "live", nats.Header{identity.HeaderTo: {"bob"}}, strings.Repeat("x", 4097), "too-large")
	wants(t, nc, ana, "live", nil, "x", "malformed")
	wants(t, nc, ana, "live", nats.Header{identity.HeaderTo: {"bob", "bob"}}, "x", "malformed")
	wants(t, nc, ana, "live", nats.Header{identity.HeaderTo: {"B"}}, "x", "bad-handle")
	for _, want := range []string{"accepted", "muted", "accepted", strings.Repeat("x", 4096)} {
		m := next(t, victim.inbox)
		if string(m.Data) != want || m.Subject != identity.InboxSubject(bob.key, "live") {
			t.Errorf("bob got %.20q on %s, want %.20q", m.Data, m.Subject, want)
		}
		if len(m.Header) != 2 || m.Header.Get(identity.HeaderFrom) != ana.key.String() || len(m.Header.Get(identity.HeaderTime)) != len(identity.TimeFormat) {
			t.Errorf("live has the headers %v", m.Header)
		}
	}
	if got := mailbox(t, his, bob); len(got) != 0 {
		t.Errorf("stored: %d messages", len(got))
	}
}

// TestLiveKeepsItsOrder: who stops typing must not seem to begin.
func TestLiveKeepsItsOrder(t *testing.T) {
	const count = 500
	n := startWithDoors(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	nc := bob.dial(t, n.WebSocket)
	relate(t, nc, bob, ana.key, "accepted")
	inbox := subscribe(t, nc, identity.InboxSubject(bob.key, "live"))
	w := open(t, "nats://"+n.Inner.NativeAddr().String())
	w.login(ana)
	var all strings.Builder
	for i := range count {
		all.WriteString(call(ana, "live", "", []string{identity.HeaderTo + ": bob"}, fmt.Sprint(i)))
	}
	if got := w.tell(all.String()); len(got) != 0 {
		t.Fatal(got)
	}
	for i := range count {
		if m := next(t, inbox); string(m.Data) != fmt.Sprint(i) {
			t.Fatalf("got %s, want %d", m.Data, i)
		}
	}
}

// TestLiveIsRateLimitedInSilence: what is too much is dropped.
func TestLiveIsRateLimitedInSilence(t *testing.T) {
	n := nodetest.Start(t, "limit", "live-burst=5", "limit", "live-per-second=1")
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	nc, his := ana.dial(t, n.WebSocket), bob.dial(t, n.WebSocket)
	relate(t, his, bob, ana.key, "accepted")
	inbox := subscribe(t, his, identity.InboxSubject(bob.key, ">"))
	for range 40 {
		wants(t, nc, ana, "live", nats.Header{identity.HeaderTo: {"bob"}}, "x", "")
	}
	send(t, nc, ana, to(t, "bob"), []byte("the end"))
	got := 0
	for string(next(t, inbox).Data) != "the end" {
		got++
	}
	if got < 5 || got == 40 {
		t.Errorf("%d of 40 at once came through, want 5 and one a second", got)
	}
}
