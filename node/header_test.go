package node_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// TestHeadersOfASenderStopAtTheNode: whatever a sender writes beside the
// headers of the protocol has no effect, neither on the store nor on what the
// recipient gets.
func TestHeadersOfASenderStopAtTheNode(t *testing.T) {
	n := startWithDoors(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	victim := watch(t, n, bob)
	inbox := identity.InboxSubject(bob.key, "msg")
	tricks := [][]string{
		{"Nats-Msg-Id: the-same"}, {"Nats-Msg-Id: the-same"},
		{"Nats-Rollup: all"}, {"Nats-Rollup: sub"},
		{"Nats-Expected-Stream: OTHER"}, {"Nats-Expected-Last-Sequence: 99"}, {"Nats-Expected-Last-Subject-Sequence: 99"}, {"Nats-Expected-Last-Msg-Id: x"},
		{"Nats-TTL: 1s"}, {"Nats-TTL: never"}, {"Nats-TTL: junk"},
		{"Nats-Batch-Id: x", "Nats-Batch-Sequence: 1"}, {"Nats-Batch-Id: x", "Nats-Batch-Sequence: 1", "Nats-Batch-Commit: 1"}, {"Nats-Batch-Id: " + strings.Repeat("x", 100)},
		{"Nats-Schedule: @every 1s", "Nats-Schedule-Target: " + inbox}, {"Nats-Schedule-TTL: 1s"}, {"Nats-Scheduler: x", "Nats-Schedule-Next: purge"},
		{"Nats-Incr: +1"}, {"Nats-Marker-Reason: Purge"}, {"Nats-Stream-Source: INBOX 1"}, {"Nats-Required-Api-Level: 99"},
		{"Nats-Stream: INBOX", "Nats-Subject: " + inbox, "Nats-Sequence: 1", "Nats-Time-Stamp: 2020-01-01T00:00:00Z"},
		{"Kez-From: " + bob.key.String()}, {"Kez-Seq: 1"}, {"Kez-Prev: 99"}, {"Kez-Kind: sent"}, {"Kez-End: 1"}, {"Kez-Time: 2020-01-01T00:00:00.000Z"},
		{"kez-to: ana"}, {"KEZ-TO: ana"}, {"kez-copy: sent"}, {"kez-class: note"},
		{"Status: 503"}, {"Status: 100", "Description: Idle Heartbeat"}, {"Nats-Service-Error: internal", "Nats-Service-Error-Code: 500"},
		{"Content-Type: text/html"}, {"X-Anything: \x01\xff\xfe"}, {"A: " + strings.Repeat("x", 10000)}, {"Empty:"}, {": nameless"}, {"no colon"},
		{"Reply-To: " + inbox}, {"Accept-Encoding: snappy"}, {"Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
		{"X: a\nKez-From: " + bob.key.String()}, {"X: a\rKez-End: 1"}, {"X: a\x00Kez-End: 1"},
	}
	w := open(t, "nats://"+n.Inner.NativeAddr().String())
	w.login(ana)
	own := identity.ReplyPrefix(ana.key)
	if got := w.tell("SUB " + own + ".> 1\r\n"); len(got) != 0 {
		t.Fatal(got)
	}
	var seq, prev string
	for i, trick := range tricks {
		id, body := newID(t), strings.Join(trick, "|")
		header := append(slices.Clone(trick), identity.HeaderTo+": bob", identity.HeaderID+": "+id)
		if i%2 == 1 {
			header = append([]string{identity.HeaderTo + ": bob", identity.HeaderID + ": " + id}, trick...)
		}
		w.write(call(ana, "send", own+".x", header, body))
		_, _, answer := w.message()
		var r receipt
		if err := json.Unmarshal(answer, &r); err != nil {
			t.Fatal(err)
		}
		if r.Seq == 0 {
			// A header block that cannot be read is no message of the protocol.
			if !strings.Contains(string(answer), `"malformed"`) {
				t.Errorf("%q: got %s", trick, answer)
			}
			continue
		}
		m := next(t, victim.inbox)
		prev, seq = seq, m.Header.Get(identity.HeaderSeq)
		if prev == "" {
			prev = "0"
		}
		want := nats.Header{
			identity.HeaderSeq: {seq}, identity.HeaderPrev: {prev}, identity.HeaderKind: {"msg"}, identity.HeaderTime: {r.Time},
			identity.HeaderTo: {bob.key.String()}, identity.HeaderFrom: {ana.key.String()}, identity.HeaderID: {id},
		}
		if !maps.EqualFunc(m.Header, want, slices.Equal) || string(m.Data) != body || m.Subject != inbox || m.Reply != "" {
			t.Errorf("%q: bob got %v %q on %s with reply %q, want %v", trick, m.Header, m.Data, m.Subject, m.Reply, want)
		}
	}
	nc := ana.dial(t, n.WebSocket)
	send(t, nc, ana, to(t, "bob"), []byte("the end"))
	if m := next(t, victim.inbox); string(m.Data) != "the end" {
		t.Errorf("bob got %q, want the end", m.Data)
	}
	if pending, _, err := victim.replies.Pending(); err != nil || pending != 0 {
		t.Errorf("bob's reply inbox got %d messages, %v", pending, err)
	}
}

// TestTraceDestinations lead nowhere that one may not publish to.
func TestTraceDestinations(t *testing.T) {
	n := startWithDoors(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	victim := watch(t, n, bob)
	w := open(t, "nats://"+n.Inner.NativeAddr().String())
	w.login(ana)
	own := identity.ReplyPrefix(ana.key)
	for _, dest := range []string{
		identity.InboxSubject(bob.key, "msg"), identity.ReplyPrefix(bob.key) + ".x", "mail." + bob.key.Hex() + "." + ana.key.Hex(),
		identity.RPCSubject(bob.key, "send"), "$JS.API.STREAM.PURGE.INBOX", "$SYS.REQ.USER.AUTH", identity.InboxSubject(ana.key, "msg"),
	} {
		for _, more := range [][]string{nil, {"Nats-Trace-Only: true"}} {
			header := append([]string{identity.HeaderTo + ": bob", identity.HeaderID + ": " + newID(t), "Nats-Trace-Dest: " + dest}, more...)
			got := w.tell(call(ana, "send", own+".x", header, "traced"))
			if len(got) != 1 || !strings.Contains(got[0], "Permissions Violation") {
				t.Errorf("trace to %s: got %q, want a permissions violation", dest, got)
			}
		}
	}
	send(t, ana.dial(t, n.WebSocket), ana, to(t, "bob"), []byte("the end"))
	victim.sawOnly("the end")
}

// TestDuplicateHeadersAreMalformed: two values could mean one thing to the
// node and another to somebody else.
func TestDuplicateHeadersAreMalformed(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	victim := watch(t, n, bob)
	nc := ana.dial(t, n.WebSocket)
	id := newID(t)
	for name, h := range map[string]nats.Header{
		"Kez-To":    {identity.HeaderTo: {"bob", "ana"}, identity.HeaderID: {id}},
		"same":      {identity.HeaderTo: {"bob", "bob"}, identity.HeaderID: {id}},
		"Kez-Id":    {identity.HeaderTo: {"bob"}, identity.HeaderID: {id, newID(t)}},
		"Kez-Copy":  {identity.HeaderTo: {"bob"}, identity.HeaderID: {id}, identity.HeaderCopy: {"sent", "sent"}},
		"Kez-Class": {identity.HeaderTo: {"bob"}, identity.HeaderID: {id}, identity.HeaderClass: {"note", "note"}},
	} {
		if m, fault := ask(t, nc, ana, "send", h, []byte("x")); fault.Code != "malformed" || fault.Status != 400 {
			t.Errorf("two of %s: got %s, want 400 malformed", name, m.Data)
		}
	}
	send(t, nc, ana, to(t, "bob"), []byte("the end"))
	victim.sawOnly("the end")
}

// TestBodiesArriveByteForByte up to the limit and not beyond, and the
// connection survives what is too large.
func TestBodiesArriveByteForByte(t *testing.T) {
	n := startWithDoors(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	const limit = 256 << 10 // docs/protocol.md section 5, envelope-bytes
	bodies := map[string][]byte{
		"empty": {}, "every byte": all, "line ends": []byte("\r\n\r\nPUB x 1\r\nx\r\n"), "the limit": bytes.Repeat(all, limit/len(all)),
		"no text": {0xff, 0xfe, 0}, "looks like a header": []byte("NATS/1.0 503\r\n\r\n"),
	}
	for name, url := range doors(n) {
		victim := watch(t, n, bob)
		nc := ana.dial(t, url)
		for what, body := range bodies {
			r := send(t, nc, ana, to(t, "bob"), body)
			if m := next(t, victim.inbox); !bytes.Equal(m.Data, body) {
				t.Errorf("%s, %s: pushed %d bytes, want %d as sent", name, what, len(m.Data), len(body))
			}
			items, _ := sync(t, victim.nc, bob, `{"limit":1,"since":`+uints(r.Seq-1)+`}`)
			if len(items) != 1 || !bytes.Equal(items[0].Data, body) {
				t.Errorf("%s, %s: not stored as sent", name, what)
			}
		}
		over := make([]byte, limit+1)
		if m, fault := ask(t, nc, ana, "send", to(t, "bob"), over); fault.Code != "too-large" || fault.Status != 413 {
			t.Errorf("%s: one byte more: got %s, want 413 too-large", name, m.Data)
		}
		if err := nc.PublishRequest(identity.RPCSubject(ana.key, "send"), nc.NewInbox(), make([]byte, 1<<20+1)); !errors.Is(err, nats.ErrMaxPayload) {
			t.Errorf("%s: over the payload limit: got %v, want %v", name, err, nats.ErrMaxPayload)
		}
		if m, fault := ask(t, nc, ana, "whoami", nil, nil); fault.Code != "" {
			t.Errorf("%s: afterwards: %s", name, m.Data)
		}
	}
}
