package node_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// TestSyncPages: every way to ask for one, and every way not to.
func TestSyncPages(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	join(t, n, "eve")
	nc, other := ana.dial(t, n.WebSocket), bob.dial(t, n.WebSocket)
	_, empty := sync(t, nc, ana, "")
	if empty.More || empty.Next != 0 || len(empty.Epoch) != 16 {
		t.Errorf("an empty store: %+v", empty)
	}
	const letters = 1005
	for i := range letters {
		if i%5 == 0 {
			send(t, other, bob, to(t, "eve"), nil) // gaps in the sequence
		}
		send(t, other, bob, to(t, "ana"), fmt.Append(nil, i))
	}
	head := send(t, other, bob, to(t, "eve"), nil).Seq
	for query, want := range map[string]int{
		"": 100, "{}": 100, `{"since":0}`: 100, `{"limit":1}`: 1, `{"limit":1000}`: 1000, `{"limit":1001}`: 1000, `{"limit":9007199254740991}`: 1000,
		` { "limit" : 7 } `: 7, `{"limit":7,"unknown":{"x":[1]}}`: 7, fmt.Sprintf(`{"epoch":%q,"limit":3}`, empty.Epoch): 3,
		fmt.Sprintf(`{"since":%d}`, head): 0, fmt.Sprintf(`{"since":%d}`, head-2): 1,
	} {
		items, end := sync(t, nc, ana, query)
		if len(items) != want {
			t.Errorf("sync %s: got %d items, want %d", query, len(items), want)
		}
		if want > 0 && end.More {
			if last := items[want-1].Header.Get(identity.HeaderSeq); fmt.Sprint(end.Next) != last {
				t.Errorf("sync %s: next is %d, want the last item's %s", query, end.Next, last)
			}
		}
		if end.More != (want > 1 || strings.Contains(query, `"limit":1}`)) || !end.More && end.Next != head || end.Epoch != empty.Epoch {
			t.Errorf("sync %s: got %+v", query, end)
		}
	}
	for query, code := range map[string]string{
		`{"limit":0}`: "malformed", `{"limit":-1}`: "malformed", `{"limit":1.5}`: "malformed", `{"limit":"1"}`: "malformed", `{"limit":true}`: "malformed", `{"limit":[]}`: "malformed",
		`{"since":-1}`: "malformed", `{"since":1.5}`: "malformed", `{"since":"0"}`: "malformed", `{"since":9007199254740993}`: "malformed", `{"since":{}}`: "malformed",
		`{"since":1,"since":2}`: "malformed", `{"Since":1}`: "malformed", `{"since":1}x`: "malformed", `[]`: "malformed", `1`: "malformed", `null`: "malformed", `{`: "malformed", "\xff": "malformed",
		`{"epoch":1}`: "malformed", `{"epoch":"0123456789abcdef"}`: "epoch-changed", `{"epoch":"x","since":1}`: "epoch-changed",
		fmt.Sprintf(`{"since":%d}`, head+1): "epoch-changed", `{"since":9007199254740991}`: "epoch-changed",
	} {
		m := wants(t, nc, ana, "sync", nil, query, code)
		var p struct{ Epoch string }
		if err := json.Unmarshal(m.Data, &p); err != nil || (code == "epoch-changed") != (p.Epoch == empty.Epoch) {
			t.Errorf("sync %s: epoch in %s", query, m.Data)
		}
	}
	for i, m := range mailbox(t, nc, ana) {
		if string(m.Data) != fmt.Sprint(i) {
			t.Fatalf("item %d is %q", i, m.Data)
		}
	}
}

// TestSyncPagesEndAtOneMebibyte, and hold at least one item.
func TestSyncPagesEndAtOneMebibyte(t *testing.T) {
	n := nodetest.Start(t, append([]string{"limit", "envelope-bytes=1000000"}, unlimited...)...)
	ana := join(t, n, "ana")
	nc := ana.dial(t, n.WebSocket)
	for _, size := range []int{900_000, 900_000, 400_000, 400_000, 400_000, 1_000_000, 10, 10} {
		send(t, nc, ana, to(t, "ana"), make([]byte, size))
	}
	var pages []int
	for since, more := uint64(0), true; more; {
		items, end := sync(t, nc, ana, fmt.Sprintf(`{"since":%d,"limit":1000}`, since))
		pages = append(pages, len(items))
		since, more = end.Next, end.More
	}
	if want := []int{1, 1, 2, 1, 3}; !slices.Equal(pages, want) {
		t.Errorf("items of the pages: got %v, want %v", pages, want)
	}
}

