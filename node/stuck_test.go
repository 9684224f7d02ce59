package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/coder/websocket"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// stuck connects p through the front door, subscribes to everything, and then
// reads nothing more. What the system keeps for it is made small.
func stuck(t testing.TB, n *nodetest.Node, p person) {
	t.Helper()
	var dialer net.Dialer
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, addr)
		if err == nil {
			err = c.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		return c, err
	}}
	c, _, err := websocket.Dial(t.Context(), n.WebSocket, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(-1)
	t.Cleanup(func() { c.CloseNow() })
	w := speak(t, websocket.NetConn(t.Context(), c, websocket.MessageBinary))
	w.login(p)
	if got := w.tell("SUB " + identity.InboxSubject(p.key, ">") + " 1\r\n"); len(got) != 0 {
		t.Fatal(got)
	}
}

// clients counts the connections of people, as NATS's monitoring shows them.
func clients(t testing.TB, n *nodetest.Node) int {
	t.Helper()
	resp, err := http.Get("http://" + n.Inner.MonitorAddr().String() + "/connz?acc=APP&limit=4096")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var z struct {
		Connections []struct {
			Type string
			Name string
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&z); err != nil {
		t.Fatal(err)
	}
	people := 0
	for _, c := range z.Connections {
		if c.Name != "node:node" {
			people++
		}
	}
	return people
}

// TestStuckClientsHarmNobody: many clients that stop reading while they are
// sent to cost a bounded amount of memory, are closed, and others are served
// all along.
func TestStuckClientsHarmNobody(t *testing.T) {
	// More than the system keeps for each of them, so that the node notices.
	const accounts, each, letters, size = 3, 25, 70, 100 << 10
	t.Parallel() // most of it is waiting
	n := nodetest.Start(t, append([]string{"limit", "connections=0", "monitor-bind", "127.0.0.1:0"}, unlimited...)...)
	ana, carol, dave := join(t, n, "ana"), join(t, n, "carol"), join(t, n, "dave")
	sender, his := ana.dial(t, n.WebSocket), carol.dial(t, n.WebSocket)
	inbox := subscribe(t, dave.dial(t, n.WebSocket), identity.InboxSubject(dave.key, "msg"))
	var victims []person
	for i := range accounts {
		victims = append(victims, join(t, n, identity.Handle(fmt.Sprintf("stuck%d", i))))
		for range each {
			stuck(t, n, victims[i])
		}
	}
	before := clients(t, n)
	if before != accounts*each+3 {
		t.Fatalf("%d connections, want %d", before, accounts*each+3)
	}
	var base, now runtime.MemStats
	runtime.ReadMemStats(&base)
	sent := make(chan error, 1)
	go func() {
		body := bytes.Repeat([]byte("x"), size)
		for range letters {
			for _, v := range victims {
				if _, err := sendUntil(t.Context(), sender, ana, to(t, string(v.handle)), body); err != nil {
					sent <- err
					return
				}
			}
		}
		sent <- nil
	}()
	var peak uint64
	var slowest time.Duration
	await(t, "the stuck clients closed", func() bool {
		began := time.Now()
		send(t, his, carol, to(t, "dave"), []byte("hello"))
		next(t, inbox)
		slowest = max(slowest, time.Since(began))
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapAlloc)
		return clients(t, n) <= 3
	})
	if err := wait(t, "all sends", sent); err != nil {
		t.Error(err)
	}
	const pending = 8 << 20 // of each client, issue: "add ≤ 8 MiB each"
	if peak > base.HeapAlloc+accounts*each*pending {
		t.Errorf("the heap grew from %d to %d MiB for %d stuck clients", base.HeapAlloc>>20, peak>>20, accounts*each)
	}
	t.Logf("heap from %d to %d MiB; slowest of the others %v", base.HeapAlloc>>20, peak>>20, slowest)
	for _, v := range victims {
		if got := mailbox(t, v.dial(t, n.WebSocket), v); len(got) != letters {
			t.Errorf("%s has %d messages, want %d", v.handle, len(got), letters)
		}
	}
}
