package node_test

import (
	"fmt"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

// TestForgedReplySubjectsAreDropped: the server checks no reply subject, so a
// caller could make the node push to somebody else, or to itself. On every
// call, whatever is not one's own inbox and literal tokens is dropped without
// a word and without effect.
func TestForgedReplySubjectsAreDropped(t *testing.T) {
	n := startWithDoors(t, unlimited...)
	ana, bob, eve := join(t, n, "ana"), join(t, n, "bob"), join(t, n, "eve")
	victim := watch(t, n, bob)
	// Bob knows ana: nothing but the reply subject stands against her calls.
	if m, fault := ask(t, victim.nc, bob, "contact", nil, fmt.Appendf(nil, `{"primary":%q,"state":"accepted"}`, ana.key)); fault.Code != "" {
		t.Fatalf("contact: %s", m.Data)
	}
	// That answer came to the watcher's own inbox as well.
	next(t, victim.replies)

	own := identity.ReplyPrefix(ana.key)
	replies := []string{
		"", identity.InboxSubject(bob.key, "msg"), identity.InboxSubject(bob.key, "sent"), identity.InboxSubject(bob.key, "live"),
		identity.InboxSubject(ana.key, "msg"), identity.InboxSubject(ana.key, "sent"),
		identity.ReplyPrefix(bob.key) + ".x", identity.ReplyPrefix(bob.key) + ".x.y", identity.ReplyPrefix(bob.key), "_INBOX.x", "_INBOX_",
		own, own + ".", own + "..", own + ".*", own + ".>", own + ".x.*", own + ".*.x", own + ".x.>", own + "..x", own + ".x.", own + "x.y",
		strings.ToUpper(own) + ".x", own[:len(own)-1] + ".x", own + "0.x",
		identity.RPCSubject(bob.key, "send"), identity.RPCSubject(ana.key, "whoami"), identity.RPCSubject(ana.key, "send"), "kez.rpc.>",
		"mail." + bob.key.Hex() + "." + ana.key.Hex(), "mail." + ana.key.Hex() + ".anon", "$JS.API.STREAM.PURGE.INBOX", "$JS.API.STREAM.DELETE.INBOX",
		"$JS.ACK.INBOX.x.1.1.1.1.1", "$SYS.REQ.USER.AUTH", "$SYS.REQ.SERVER.PING", "$SRV.PING", "_R_.x", "$GR.x", ">", "*",
	}
	toBob := func(class ...string) []string {
		return append([]string{identity.HeaderTo + ": bob", identity.HeaderID + ": " + newID(t)}, class...)
	}
	calls := []struct {
		name   string
		header func() []string
		body   string
	}{
		{"send", func() []string { return toBob() }, "forged"},
		{"send", func() []string { return toBob(identity.HeaderCopy+": sent", identity.HeaderClass+": note") }, "forged"},
		{"send", func() []string { return nil }, "malformed"},
		{"send", func() []string { return toBob() }, strings.Repeat("x", 300<<10)},
		{"live", func() []string { return []string{identity.HeaderTo + ": bob"} }, "forged"},
		{"live", func() []string { return []string{identity.HeaderTo + ": bob"} }, strings.Repeat("x", 5000)},
		{"sync", func() []string { return nil }, `{"since":0}`},
		{"sync", func() []string { return nil }, `{"since":-1}`},
		{"lookup", func() []string { return nil }, `{"handle":"eve"}`},
		{"lookup", func() []string { return nil }, `{"handle":"nobody"}`},
		{"contact", func() []string { return nil }, fmt.Sprintf(`{"primary":%q,"state":"blocked"}`, eve.key)},
		{"contacts", func() []string { return nil }, ""},
		{"whoami", func() []string { return nil }, ""},
		{"unknown", func() []string { return nil }, ""},
		{"send.x", func() []string { return toBob() }, "forged"},
	}
	w := open(t, "nats://"+n.Inner.NativeAddr().String())
	w.login(ana)
	if got := w.tell("SUB " + own + ".> 1\r\nSUB " + identity.InboxSubject(ana.key, ">") + " 2\r\n"); len(got) != 0 {
		t.Fatal(got)
	}
	for _, reply := range replies {
		for _, c := range calls {
			if reply == "" && c.name == "live" {
				continue // a call that needs no answer
			}
			// The server itself refuses a few reserved subjects, aloud.
			for _, err := range w.tell(call(ana, c.name, reply, c.header(), c.body)) {
				if !strings.Contains(err, "Permissions Violation for Publish with Reply") {
					t.Errorf("%s with reply %q: %s", c.name, reply, err)
				}
			}
		}
	}
	w.write(call(ana, "contacts", own+".end", nil, ""))
	if subject, _, body := w.message(); subject != own+".end" || string(body) != `{"contacts":[]}` {
		t.Errorf("the caller got %q on %s, want no contacts on %s.end", body, subject, own)
	}
	send(t, ana.dial(t, n.WebSocket), ana, to(t, "bob"), []byte("the end"))
	victim.sawOnly("the end")
}

// TestLiveNeedsNoReply: without a reply subject it is done, and its faults are
// told to nobody.
func TestLiveNeedsNoReply(t *testing.T) {
	n := startWithDoors(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	nc := bob.dial(t, n.WebSocket)
	ask(t, nc, bob, "contact", nil, fmt.Appendf(nil, `{"primary":%q,"state":"accepted"}`, ana.key))
	inbox := subscribe(t, nc, identity.InboxSubject(bob.key, ">"))
	w := open(t, "nats://"+n.Inner.NativeAddr().String())
	w.login(ana)
	header := []string{identity.HeaderTo + ": bob"}
	for _, protocol := range []string{
		call(ana, "live", "", header, strings.Repeat("x", 4097)), call(ana, "live", "", nil, "to nobody"),
		call(ana, "live", "", []string{identity.HeaderTo + ": nobody"}, "x"), call(ana, "live", "", header, "typing"),
	} {
		if got := w.tell(protocol); len(got) != 0 {
			t.Errorf("got %q", got)
		}
	}
	m := next(t, inbox)
	if string(m.Data) != "typing" || m.Subject != identity.InboxSubject(bob.key, "live") || m.Header.Get(identity.HeaderFrom) != ana.key.String() || len(m.Header) != 2 {
		t.Errorf("live: got %q on %s with %v", m.Data, m.Subject, m.Header)
	}
}
