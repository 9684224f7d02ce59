package node_test

import (
	"bytes"
	"fmt"
	"io"
	gosync "sync"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// TestAFloodOfCallsIsCutOff: whoever makes more calls than anybody can answer
// loses the connection; everybody else is answered all along.
func TestAFloodOfCallsIsCutOff(t *testing.T) {
	n := startWithDoors(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	lost := make(chan error, 1)
	nc := bob.dial(t, n.WebSocket, nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { lost <- err }))
	for name, reply := range map[string]string{
		"calls that do not exist":   identity.ReplyPrefix(ana.key) + ".a",
		"calls with forged replies": identity.InboxSubject(bob.key, "msg"),
	} {
		t.Run(name, func(t *testing.T) {
			flood := []byte(pub(identity.RPCSubject(ana.key, "x"), reply, "hello"))
			w := open(t, "nats://"+n.Inner.NativeAddr().String())
			w.login(ana)
			go io.Copy(io.Discard, w.r) // ends with the connection
			cut := make(chan struct{})
			go func() {
				defer close(cut)
				for { // ends when the connection is closed
					if _, err := w.conn.Write(bytes.Repeat(flood, 100)); err != nil {
						return
					}
				}
			}()
			for done := false; !done; {
				select {
				case <-cut:
					done = true
				default:
					if m, fault := ask(t, nc, bob, "whoami", nil, nil); fault.Code != "" && fault.Code != "rate-limited" {
						t.Fatalf("bystander: %s", m.Data)
					}
				}
			}
		})
	}
	select {
	case err := <-lost:
		t.Errorf("bystander disconnected: %v", err)
	default:
	}
}

// TestACrowdOfLargePagesIsServed reads more at once than one connection of the
// node may leave unread or subscribe to.
func TestACrowdOfLargePagesIsServed(t *testing.T) {
	const people, each, letters, size = 8, 8, 10, 100 << 10
	n := nodetest.Start(t, unlimited...)
	var crowd gosync.WaitGroup
	for i := range people {
		p := join(t, n, identity.Handle(fmt.Sprintf("reader%d", i)))
		nc := p.dial(t, n.WebSocket)
		for range letters {
			send(t, nc, p, to(t, string(p.handle)), bytes.Repeat([]byte("x"), size))
		}
		for range each {
			crowd.Go(func() {
				if items, _, err := readPage(nc, p, `{}`); err != nil || len(items) != letters {
					t.Errorf("%s: got %d letters and %v, want %d", p.handle, len(items), err, letters)
				}
			})
		}
	}
	crowd.Wait()
}
