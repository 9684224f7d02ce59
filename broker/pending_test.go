package broker

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// deaf opens a connection of a service user that subscribes and then does not
// read.
func deaf(t testing.TB, b *Broker, r Role, subject string) io.ReadCloser {
	t.Helper()
	c, err := b.srv.InProcessConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	lines := bufio.NewReader(c)
	if _, err := lines.ReadString('\n'); err != nil { // INFO
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "CONNECT {\"user\":%q,\"pass\":%q,\"verbose\":false}\r\nSUB %s 1\r\nPING\r\n", r, b.staff.passwords[r], subject); err != nil {
		t.Fatal(err)
	}
	for {
		line, err := lines.ReadString('\n')
		if err != nil || strings.HasPrefix(line, "-ERR") {
			t.Fatalf("log in: %q %v", line, err)
		}
		if line == "PONG\r\n" {
			return c
		}
	}
}

func slowConsumers(b *Broker) int64 {
	v, _ := b.srv.Varz(&server.VarzOptions{}) // never fails
	return v.SlowConsumers
}

// TestTheNodeMayLagBehind: a crowd of messages does not cut the node's own
// connections off, which would be the end of its service.
func TestTheNodeMayLagBehind(t *testing.T) {
	b := start(t, Options{})
	deaf(t, b, RoleNode, "calls")
	b.Admit()
	people := connect(t, b, RoleNode)
	body := bytes.Repeat([]byte("x"), maxPayload)
	for range 64 {
		if err := people.Publish("calls", body); err != nil {
			t.Fatal(err)
		}
	}
	if err := people.FlushTimeout(patience); err != nil {
		t.Fatal(err)
	}
	if got := slowConsumers(b); got != 0 {
		t.Errorf("slow consumers: got %d, want none", got)
	}
}

// TestPeopleMayNotLagBehind: whoever does not read costs maxPending and is cut
// off then.
func TestPeopleMayNotLagBehind(t *testing.T) {
	b := start(t, Options{})
	node := connect(t, b, RoleNode)
	b.Admit()
	deaf(t, b, RoleNode, "pushes")
	body := bytes.Repeat([]byte("x"), maxPayload)
	for range maxPending/maxPayload + 2 {
		if err := node.Publish("pushes", body); err != nil {
			t.Fatal(err)
		}
	}
	if err := node.FlushTimeout(patience); err != nil {
		t.Fatal(err)
	}
	await(t, "slow consumer cut off", func() bool { return slowConsumers(b) == 1 })
}

// TestALostServiceConnectionIsAFailure: the node without one of its own
// connections would look alive and answer nothing.
func TestALostServiceConnectionIsAFailure(t *testing.T) {
	for _, r := range roleNames {
		t.Run(string(r), func(t *testing.T) {
			b := start(t, Options{})
			nc := connect(t, b, r)
			cid, err := nc.GetClientID()
			if err != nil {
				t.Fatal(err)
			}
			if err := b.srv.DisconnectClientByID(cid); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-b.Failed():
				if !strings.Contains(err.Error(), string(r)) {
					t.Errorf("failure %q does not say whose connection was lost", err)
				}
			case <-time.After(patience):
				t.Error("no failure reported")
			}
		})
	}
}

// TestALostOutletIsAFailure is the same for the connection that publishes.
func TestALostOutletIsAFailure(t *testing.T) {
	b := start(t, Options{})
	if _, err := b.Outlet(RoleNode); err != nil {
		t.Fatal(err)
	}
	z, err := b.srv.Connz(nil)
	if err != nil || len(z.Conns) != 1 {
		t.Fatalf("connections: %v, %v", z, err)
	}
	if err := b.srv.DisconnectClientByID(z.Conns[0].Cid); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.Failed():
	case <-time.After(patience):
		t.Error("no failure reported")
	}
}

// TestStoppingIsNoFailure: connections that end because they are closed, or
// because the broker is, are not reported.
func TestStoppingIsNoFailure(t *testing.T) {
	b := start(t, Options{})
	if _, err := b.Outlet(RoleNode); err != nil {
		t.Fatal(err)
	}
	var ended sync.WaitGroup
	for _, r := range roleNames {
		nc, err := b.Connect(r)
		if err != nil {
			t.Fatal(err)
		}
		ended.Add(1)
		nc.SetClosedHandler(func(*nats.Conn) { ended.Done() })
		if r == RoleSys {
			nc.Close()
		}
	}
	stop(t, b)
	ended.Wait() // closed handlers run behind those for the disconnect
	select {
	case err := <-b.Failed():
		t.Errorf("failure: %v", err)
	default:
	}
}

// TestWhoeverFallsBehindIsToldByTheEnd: a connection that reads slowly gets
// every push or is closed. One that lives on with a hole would not know that
// it has to sync.
func TestWhoeverFallsBehindIsToldByTheEnd(t *testing.T) {
	b := start(t, Options{})
	node := connect(t, b, RoleNode)
	b.Admit()
	slow := deaf(t, b, RoleNode, "pushes")
	const count = 2 * maxPending / (64 << 10)
	body := bytes.Repeat([]byte("x"), 64<<10)
	for range count {
		if err := node.Publish("pushes", body); err != nil {
			t.Fatal(err)
		}
	}
	if err := node.FlushTimeout(patience); err != nil {
		t.Fatal(err)
	}
	if err := node.Publish("pushes", []byte("the last")); err != nil {
		t.Fatal(err)
	}
	got := 0
	for r := bufio.NewReader(slow); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return // closed: it will come back and sync
		}
		if strings.HasPrefix(line, "MSG ") {
			got++
		}
		if line == "the last\r\n" {
			break
		}
	}
	if got != count+1 {
		t.Errorf("got %d of %d messages and is still connected", got, count+1)
	}
}
