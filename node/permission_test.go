package node_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// A watcher sees everything that reaches somebody.
type watcher struct {
	t       testing.TB
	p       person
	nc      *nats.Conn
	inbox   *nats.Subscription
	replies *nats.Subscription
}

func watch(t testing.TB, n *nodetest.Node, p person) *watcher {
	t.Helper()
	nc := p.dial(t, n.WebSocket)
	return &watcher{t, p, nc,
		subscribe(t, nc, identity.InboxSubject(p.key, ">")),
		subscribe(t, nc, identity.ReplyPrefix(p.key)+".>")}
}

// sawOnly wants nothing to have come but these messages, of which the last was
// sent after everything that could have come.
func (w *watcher) sawOnly(bodies ...string) {
	w.t.Helper()
	for _, want := range bodies {
		if m := next(w.t, w.inbox); string(m.Data) != want {
			w.t.Fatalf("%s got %q on %s, want %q", w.p.handle, m.Data, m.Subject, want)
		}
	}
	// What the node published before the last message has arrived before it.
	if err := w.nc.Flush(); err != nil {
		w.t.Fatal(err)
	}
	for _, sub := range []*nats.Subscription{w.inbox, w.replies} {
		if n, _, err := sub.Pending(); err != nil || n != 0 {
			m, _ := sub.NextMsg(patience)
			w.t.Errorf("%s got %d more on %s, %v: %+v", w.p.handle, n, sub.Subject, err, m)
		}
	}
	var stored []string
	for _, m := range mailbox(w.t, w.p.dial(w.t, w.nc.ConnectedUrl()), w.p) {
		stored = append(stored, string(m.Data))
	}
	if strings.Join(stored, "|") != strings.Join(bodies, "|") {
		w.t.Errorf("%s has %q in the mailbox, want %q", w.p.handle, stored, bodies)
	}
}

// forbidden are subjects somebody logged in as a must not publish to.
func forbiddenToPublish(a, b identity.Key) []string {
	x, y := a.Hex(), b.Hex()
	return []string{
		"kez.rpc." + y + ".send", "kez.rpc." + y + ".sync", "kez.rpc." + y + ".whoami", "kez.rpc." + y + ".contact", "kez.rpc." + y,
		"kez.rpc." + x, "kez.rpc.send", "kez.rpc.*.send", "kez.rpc.>", "kez.rpc", "kez.rpc." + strings.ToUpper(x) + ".send",
		"kez.inbox." + y + ".msg", "kez.inbox." + y + ".sent", "kez.inbox." + y + ".live", "kez.inbox.*.msg", "kez.inbox.>", "kez.inbox." + x + ".msg",
		"_INBOX_" + y + ".x", "_INBOX_" + y + ".a.b", "_INBOX_" + x + ".x", "_INBOX.x", "_INBOX_*.x", "_R_.x",
		"mail." + y + "." + x, "mail." + x + "." + y, "mail." + y + ".anon", "mail.*.*", "mail.>",
		"$JS.API.INFO", "$JS.API.STREAM.LIST", "$JS.API.STREAM.INFO.INBOX", "$JS.API.STREAM.PURGE.INBOX", "$JS.API.STREAM.DELETE.INBOX",
		"$JS.API.STREAM.MSG.GET.INBOX", "$JS.API.DIRECT.GET.INBOX", "$JS.API.DIRECT.GET.INBOX.mail." + y + "." + x, "$JS.API.CONSUMER.CREATE.INBOX",
		"$JS.API.CONSUMER.CREATE.INBOX.x.mail." + y + ".*", "$JS.API.CONSUMER.MSG.NEXT.INBOX.x", "$JS.ACK.INBOX.x.1.1.1.1.1", "$JS.FC.INBOX.x", "$JS.API.ACCOUNT.PURGE.KEZ",
		"$SYS.REQ.USER.AUTH", "$SYS.REQ.USER.INFO", "$SYS.REQ.SERVER.PING", "$SYS.REQ.SERVER.PING.CONNZ", "$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.ACCOUNT.APP.CONNZ",
		"$SYS.REQ.SERVER.PING.KICK", "$SYS.ACCOUNT.APP.CONNECT", "$SYS.ACCOUNT.APP.DISCONNECT", "$SYS.ACCOUNT.KEZ.CONNECT",
		"$KV.handles.ana", "$O.files.C.x", "$SRV.PING", "$SRV.INFO", "$SRV.STATS", "$NRG.V.x", "$GR.x", "$MQTT.x", "$LDS.x", "$LDS.x.y",
		"kez", "kez.dev." + x + ".d", "anything", "x.y.z",
	}
}

