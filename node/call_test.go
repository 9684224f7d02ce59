package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// wants makes a call and wants this code, empty for an answer.
func wants(t testing.TB, nc *nats.Conn, p person, call string, h nats.Header, body, code string) *nats.Msg {
	t.Helper()
	m, fault := ask(t, nc, p, call, h, []byte(body))
	if fault.Code != code {
		t.Errorf("%s %v %.100q: got %s, want code %q", call, h, body, m.Data, code)
	}
	if status := statuses[fault.Code]; code != "" && fault.Status != status {
		t.Errorf("%s %.100q: %s with status %d, want %d", call, body, fault.Code, fault.Status, status)
	}
	return m
}

// statuses of docs/protocol.md section 7.
var statuses = map[string]int{
	"malformed": 400, "bad-key": 400, "bad-handle": 400, "recipient-refuses": 403, "recipient-blocked": 403,
	"unknown-handle": 404, "unknown-key": 404, "unknown-server": 404, "no-route": 404,
	"id-reused": 409, "epoch-changed": 409, "too-large": 413, "rate-limited": 429, "sender-quota": 429,
}

// TestSendNamesItsRecipient in any of the forms, and says what is wrong with
// others.
func TestSendNamesItsRecipient(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	victim := watch(t, n, bob)
	nc := ana.dial(t, n.WebSocket)
	stranger := newSeed(t).Key()
	var sent []string
	for i, who := range []string{"bob", "bob@localhost", "@bob@localhost", "bob@LOCALHOST", bob.key.String()} {
		sent = append(sent, fmt.Sprint(i))
		send(t, nc, ana, to(t, who), []byte(sent[i]))
	}
	for who, code := range map[string]string{
		"": "malformed", "nobody1": "unknown-handle", "Bob": "bad-handle", "b": "bad-handle", "@bob": "bad-handle", "@": "bad-handle", "root": "unknown-handle",
		"bob@elsewhere.example": "unknown-server", "bob@": "bad-handle", "bob@local host": "bad-handle", "*": "bad-handle", ">": "bad-handle",
		stranger.String(): "unknown-key", "ed25519:": "bad-key", strings.ToUpper(bob.key.String()): "bad-handle", "ed25519:" + strings.ToUpper(bob.key.Hex()): "bad-key",
		bob.key.Hex(): "bad-handle", "ed25519:" + strings.Repeat("0", 64): "bad-key", "ed25519:01" + strings.Repeat("0", 62): "bad-key", bob.key.String() + "0": "bad-key", bob.key.NKey(): "bad-handle",
	} {
		h := to(t, who)
		if who == "" {
			h = nats.Header{identity.HeaderID: {newID(t)}, identity.HeaderTo: {""}}
		}
		wants(t, nc, ana, "send", h, "x", code)
	}
	wants(t, nc, ana, "send", nats.Header{identity.HeaderID: {newID(t)}}, "x", "malformed")
	wants(t, nc, ana, "send", nil, "x", "malformed")
	for _, id := range []string{"", "0", strings.Repeat("0", 31), strings.Repeat("0", 33), strings.Repeat("A", 32), strings.Repeat("g", 32), " " + strings.Repeat("0", 31)} {
		h := to(t, "bob")
		h[identity.HeaderID] = []string{id}
		wants(t, nc, ana, "send", h, "x", "malformed")
	}
	victim.sawOnly(sent...)
}

// TestSendIsIdempotentById: a repeat has the first answer whatever came
// between, another message under the same id is refused, and neither is
// stored.
func TestSendIsIdempotentById(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob, eve := join(t, n, "ana"), join(t, n, "bob"), join(t, n, "eve")
	victim, other := watch(t, n, bob), watch(t, n, eve)
	nc := ana.dial(t, n.WebSocket)
	h := to(t, "bob")
	first := send(t, nc, ana, h, []byte("one"))
	send(t, nc, ana, to(t, "bob"), []byte("two"))
	again := func(change func(nats.Header)) nats.Header {
		c := nats.Header{identity.HeaderTo: h[identity.HeaderTo], identity.HeaderID: h[identity.HeaderID]}
		change(c)
		return c
	}
	for name, change := range map[string]func(nats.Header){
		"the same":                func(nats.Header) {},
		"by address":              func(h nats.Header) { h[identity.HeaderTo] = []string{"bob@localhost"} },
		"by key":                  func(h nats.Header) { h[identity.HeaderTo] = []string{bob.key.String()} },
		"as a note":               func(h nats.Header) { h[identity.HeaderClass] = []string{"note"} },
		"with headers of its own": func(h nats.Header) { h["X"] = []string{"y"} },
	} {
		if got := send(t, nc, ana, again(change), []byte("one")); got != first {
			t.Errorf("%s: got %+v, want the first answer %+v", name, got, first)
		}
	}
	wants(t, nc, ana, "send", h, "another body", "id-reused")
	wants(t, nc, ana, "send", h, "", "id-reused")
	wants(t, nc, ana, "send", again(func(h nats.Header) { h[identity.HeaderTo] = []string{"eve"} }), "one", "id-reused")
	// Ids are the sender's own: bob may use the same.
	ours := victim.nc
	if got := send(t, ours, bob, again(func(h nats.Header) { h[identity.HeaderTo] = []string{"eve"} }), []byte("bob's")); got.Seq == first.Seq {
		t.Errorf("another sender's id: got the first answer %+v", got)
	}
	next(t, victim.replies) // the answer to bob
	victim.sawOnly("one", "two")
	other.sawOnly("bob's")
}