// contacts reads somebody's list as key → state.
func contacts(t testing.TB, nc *nats.Conn, p person) map[string]string {
	t.Helper()
	m := wants(t, nc, p, "contacts", nil, "", "")
	var list struct {
		Contacts []struct{ Primary, State, Since string }
	}
	if err := json.Unmarshal(m.Data, &list); err != nil {
		t.Fatalf("contacts %s: %v", m.Data, err)
	}
	states := make(map[string]string)
	for _, c := range list.Contacts {
		if states[c.Primary] = c.State; len(c.Since) != len(identity.TimeFormat) {
			t.Errorf("contacts: since %q", c.Since)
		}
	}
	return states
}

func relate(t testing.TB, nc *nats.Conn, p person, peer identity.Key, state string) {
	t.Helper()
	m := wants(t, nc, p, "contact", nil, fmt.Sprintf(`{"primary":%q,"state":%q}`, peer, state), "")
	var got struct{ Primary, State string }
	if err := json.Unmarshal(m.Data, &got); err != nil || got.Primary != peer.String() || got.State != state {
		t.Errorf("contact: got %s, want %s %s", m.Data, peer, state)
	}
}

// TestBlockingStopsMailBothWays with the codes for each side, stores nothing,
// and lets a repeat of what was stored before have its answer.
func TestBlockingStopsMailBothWays(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	victim := watch(t, n, bob)
	nc, his := ana.dial(t, n.WebSocket), bob.dial(t, n.WebSocket)
	before := to(t, "bob")
	first := send(t, nc, ana, before, []byte("before"))
	if got := contacts(t, nc, ana); !maps.Equal(got, map[string]string{bob.key.String(): "accepted"}) {
		t.Errorf("sending accepts: ana's contacts are %v", got)
	}
	if got := contacts(t, his, bob); len(got) != 0 {
		t.Errorf("receiving accepts nobody: bob's contacts are %v", got)
	}
	relate(t, his, bob, ana.key, "blocked")
	for _, more := range [][]string{nil, {identity.HeaderClass, "note"}, {identity.HeaderCopy, "sent"}} {
		wants(t, nc, ana, "send", to(t, "bob", more...), "refused", "recipient-refuses")
		wants(t, his, bob, "send", to(t, "ana", more...), "refused", "recipient-blocked")
	}
	if got := send(t, nc, ana, before, []byte("before")); got != first {
		t.Errorf("a repeat after the block: got %+v, want %+v", got, first)
	}
	if got := contacts(t, his, bob); got[ana.key.String()] != "blocked" {
		t.Errorf("sending does not unblock: bob's contacts are %v", got)
	}
	relate(t, his, bob, ana.key, "muted")
	send(t, nc, ana, to(t, "bob"), []byte("muted"))
	relate(t, his, bob, ana.key, "none")
	if got := contacts(t, his, bob); len(got) != 0 {
		t.Errorf("none is no contact: %v", got)
	}
	send(t, nc, ana, to(t, "bob", identity.HeaderClass, "note"), []byte("a note"))
	send(t, his, bob, to(t, "ana", identity.HeaderClass, "note"), []byte("a note"))
	if got := contacts(t, his, bob); len(got) != 0 {
		t.Errorf("a note accepts nobody: bob's contacts are %v", got)
	}
	// The answers to bob's calls came to the watcher's own prefix as well.
	if err := victim.replies.Unsubscribe(); err != nil {
		t.Fatal(err)
	}
	victim.replies = subscribe(t, victim.nc, identity.ReplyPrefix(bob.key)+".none")
	victim.sawOnly("before", "muted", "a note")
	if got := mailbox(t, nc, ana); len(got) != 1 {
		t.Errorf("ana has %d items, want the note", len(got))
	}
}