// forbiddenToSubscribe are the same for subscribing.
func forbiddenToSubscribe(a, b identity.Key) []string {
	x, y := a.Hex(), b.Hex()
	return []string{
		">", "*", "*.>", "*.*", "*.*.*", "*.*.*.*", "kez.>", "kez.*.>", "kez.*." + y + ".>", "kez.*." + x + ".>",
		"kez.inbox.>", "kez.inbox.*.msg", "kez.inbox.*.*", "kez.inbox.*.>", "kez.inbox." + y + ".>", "kez.inbox." + y + ".msg", "kez.inbox." + y, "kez.inbox." + x, "*.inbox." + x + ".msg",
		"kez.rpc.>", "kez.rpc." + x + ".>", "kez.rpc." + y + ".>", "kez.rpc." + y + ".send", "kez.rpc.*.send",
		"_INBOX.>", "_INBOX.*", "_INBOX_" + y + ".>", "_INBOX_" + y + ".*", "_INBOX_" + y + ".x.y", "_INBOX_" + y, "_INBOX_" + x, "_INBOX_*.>", "*.x", "_R_.>", "_GR_.>",
		"mail.>", "mail." + x + ".*", "mail." + y + ".*", "mail.*." + x,
		"$JS.>", "$JS.API.>", "$JS.API.STREAM.*", "$JS.ACK.>", "$JS.EVENT.>", "$JSC.>", "$SYS.>", "$SYS.REQ.>", "$SYS.REQ.USER.AUTH", "$SYS.ACCOUNT.>", "$SYS.ACCOUNT.APP.CONNECT", "$SYS.SERVER.>",
		"$KV.>", "$O.>", "$SRV.>", "$SRV.PING", "$NRG.>", "$GR.>", "$MQTT.>", "$G.>", "$LDS.>", "anything",
	}
}

// TestForbiddenSubjects tries every subject that is not one's own, to publish,
// to ask, to subscribe and to share as a queue; all are refused, and the person
// aimed at sees nothing.
func TestForbiddenSubjects(t *testing.T) {
	n := startWithDoors(t, unlimited...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	victim := watch(t, n, bob)
	w := open(t, "nats://"+n.Inner.NativeAddr().String())
	w.login(ana)
	own := identity.ReplyPrefix(ana.key) + ".1"
	attacks := 0
	refused := func(kind, subject, protocol string) {
		t.Helper()
		attacks++
		got := w.tell(protocol)
		want := fmt.Sprintf("-ERR 'Permissions Violation for %s to %q", kind, subject)
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%.200q: got %q, want %s", protocol, got, want)
		}
	}
	for _, s := range forbiddenToPublish(ana.key, bob.key) {
		refused("Publish", s, pub(s, "", "forged"))
		refused("Publish", s, pub(s, own, "forged"))
		refused("Publish", s, hpub(s, identity.InboxSubject(bob.key, "msg"), []string{"Kez-From: " + bob.key.String(), "Kez-Seq: 1"}, "forged"))
	}
	for i, s := range forbiddenToSubscribe(ana.key, bob.key) {
		refused("Subscription", s, fmt.Sprintf("SUB %s %d\r\n", s, i))
		for _, queue := range []string{"q", "kez-callout", "kez"} {
			refused("Subscription", s, fmt.Sprintf("SUB %s %s %d\r\n", s, queue, i))
		}
	}
	t.Logf("%d attacks", attacks)
	nc := ana.dial(t, n.WebSocket)
	send(t, nc, ana, to(t, "bob"), []byte("the end"))
	victim.sawOnly("the end")
	if got := w.tell(""); len(got) != 0 {
		t.Errorf("afterwards: %q", got)
	}
	if m, fault := ask(t, nc, ana, "whoami", nil, nil); fault.Code != "" {
		t.Errorf("the node afterwards: %s", m.Data)
	}
}

// TestTheWholeGrant: what is one's own works, on every connection.
func TestTheWholeGrant(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	for name, url := range doors(n) {
		t.Run(name, func(t *testing.T) {
			w := open(t, url)
			w.login(ana)
			for _, s := range []string{identity.InboxSubject(ana.key, ">"), identity.InboxSubject(ana.key, "msg"), identity.InboxSubject(ana.key, "*"), identity.ReplyPrefix(ana.key) + ".>", identity.ReplyPrefix(ana.key) + ".x.*"} {
				if got := w.tell("SUB " + s + " " + strings.NewReplacer(">", "a", "*", "b").Replace(s) + "\r\n"); len(got) != 0 {
					t.Errorf("subscribe to %s: %q", s, got)
				}
			}
			w.write(call(ana, "whoami", identity.ReplyPrefix(ana.key)+".x.1", nil, ""))
			if subject, _, body := w.message(); subject != identity.ReplyPrefix(ana.key)+".x.1" || !strings.Contains(string(body), `"ana"`) {
				t.Errorf("whoami: %s %q", subject, body)
			}
		})
	}
}
