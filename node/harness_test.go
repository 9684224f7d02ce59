package node_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// patience bounds every wait. Machines that run tests are slow, and nothing
// that works takes nearly as long.
const patience = 40 * time.Second

// unlimited lifts the limits on how often, which tests of other things meet.
var unlimited = []string{"limit", "sends-per-second=0", "limit", "live-per-second=0", "limit", "lookups-per-second=0"}

// person is somebody registered on a node.
type person struct {
	handle identity.Handle
	seed   identity.Seed
	key    identity.Key
}

func newSeed(t testing.TB) identity.Seed {
	t.Helper()
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func newID(t testing.TB) string {
	t.Helper()
	id, err := identity.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// join registers somebody under a handle.
func join(t testing.TB, n *nodetest.Node, handle identity.Handle) person {
	t.Helper()
	p := person{handle: handle, seed: newSeed(t)}
	p.key = p.seed.Key()
	if status, body := p.register(t, n, ""); status != http.StatusCreated {
		t.Fatalf("register %s: got %d %s, want 201", handle, status, body)
	}
	return p
}

func (p person) register(t testing.TB, n *nodetest.Node, invite string) (status int, body string) {
	t.Helper()
	signed, err := identity.SignRegistration(p.seed, p.handle, n.Server, time.Now(), invite)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(n.URL+"/v1/register", "application/json", bytes.NewReader(signed))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// login are the options with which p logs in.
func (p person) login() []nats.Option {
	return []nats.Option{
		nats.Nkey(p.key.NKey(), func(nonce []byte) ([]byte, error) { return p.seed.Sign(nonce), nil }),
		nats.CustomInboxPrefix(identity.ReplyPrefix(p.key)),
		nats.Name("kez:" + string(p.handle)),
		nats.IgnoreAuthErrorAbort(),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(10 * time.Millisecond),
		nats.ReconnectJitter(10*time.Millisecond, 10*time.Millisecond),
		nats.Timeout(patience),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // the client's own prints
	}
}

// dial connects p at url until the test ends.
func (p person) dial(t testing.TB, url string, more ...nats.Option) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(url, append(p.login(), more...)...)
	if err != nil {
		t.Fatalf("log in %s at %s: %v", p.handle, url, err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// doors are the ways in: through the front door, and the two of their own.
func doors(n *nodetest.Node) map[string]string {
	return map[string]string{
		"front door":     n.WebSocket,
		"WebSocket port": "ws://" + n.Inner.WebSocketAddr().String(),
		"native port":    "nats://" + n.Inner.NativeAddr().String(),
	}
}

// startWithDoors starts a node with every door open.
func startWithDoors(t testing.TB, settings ...string) *nodetest.Node {
	t.Helper()
	return nodetest.Start(t, append([]string{"nats-bind", "127.0.0.1:0", "ws-bind", "127.0.0.1:0"}, settings...)...)
}

// problem is what a call answers when it fails.
type problem struct {
	Code, Detail string
	Status       int
	RetryAfter   int `json:"retry_after"`
}

// ask makes a call and returns its answer; a refusal is checked to be told
// alike in headers and body.
func ask(t testing.TB, nc *nats.Conn, p person, call string, header nats.Header, body []byte) (*nats.Msg, problem) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	m, err := nc.RequestMsgWithContext(ctx, &nats.Msg{Subject: identity.RPCSubject(p.key, call), Header: header, Data: body})
	if err != nil {
		t.Fatalf("%s: %v", call, err)
	}
	var fault problem
	if code := m.Header.Get("Nats-Service-Error"); code != "" {
		if err := json.Unmarshal(m.Data, &fault); err != nil {
			t.Fatalf("%s: problem %q: %v", call, m.Data, err)
		}
		if fault.Code != code || fmt.Sprint(fault.Status) != m.Header.Get("Nats-Service-Error-Code") {
			t.Errorf("%s: headers %v and problem %s differ", call, m.Header, m.Data)
		}
	}
	return m, fault
}

// to are the headers of a message to somebody.
func to(t testing.TB, who string, more ...string) nats.Header {
	t.Helper()
	h := nats.Header{identity.HeaderTo: {who}, identity.HeaderID: {newID(t)}}
	for i := 0; i+1 < len(more); i += 2 {
		h[more[i]] = []string{more[i+1]}
	}
	return h
}

// receipt is the answer to a send.
type receipt struct {
	Seq  uint64
	Time string
}

// send hands in a message and wants it stored.
func send(t testing.TB, nc *nats.Conn, from person, h nats.Header, body []byte) receipt {
	t.Helper()
	m, fault := ask(t, nc, from, "send", h, body)
	var r receipt
	if err := json.Unmarshal(m.Data, &r); err != nil || fault.Code != "" || r.Seq == 0 {
		t.Fatalf("send: got %s", m.Data)
	}
	return r
}

// page is the last message of a sync.
type page struct {
	Next  uint64
	More  bool
	Epoch string
}

// sync reads one page.
func sync(t testing.TB, nc *nats.Conn, p person, query string) ([]*nats.Msg, page) {
	t.Helper()
	items, end, err := readPage(nc, p, query)
	if err != nil {
		t.Fatalf("sync %s: %v", query, err)
	}
	return items, end
}

// readPage is sync for goroutines, which may not end the test.
func readPage(nc *nats.Conn, p person, query string) (items []*nats.Msg, end page, err error) {
	inbox := nc.NewInbox()
	sub, err := nc.SubscribeSync(inbox)
	if err != nil {
		return nil, page{}, err
	}
	defer sub.Unsubscribe()
	if err := nc.PublishRequest(identity.RPCSubject(p.key, "sync"), inbox, []byte(query)); err != nil {
		return nil, page{}, err
	}
	for {
		m, err := sub.NextMsg(patience)
		switch {
		case err != nil:
			return nil, page{}, fmt.Errorf("after %d items: %w", len(items), err)
		case m.Header.Get("Nats-Service-Error") != "":
			return nil, page{}, errors.New(string(m.Data))
		case m.Header.Get(identity.HeaderEnd) == "":
			items = append(items, m)
		default:
			return items, end, json.Unmarshal(m.Data, &end)
		}
	}
}

// mailbox reads everything p has.
func mailbox(t testing.TB, nc *nats.Conn, p person) []*nats.Msg {
	t.Helper()
	var all []*nats.Msg
	var since uint64
	for {
		items, end := sync(t, nc, p, fmt.Sprintf(`{"since":%d,"limit":1000}`, since))
		all = append(all, items...)
		if since = end.Next; !end.More {
			return all
		}
	}
}

// next waits for the next message of a subscription.
func next(t testing.TB, sub *nats.Subscription) *nats.Msg {
	t.Helper()
	m, err := sub.NextMsg(patience)
	if err != nil {
		t.Fatalf("message on %s: %v", sub.Subject, err)
	}
	return m
}

// subscribe listens, and the server knows when it returns.
func subscribe(t testing.TB, nc *nats.Conn, subject string) *nats.Subscription {
	t.Helper()
	sub, err := nc.SubscribeSync(subject)
	if err == nil {
		err = nc.Flush()
	}
	if err != nil {
		t.Fatalf("subscribe to %s: %v", subject, err)
	}
	return sub
}

// wait waits for an event.
func wait[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s: nothing for %v", what, patience)
		panic("unreachable")
	}
}

// await asks again and again until it holds, for states that have no event.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s: not after %v", what, patience)
		}
	}
}

// refused tells whether err is the server's one word for every failed log-in.
func refused(err error) bool {
	return errors.Is(err, nats.ErrAuthorization) || err != nil && strings.Contains(err.Error(), "Authorization Violation")
}

func uints(n uint64) string { return strconv.FormatUint(n, 10) }
