package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/node"
	"kez.lat/chat/node/nodetest"
)

// operate makes an operator's call on the node's control socket.
func operate(t testing.TB, n *nodetest.Node, path, body string) {
	t.Helper()
	s, err := node.Load(node.Sources{Flags: map[string][]string{"data-dir": {n.DataDir}}})
	if err != nil {
		t.Fatal(err)
	}
	o, err := node.Operate(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://control"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := o.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: got %d %s, %v", path, body, resp.StatusCode, answer, err)
	}
}

// TestShutOutPeopleAreDisconnectedAtOnce from every door, and do not come
// back; a suspended one does when the operator lets them.
func TestShutOutPeopleAreDisconnectedAtOnce(t *testing.T) {
	for _, deed := range []string{"suspend", "remove"} {
		t.Run(deed, func(t *testing.T) {
			n := startWithDoors(t)
			ana, bob := join(t, n, "ana"), join(t, n, "bob")
			other := bob.dial(t, n.WebSocket, nats.DisconnectErrHandler(func(*nats.Conn, error) { t.Error("bob was disconnected") }))
			gone := make(chan error, 10)
			var count int
			for _, url := range doors(n) {
				ana.dial(t, url, nats.NoReconnect(), nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { gone <- err }))
				count++
			}
			operate(t, n, "/v1/admin/"+deed, `{"handle":"ana"}`)
			for range count {
				wait(t, "disconnect", gone)
			}
			for name, url := range doors(n) {
				w := open(t, url)
				w.connect(w.proof(ana))
				t.Log(name)
				w.wantRefused()
			}
			if deed == "suspend" {
				operate(t, n, "/v1/admin/unsuspend", `{"handle":"ana"}`)
				ana.dial(t, n.WebSocket)
			}
			ask(t, other, bob, "whoami", nil, nil)
			other.SetDisconnectErrHandler(nil)
		})
	}
}