// TestCopiesAndNotes arrive as the protocol says, with their kinds.
func TestCopiesAndNotes(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	mine, his := watch(t, n, ana), watch(t, n, bob)
	nc := ana.dial(t, n.WebSocket)
	type item struct{ subject, kind, class, from, to, body string }
	see := func(w *watcher) item {
		t.Helper()
		m := next(t, w.inbox)
		return item{strings.TrimPrefix(m.Subject, identity.InboxSubject(w.p.key, "")), m.Header.Get(identity.HeaderKind), m.Header.Get(identity.HeaderClass), m.Header.Get(identity.HeaderFrom), m.Header.Get(identity.HeaderTo), string(m.Data)}
	}
	a, b := ana.key.String(), bob.key.String()
	check := func(w *watcher, want item) {
		t.Helper()
		if got := see(w); got != want {
			t.Errorf("%s got %+v, want %+v", w.p.handle, got, want)
		}
	}
	send(t, nc, ana, to(t, "bob", identity.HeaderCopy, "sent"), []byte("copied"))
	check(his, item{"msg", "msg", "", a, b, "copied"})
	check(mine, item{"sent", "sent", "", a, b, "copied"})
	send(t, nc, ana, to(t, "bob", identity.HeaderClass, "note"), []byte("note"))
	check(his, item{"msg", "note", "", a, b, "note"})
	send(t, nc, ana, to(t, "bob", identity.HeaderClass, "note", identity.HeaderCopy, "sent"), []byte("copied note"))
	check(his, item{"msg", "note", "", a, b, "copied note"})
	check(mine, item{"sent", "sent", "note", a, b, "copied note"})
	send(t, nc, ana, to(t, "ana", identity.HeaderCopy, "sent"), []byte("to myself"))
	check(mine, item{"msg", "msg", "", a, a, "to myself"})
	send(t, nc, ana, to(t, "ana", identity.HeaderClass, "note"), bytes.Repeat([]byte("x"), 16<<10))
	check(mine, item{"msg", "msg", "", a, a, strings.Repeat("x", 16<<10)})

	wants(t, nc, ana, "send", to(t, "bob", identity.HeaderClass, "note"), strings.Repeat("x", 16<<10+1), "too-large")
	for _, value := range []string{"", "Note", "msg", "sent"} {
		wants(t, nc, ana, "send", to(t, "bob", identity.HeaderClass, value), "x", "malformed")
	}
	for _, value := range []string{"", "Sent", "yes", "note", "1"} {
		wants(t, nc, ana, "send", to(t, "bob", identity.HeaderCopy, value), "x", "malformed")
	}
	send(t, nc, ana, to(t, "bob"), []byte("the end"))
	check(his, item{"msg", "msg", "", a, b, "the end"})
	if got := mailbox(t, nc, ana); len(got) != 4 {
		t.Errorf("ana has %d items, want 4", len(got))
	}
}

// TestSendsAreRateLimited: over the burst the answer is 429 and says when, and
// nothing is stored.
func TestSendsAreRateLimited(t *testing.T) {
	n := nodetest.Start(t, "limit", "sends-burst=3", "limit", "sends-per-second=1")
	ana := join(t, n, "ana")
	join(t, n, "bob")
	nc := ana.dial(t, n.WebSocket)
	first := to(t, "bob")
	r := send(t, nc, ana, first, []byte("x"))
	var limited bool
	for range 20 {
		m, fault := ask(t, nc, ana, "send", to(t, "bob"), []byte("x"))
		if fault.Code == "" {
			continue
		}
		limited = true
		if fault.Code != "rate-limited" || fault.Status != 429 || fault.RetryAfter < 1 {
			t.Errorf("got %s, want 429 rate-limited with retry_after", m.Data)
		}
	}
	if !limited {
		t.Error("20 sends at once were accepted, want 3 and one a second")
	}
	if got := send(t, nc, ana, first, []byte("x")); got != r {
		t.Errorf("a repeat over the limit: got %+v, want the first answer %+v", got, r)
	}
}

// TestUnknownCalls are answered.
func TestUnknownCalls(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana := join(t, n, "ana")
	nc := ana.dial(t, n.WebSocket)
	for _, name := range []string{"x", "Send", "send.x", "sends", "a.b.c", "subscribe", "message", "sync2"} {
		m := wants(t, nc, ana, name, nil, "", "no-route")
		var p struct{ Type, Title string }
		if err := json.Unmarshal(m.Data, &p); err != nil || p.Type != "/problems/no-route" || p.Title == "" {
			t.Errorf("%s: problem %s", name, m.Data)
		}
	}
}
