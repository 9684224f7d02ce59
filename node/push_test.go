package node_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/fetch/fetchtest"
	"kez.lat/chat/identity"
	"kez.lat/chat/node"
	"kez.lat/chat/node/nodetest"
	"kez.lat/chat/push/pushtest"
)

// wakeable has a browser of p's device woken.
func wakeable(t *testing.T, url string, p person, device string, b *pushtest.Browser) {
	t.Helper()
	path := "/v1/push/subscribe/" + string(p.handle)
	body := fmt.Appendf(nil, `{"device":%q,"endpoint":%q,"keys":{"p256dh":%q,"auth":%q}}`, device, b.Endpoint, b.P256dh, b.Auth)
	now := time.Now().Unix()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-KEZ-Auth", fmt.Sprintf("%d:%x", now, p.seed.Sign(identity.SignedCall(http.MethodPost, path, now, body, "localhost"))))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("subscribe: got %d", resp.StatusCode)
	}
}

// TestPush wakes the one device of bob that is not connected, for ana whom bob
// accepted, and for nobody else; after a restart too.
func TestPush(t *testing.T) {
	w := fetchtest.New(t)
	service := pushtest.New(t, w, "push.example")
	s, err := node.Load(node.Sources{Flags: map[string][]string{"bind": {"127.0.0.1:0"}, "data-dir": {t.TempDir()}}})
	if err != nil {
		t.Fatal(err)
	}
	open := func() (*node.Node, *nodetest.Node) {
		inner, err := node.OpenWithPush(context.Background(), s, slog.New(slog.NewTextHandler(t.Output(), nil)), w.Config(), 100*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		url := "http://" + inner.Addr().String()
		return inner, &nodetest.Node{URL: url, WebSocket: strings.Replace(url, "http", "ws", 1) + "/nats", Server: "localhost", Inner: inner}
	}
	inner, n := open()
	ana, bob, eve, may := join(t, n, "ana"), join(t, n, "bob"), join(t, n, "eve"), join(t, n, "may")
	asleep, awake := service.Subscribe(), service.Subscribe()
	wakeable(t, n.URL, bob, strings.Repeat("01", 16), asleep)
	wakeable(t, n.URL, bob, strings.Repeat("02", 16), awake)
	at := bob.dial(t, n.WebSocket, nats.Name("web:"+strings.Repeat("02", 16)))
	for who, state := range map[identity.Key]string{ana.key: "accepted", may.key: "muted"} {
		if _, fault := ask(t, at, bob, "contact", nil, fmt.Appendf(nil, `{"primary":%q,"state":%q}`, who, state)); fault.Code != "" {
			t.Fatal(fault)
		}
	}
	wake := func(n *nodetest.Node) {
		t.Helper()
		// Those that wake nobody come first: their pushes would arrive first.
		for _, p := range []person{eve, may, ana} {
			nc := p.dial(t, n.WebSocket)
			if p.key == ana.key {
				send(t, nc, p, to(t, bob.key.String(), identity.HeaderClass, "note"), []byte("{}"))
			}
			send(t, nc, p, to(t, bob.key.String()), []byte(`{"hello":"bob"}`))
			nc.Close()
		}
		select {
		case got := <-service.Pushes():
			if !strings.HasSuffix(asleep.Endpoint, got.Path) || strings.Contains(got.Text, "bob") || strings.Contains(got.Text, ana.key.Hex()) {
				t.Errorf("pushed %q to %s", got.Text, got.Path)
			}
		case <-time.After(patience):
			t.Fatal("no push")
		}
	}
	wake(n)
	at.Close()
	if err := inner.Close(); err != nil {
		t.Fatal(err)
	}
	if left := len(service.Pushes()); left != 0 {
		t.Errorf("%d pushes too many", left)
	}
	inner, n = open()
	defer inner.Close()
	bob.dial(t, n.WebSocket, nats.Name("web:"+strings.Repeat("02", 16)))
	wake(n)
}

// TestPushForWhom: each has a recipient and an endpoint of their own, and the
// one that has to wake somebody comes last, so that a push too many comes first.
func TestPushForWhom(t *testing.T) {
	w := fetchtest.New(t)
	service := pushtest.New(t, w, "push.example")
	s, err := node.Load(node.Sources{Flags: map[string][]string{"bind": {"127.0.0.1:0"}, "data-dir": {t.TempDir()}}})
	if err != nil {
		t.Fatal(err)
	}
	inner, err := node.OpenWithPush(context.Background(), s, slog.New(slog.NewTextHandler(t.Output(), nil)), w.Config(), 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	url := "http://" + inner.Addr().String()
	n := &nodetest.Node{URL: url, WebSocket: strings.Replace(url, "http", "ws", 1) + "/nats", Server: "localhost", Inner: inner}
	ana := join(t, n, "ana")
	from := ana.dial(t, n.WebSocket)
	cases := []struct {
		handle, state string
		class         bool
		refused       string
	}{
		{"stranger", "none", false, ""},
		{"muter", "muted", false, ""},
		{"blocker", "blocked", false, "recipient-refuses"},
		{"noted", "accepted", true, ""},
		{"friend", "accepted", false, ""},
	}
	endpoints := make(map[string]string)
	for _, c := range cases {
		p := join(t, n, identity.Handle(c.handle))
		endpoint := service.Subscribe()
		endpoints[c.handle] = endpoint.Endpoint
		wakeable(t, n.URL, p, strings.Repeat("01", 16), endpoint)
		nc := p.dial(t, n.WebSocket)
		if _, fault := ask(t, nc, p, "contact", nil, fmt.Appendf(nil, `{"primary":%q,"state":%q}`, ana.key, c.state)); fault.Code != "" {
			t.Fatal(fault)
		}
		nc.Close()
	}
	for _, c := range cases {
		header := to(t, c.handle)
		if c.class {
			header = to(t, c.handle, identity.HeaderClass, "note")
		}
		_, fault := ask(t, from, ana, "send", header, []byte(`{"hello":"you"}`))
		if fault.Code != c.refused {
			t.Fatalf("send to %s: got %q, want %q", c.handle, fault.Code, c.refused)
		}
	}
	select {
	case got := <-service.Pushes():
		if !strings.HasSuffix(endpoints["friend"], got.Path) {
			t.Errorf("somebody was woken who should sleep on: %s, of %v", got.Path, endpoints)
		}
	case <-time.After(patience):
		t.Fatal("no push")
	}
}