// TestConnectionsOfAnAccountAreCounted over all doors: one more than the limit
// is refused, another account is not, and a closed one makes room.
func TestConnectionsOfAnAccountAreCounted(t *testing.T) {
	n := startWithDoors(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	urls := []string{n.WebSocket, "nats://" + n.Inner.NativeAddr().String(), "ws://" + n.Inner.WebSocketAddr().String()}
	const limit = 32 // docs/protocol.md section 5, connections
	var conns []*nats.Conn
	for i := range limit {
		conns = append(conns, ana.dial(t, urls[i%len(urls)]))
	}
	for _, url := range urls {
		w := open(t, url)
		w.connect(w.proof(ana))
		w.wantRefused()
	}
	bob.dial(t, n.WebSocket)
	conns[7].Close()
	await(t, "room for one more", func() bool {
		nc, err := nats.Connect(n.WebSocket, ana.login()...)
		if err == nil {
			t.Cleanup(nc.Close)
		} else if !refused(err) {
			t.Fatal(err)
		}
		return err == nil
	})
	w := open(t, n.WebSocket)
	w.connect(w.proof(ana))
	w.wantRefused()
}

// TestConnectionsWithoutLimit: 0 is none.
func TestConnectionsWithoutLimit(t *testing.T) {
	n := nodetest.Start(t, "limit", "connections=0")
	ana := join(t, n, "ana")
	for range 40 {
		ana.dial(t, n.WebSocket)
	}
}

// TestGrantsExpireWithoutLoss: connections end with their grants, clients come
// back by themselves, and everything sent meanwhile arrives once and in order.
func TestGrantsExpireWithoutLoss(t *testing.T) {
	t.Parallel() // most of it is waiting
	s, err := node.Load(node.Sources{Flags: map[string][]string{
		"bind": {"127.0.0.1:0"}, "data-dir": {t.TempDir()}, "limit": {"sends-per-second=0", "undelivered-messages=0"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	inner, err := node.OpenWithGrants(t.Context(), s, slog.New(slog.DiscardHandler), 2*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := inner.Close(); err != nil {
			t.Error(err)
		}
	})
	n := &nodetest.Node{URL: "http://" + inner.Addr().String(), WebSocket: "ws://" + inner.Addr().String() + "/nats", Server: "localhost"}
	ana, bob := join(t, n, "ana"), join(t, n, "bob")

	expired := make(chan error, 100)
	back := make(chan *nats.Conn, 100)
	nc := bob.dial(t, n.WebSocket,
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { expired <- err }),
		nats.ReconnectHandler(func(nc *nats.Conn) { back <- nc }))
	reader := newReader(t, nc, bob)
	sender := ana.dial(t, n.WebSocket)
	sent := 0
	for rounds := 0; rounds < 2; {
		select {
		case <-back:
			rounds++
			reader.catchUp()
		default:
			// The sender's own grant expires as well: it repeats what had no answer.
			reader.wants(sendAgain(t, sender, ana, to(t, "bob"), fmt.Appendf(nil, "%d", sent)))
			sent++
		}
	}
	if err := wait(t, "end of a grant", expired); !strings.Contains(strings.ToLower(err.Error()), "expired") {
		t.Errorf("the connection ended with %v, want the end of its grant", err)
	}
	reader.catchUp()
	reader.finish(sent)
}

// TestBadLogInsDoNotKeepGoodOnesOut: a flood of them from one address, and a
// good one from another.
func TestBadLogInsDoNotKeepGoodOnesOut(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	stranger := newSeed(t)
	mallory := person{seed: stranger, key: stranger.Key()}
	const flood = 500
	var bad atomic.Int64
	stop := make(chan struct{})
	var attackers gosync.WaitGroup
	for range 4 {
		attackers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if nc, err := nats.Connect("nats://"+n.Inner.NativeAddr().String(), mallory.login()...); err == nil {
					nc.Close()
					t.Error("a stranger logged in")
				}
				bad.Add(1)
			}
		})
	}
	var slowest time.Duration
	for bad.Load() < flood {
		began := time.Now()
		ana.dial(t, n.WebSocket).Close()
		slowest = max(slowest, time.Since(began))
	}
	close(stop)
	attackers.Wait()
	t.Logf("slowest good log-in %v beside %d bad ones", slowest, bad.Load())
}

// handshake asks for a WebSocket with these headers and returns the answer.
func handshake(t testing.TB, url string, header http.Header) (status int, retryAfter string, fault problem) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}, "Sec-Websocket-Version": {"13"},
	}
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return resp.StatusCode, "", problem{}
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Header.Get("Content-Type") == "application/problem+json" {
		if err := json.Unmarshal(body, &fault); err != nil {
			t.Fatal(err)
		}
	}
	if bytes.HasPrefix(body, []byte("INFO")) {
		t.Errorf("the broker answered: %q", body)
	}
	return resp.StatusCode, resp.Header.Get("Retry-After"), fault
}

// TestOriginOfAWebSocket is checked before anything is relayed.
func TestOriginOfAWebSocket(t *testing.T) {
	n := startWithDoors(t, "public-url", "https://chat.example")
	host := strings.TrimPrefix(n.URL, "http://")
	for name, c := range map[string]struct {
		origins []string
		want    int
	}{
		"none":                  {nil, http.StatusSwitchingProtocols},
		"same host":             {[]string{n.URL}, http.StatusSwitchingProtocols},
		"same host over TLS":    {[]string{"https://" + host}, http.StatusSwitchingProtocols},
		"public URL":            {[]string{"https://chat.example"}, http.StatusSwitchingProtocols},
		"public URL, plain":     {[]string{"http://chat.example"}, http.StatusForbidden},
		"another":               {[]string{"https://evil.example"}, http.StatusForbidden},
		"another, named alike":  {[]string{"https://chat.example.evil.example"}, http.StatusForbidden},
		"null":                  {[]string{"null"}, http.StatusForbidden},
		"empty":                 {[]string{""}, http.StatusForbidden},
		"two":                   {[]string{"https://chat.example", "https://chat.example"}, http.StatusForbidden},
		"good and bad":          {[]string{"https://chat.example", "https://evil.example"}, http.StatusForbidden},
		"localhost for 127.0.0": {[]string{"http://localhost:1"}, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			for _, url := range []string{n.URL + "/nats", "http://" + n.Inner.WebSocketAddr().String() + "/"} {
				if url != n.URL+"/nats" && strings.HasPrefix(name, "same host") {
					continue // it is the other port's host
				}
				status, _, fault := handshake(t, url, http.Header{"Origin": c.origins})
				if status != c.want || c.want == http.StatusForbidden && fault.Code != "forbidden" {
					t.Errorf("%s: got %d %s, want %d", url, status, fault.Code, c.want)
				}
			}
		})
	}
}

