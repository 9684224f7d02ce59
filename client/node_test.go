package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

func TestAddressOfANode(t *testing.T) {
	for _, good := range []string{"http://localhost:6969", "https://chat.example.org", "https://chat.example.org/"} {
		if _, err := client.At(good, nil, time.Now); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "localhost:6969", "chat.example.org", "ftp://x", "http://", "http://a:b@x", "http://x/y", "http://x?y", "http://x#y", "://"} {
		if _, err := client.At(bad, nil, time.Now); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestInfo(t *testing.T) {
	n := nodetest.Start(t)
	info, err := at(t, n.URL).Info(within(t))
	if err != nil || info.Server != n.Server || info.Registration != "open" || info.Limits["envelope-bytes"] != 262144 || info.Time.IsZero() {
		t.Errorf("got %+v, %v", info, err)
	}
}

// TestWrongClock registers from a machine whose clock is a day late.
func TestWrongClock(t *testing.T) {
	n := nodetest.Start(t)
	late, err := client.At(n.URL, nil, func() time.Time { return time.Now().Add(-24 * time.Hour) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late.Register(within(t), newSeed(t), "ana", n.Server, ""); !client.IsCode(err, client.CodeStale) {
		t.Errorf("before the node was asked for the time: got %v, want %s", err, client.CodeStale)
	}
	if _, err := late.Info(within(t)); err != nil {
		t.Fatal(err)
	}
	if off := time.Until(late.Time()).Abs(); off > time.Minute {
		t.Errorf("the time is off by %s", off)
	}
	if _, err := late.Register(within(t), newSeed(t), "ana", n.Server, ""); err != nil {
		t.Error(err)
	}
}

func TestRegister(t *testing.T) {
	n := nodetest.Start(t)
	node, seed := at(t, n.URL), newSeed(t)
	for range 2 { // an answer that was lost: the second is a success as well
		p, err := node.Register(within(t), seed, "ana", n.Server, "")
		if err != nil || p.Handle != "ana" || p.Key != seed.Key() || p.Address().String() != "ana@localhost" || p.RegisteredAt.IsZero() {
			t.Fatalf("got %+v, %v", p, err)
		}
	}
	for name, row := range map[string]struct {
		seed   identity.Seed
		handle identity.Handle
		server string
		want   string
	}{
		"taken":       {newSeed(t), "ana", n.Server, "handle-taken"},
		"second name": {seed, "ana2", n.Server, "key-taken"},
		"reserved":    {newSeed(t), "admin", n.Server, "handle-reserved"},
		"bad":         {newSeed(t), "An", n.Server, "bad-handle"},
		"elsewhere":   {newSeed(t), "bob", "example.com", "wrong-server"},
	} {
		if _, err := node.Register(within(t), row.seed, row.handle, row.server, ""); !client.IsCode(err, row.want) {
			t.Errorf("%s: got %v, want %s", name, err, row.want)
		}
	}
}

func TestLookUpOverHTTP(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	node := at(t, n.URL)
	byHandle, err := node.ByHandle(within(t), ana.address)
	if err != nil || byHandle.Key != ana.key {
		t.Errorf("got %+v, %v", byHandle, err)
	}
	byKey, err := node.ByKey(within(t), ana.key, n.Server)
	if err != nil || byKey.Address() != ana.address {
		t.Errorf("got %+v, %v", byKey, err)
	}
	_, err = node.ByHandle(within(t), identity.Address{Handle: "nobody2", Server: n.Server})
	if p, ok := errors.AsType[*client.Problem](err); !ok || p.Code != client.CodeUnknownHandle || !p.Available {
		t.Errorf("nobody: got %v", err)
	}
	if _, err = node.ByHandle(within(t), identity.Address{Handle: "ana", Server: "example.com"}); !client.IsCode(err, client.CodeUnknownServer) {
		t.Errorf("elsewhere: got %v", err)
	}
	if _, err = node.ByKey(within(t), newSeed(t).Key(), n.Server); !client.IsCode(err, client.CodeUnknownKey) {
		t.Errorf("unknown: got %v", err)
	}
}

func TestPostAndPoll(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	node := at(t, n.URL)
	id := newID(t)
	const envelope = `{ "a":  [1, 2.50] }`
	first, err := node.Post(within(t), ana.seed, n.Server, bob.address.String(), id, []byte(envelope))
	if err != nil {
		t.Fatal(err)
	}
	again, err := node.Post(within(t), ana.seed, n.Server, "bob", id, []byte(envelope))
	if err != nil || again != first {
		t.Errorf("again: got %+v, %v, want %+v", again, err, first)
	}
	if _, err := node.Post(within(t), identity.Seed{}, n.Server, bob.key.String(), identity.ID{}, []byte(`"anonymous"`)); err != nil {
		t.Error(err)
	}
	s := ana.connect(t, n)
	send(t, s, bob.key, "\xff no JSON")

	page, err := node.Poll(within(t), bob.seed, "bob", client.Cursor{})
	if err != nil || page.More || len(page.Items) != 3 {
		t.Fatalf("got %+v, %v", page, err)
	}
	want := []string{envelope, `"anonymous"`, "\xff no JSON"}
	for i, item := range page.Items {
		if string(item.Body) != want[i] || item.To != bob.key || item.Kind != client.KindMsg {
			t.Errorf("item %d: got %+v, want %q", i, item, want[i])
		}
	}
	if page.Items[0].From != ana.key || page.Items[0].ID != id || !page.Items[1].From.IsZero() {
		t.Errorf("senders: got %s, %s", page.Items[0].From, page.Items[1].From)
	}
	if page, err = node.Poll(within(t), bob.seed, "bob", page.Next); err != nil || len(page.Items) != 0 {
		t.Errorf("from there on: got %+v, %v", page, err)
	}
	if _, err := node.Poll(within(t), ana.seed, "bob", client.Cursor{}); !client.IsCode(err, "bad-signature") {
		t.Errorf("somebody else's inbox: got %v", err)
	}
	if _, err := node.Poll(within(t), bob.seed, "bob", client.Cursor{Epoch: strings.Repeat("0", 16)}); !client.IsCode(err, client.CodeEpochChanged) {
		t.Errorf("another epoch: got %v", err)
	}
	if _, err := node.Poll(within(t), bob.seed, "bob", client.Cursor{Seq: 1 << 40}); !client.IsCode(err, client.CodeEpochChanged) {
		t.Errorf("beyond the head: got %v", err)
	}
}

// TestNotANode has servers that answer otherwise than a node does.
func TestNotANode(t *testing.T) {
	for name, row := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"a page":    {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, client.ErrNotANode},
		"an object": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }, client.ErrNotANode},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/", http.StatusFound)
		}, client.ErrNotANode},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				fmt.Fprint(w, strings.Repeat(" ", 64<<10))
			}
		}, client.ErrNotANode},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			fmt.Fprint(w, "{")
		}, client.ErrUnreachable},
	} {
		server := httptest.NewServer(row.answer)
		t.Cleanup(server.Close)
		if _, err := at(t, server.URL).Info(within(t)); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	if _, err := at(t, closed.URL).Info(within(t)); !errors.Is(err, client.ErrUnreachable) {
		t.Errorf("nobody there: got %v, want %v", err, client.ErrUnreachable)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "bad gateway", http.StatusBadGateway) }))
	t.Cleanup(proxy.Close)
	if _, err := at(t, proxy.URL).Info(within(t)); !client.IsCode(err, "502") {
		t.Errorf("a proxy: got %v", err)
	}
}