// TestContactCalls with everything that is no contact.
func TestContactCalls(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	nc := ana.dial(t, n.WebSocket)
	for _, state := range []string{"accepted", "muted", "blocked", "accepted"} {
		relate(t, nc, ana, bob.key, state)
		if got := contacts(t, nc, ana); !maps.Equal(got, map[string]string{bob.key.String(): state}) {
			t.Errorf("contacts: got %v, want bob %s", got, state)
		}
	}
	stranger := newSeed(t).Key()
	for body, code := range map[string]string{
		fmt.Sprintf(`{"primary":%q,"state":"friend"}`, bob.key): "malformed", fmt.Sprintf(`{"primary":%q,"state":""}`, bob.key): "malformed", fmt.Sprintf(`{"primary":%q}`, bob.key): "malformed",
		fmt.Sprintf(`{"primary":%q,"state":"accepted"}`, ana.key): "malformed", fmt.Sprintf(`{"primary":%q,"state":"accepted"}`, stranger): "unknown-key",
		`{"primary":"bob","state":"accepted"}`: "bad-key", `{"state":"accepted"}`: "bad-key", `{"primary":1,"state":"accepted"}`: "malformed", "": "malformed", "[]": "malformed", "{": "malformed",
	} {
		wants(t, nc, ana, "contact", nil, body, code)
	}
	if got := contacts(t, nc, ana); !maps.Equal(got, map[string]string{bob.key.String(): "accepted"}) {
		t.Errorf("contacts afterwards: %v", got)
	}
}

// TestLookup finds people by handle, address or key.
func TestLookup(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	nc := ana.dial(t, n.WebSocket)
	resp, err := http.Get(n.URL + "/v1/u/bob")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	record, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{`{"handle":"bob"}`, `{"handle":"bob@localhost"}`, `{"handle":"@bob@localhost"}`, fmt.Sprintf(`{"primary":%q}`, bob.key)} {
		if m := wants(t, nc, ana, "lookup", nil, body, ""); strings.TrimSpace(string(m.Data)) != strings.TrimSpace(string(record)) {
			t.Errorf("lookup %s: got\n%s\nwant as over HTTP\n%s", body, m.Data, record)
		}
	}
	for body, code := range map[string]string{
		`{"handle":"nobody1"}`: "unknown-handle", `{"handle":"B"}`: "bad-handle", `{"handle":"bob@else.example"}`: "unknown-server", fmt.Sprintf(`{"primary":%q}`, newSeed(t).Key()): "unknown-key",
		`{"primary":"x"}`: "bad-key", `{}`: "malformed", "": "malformed", `{"handle":1}`: "malformed", fmt.Sprintf(`{"handle":"bob","primary":%q}`, bob.key): "malformed",
	} {
		wants(t, nc, ana, "lookup", nil, body, code)
	}
	for handle, free := range map[string]bool{"nobody1": true, "admin": false} {
		m := wants(t, nc, ana, "lookup", nil, fmt.Sprintf(`{"handle":%q}`, handle), "unknown-handle")
		var p struct{ Available *bool }
		if err := json.Unmarshal(m.Data, &p); err != nil || p.Available == nil || *p.Available != free {
			t.Errorf("lookup %s: %s, want available %v", handle, m.Data, free)
		}
	}
}

// TestWhoami tells where one stands.
func TestWhoami(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana := join(t, n, "ana")
	join(t, n, "bob")
	nc := ana.dial(t, n.WebSocket)
	mine := send(t, nc, ana, to(t, "ana"), nil).Seq
	head := send(t, nc, ana, to(t, "bob"), nil).Seq
	m := wants(t, nc, ana, "whoami", nil, "", "")
	var self map[string]any
	if err := json.Unmarshal(m.Data, &self); err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(self)), []string{"epoch", "handle", "head", "limits", "primary", "seq", "time"}; !slices.Equal(got, want) {
		t.Errorf("members: got %v, want %v", got, want)
	}
	if self["handle"] != "ana" || self["primary"] != ana.key.String() || self["seq"] != float64(mine) || self["head"] != float64(head) || len(self["time"].(string)) != len(identity.TimeFormat) {
		t.Errorf("whoami: %s", m.Data)
	}
	resp, err := http.Get(n.URL + "/v1/node")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var shown struct{ Limits map[string]any }
	if err := json.NewDecoder(resp.Body).Decode(&shown); err != nil {
		t.Fatal(err)
	}
	if limits, _ := self["limits"].(map[string]any); len(limits) == 0 || !maps.Equal(limits, shown.Limits) {
		t.Errorf("limits: got %v, want as over HTTP %v", limits, shown.Limits)
	}
}