// TestOnlyOnePathLeadsToTheBroker: anything beside /nats is the app's or
// nobody's.
func TestOnlyOnePathLeadsToTheBroker(t *testing.T) {
	n := nodetest.Start(t)
	for _, path := range []string{"/", "/nats/", "/nats/leafnode", "/nats/mqtt", "/natsx", "/Nats", "/nats%2F", "/nats;x", "//nats", "/leafnode", "/mqtt", "/v1/nats", "/./nats"} {
		if status, _, _ := handshake(t, n.URL+path, nil); status == http.StatusSwitchingProtocols {
			t.Errorf("%s leads to the broker", path)
		}
	}
	if status, _, _ := handshake(t, n.URL+"/nats?x=1", nil); status != http.StatusSwitchingProtocols {
		t.Errorf("/nats with a query: got %d, want 101", status)
	}
	resp, err := http.Get(n.URL + "/nats")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var fault problem
	if err := json.NewDecoder(resp.Body).Decode(&fault); err != nil || fault.Code != "malformed" || resp.StatusCode != http.StatusBadRequest {
		t.Errorf("no handshake: got %s %s, %v", resp.Status, fault.Code, err)
	}
}

// TestHandshakesAreCountedByAddress: over the limit a 429 says when to come
// back; other addresses, and other hosts of other IPv6 networks, are not meant.
func TestHandshakesAreCountedByAddress(t *testing.T) {
	n := startWithDoors(t, "limit", "handshakes-burst=3", "limit", "handshakes-per-second=1")
	from := func(a string) http.Header { return http.Header{"X-Forwarded-For": {a}} }
	for _, a := range []string{"203.0.113.7", "2001:db8::1"} {
		for i := range 3 {
			if status, _, fault := handshake(t, n.URL+"/nats", from(a)); status != http.StatusSwitchingProtocols {
				t.Fatalf("handshake %d from %s: got %d %s, want 101", i+1, a, status, fault.Code)
			}
		}
		status, after, fault := handshake(t, n.URL+"/nats", from(a))
		if status != http.StatusTooManyRequests || fault.Code != "rate-limited" || after != "1" || fault.RetryAfter != 1 {
			t.Errorf("one more from %s: got %d %s, Retry-After %q and %d; want 429 rate-limited after 1", a, status, fault.Code, after, fault.RetryAfter)
		}
	}
	for a, want := range map[string]int{
		"203.0.113.8": 101, "2001:db8:0:1::1": 101, "127.0.0.1": 101, "::1": 101,
		"2001:db8::2":                   429, // the same /64
		"203.0.113.8, 203.0.113.7":      429, // the last entry is the proxy's word
		"::ffff:203.0.113.7":            429,
		"203.0.113.7, 198.51.100.1":     101,
		"not an address":                101, // the proxy itself, which is loopback
		"[2001:db8::3]:1234, 127.0.0.1": 101,
	} {
		if status, _, fault := handshake(t, n.URL+"/nats", from(a)); status != want {
			t.Errorf("from %q: got %d %s, want %d", a, status, fault.Code, want)
		}
	}
}