// TestLyingNode shows records that nobody signed.
func TestLyingNode(t *testing.T) {
	ana, eve := newSeed(t), newSeed(t)
	signed := func(seed identity.Seed, handle identity.Handle, server string) string {
		data, err := identity.SignRegistration(seed, handle, server, time.Now().AddDate(-1, 0, 0), "")
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	record := func(handle string, key identity.Key, registration string) string {
		return fmt.Sprintf(`{"handle":%q,"fqhn":"","primary":%q,"registered_at":"2026-05-25T03:00:00.000Z","proofs":[],"registration":%s}`, handle, key, registration)
	}
	const server = "kez.lat"
	for name, row := range map[string]struct {
		record string
		want   error
	}{
		"true":             {record("ana", ana.Key(), signed(ana, "ana", server)), nil},
		"another key":      {record("ana", eve.Key(), signed(ana, "ana", server)), client.ErrUnverified},
		"another handle":   {record("ana", eve.Key(), signed(eve, "eve", server)), client.ErrUnverified},
		"another person":   {record("eve", eve.Key(), signed(eve, "eve", server)), client.ErrUnverified},
		"another server":   {record("ana", ana.Key(), signed(ana, "ana", "example.com")), client.ErrUnverified},
		"no registration":  {record("ana", ana.Key(), "null"), client.ErrUnverified},
		"changed":          {record("ana", ana.Key(), strings.Replace(signed(eve, "eve", server), "eve", "ana", 1)), client.ErrUnverified},
		"no record at all": {"[]", client.ErrNotANode},
	} {
		lying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, row.record) }))
		t.Cleanup(lying.Close)
		node := at(t, lying.URL)
		if _, err := node.ByHandle(within(t), identity.Address{Handle: "ana", Server: server}); !errors.Is(err, row.want) {
			t.Errorf("by handle, %s: got %v, want %v", name, err, row.want)
		}
		if _, err := node.ByKey(within(t), ana.Key(), server); !errors.Is(err, row.want) {
			t.Errorf("by key, %s: got %v, want %v", name, err, row.want)
		}
		if _, err := node.Register(within(t), ana, "ana", server, ""); !errors.Is(err, row.want) {
			t.Errorf("register, %s: got %v, want %v", name, err, row.want)
		}
	}
}
