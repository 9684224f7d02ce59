package client_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/node/nodetest"
	"kez.lat/chat/seal"
)

func newLinked(t testing.TB, account identity.Key) client.Linked {
	t.Helper()
	l, err := client.NewLinked(rand.Reader, account)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// link goes through the whole of linking and gives the device.
func link(t testing.TB, n *nodetest.Node, p person, name string) client.Linked {
	t.Helper()
	l, fresh, old := newLinked(t, p.key), at(t, n.URL), at(t, n.URL)
	code, err := fresh.Offer(within(t), rand.Reader, l, name)
	if err != nil {
		t.Fatal(err)
	}
	typed, err := client.ParseCode(strings.ToUpper(code.String()))
	if err != nil || typed != code {
		t.Fatalf("%s: got %v, %v", code, typed, err)
	}
	offer, err := old.TakeOffer(within(t), typed, p.key)
	if err != nil {
		t.Fatal(err)
	}
	if offer.Name() != name || offer.Device() != l.ID || offer.Key() != l.Seed.Key() {
		t.Errorf("got an offer of %q %s %s", offer.Name(), offer.Device(), offer.Key())
	}
	waited := make(chan error, 1)
	go func() { waited <- client.NewBook(fresh).AwaitLink(within(t), l) }()
	if _, err := client.NewBook(old).Accept(within(t), p.seed, offer); err != nil {
		t.Fatal(err)
	}
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
	return l
}

// asDevice logs in with the keys of a device.
func (p person) asDevice(l client.Linked) func(*client.Config) {
	return func(c *client.Config) { c.Seed, c.Linked = identity.Seed{}, l }
}

func openWith(t testing.TB, b *client.Book, as client.Account, i client.Item) (seal.Letter, error) {
	t.Helper()
	o, err := as.Opener()
	if err != nil {
		t.Fatal(err)
	}
	return o.Open(i.Body, seal.Given{From: i.From, ID: i.ID, Time: i.Time, Device: b.DeviceKey(within(t))})
}

func sealTo(t testing.TB, b *client.Book, as client.Account, to identity.Key, body string) client.Message {
	t.Helper()
	m := client.Message{To: to, ID: newID(t), Copy: true}
	var err error
	m.Body, err = b.Seal(within(t), rand.Reader, as, seal.Draft{Type: seal.TypeText, ID: m.ID, To: to, SentAt: time.Now(), Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLinkedDeviceChats both ways with somebody, whose letters the account's
// own program and the device both open; and is shut out when it is revoked.
func TestLinkedDeviceChats(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	phone := link(t, n, ana, "phone")
	anaAs, bobAs, phoneAs := client.Account{Seed: ana.seed}, client.Account{Seed: bob.seed}, client.Account{Linked: phone}
	anaBook, bobBook, phoneBook := client.NewBook(at(t, n.URL)), client.NewBook(at(t, n.URL)), client.NewBook(at(t, n.URL))

	lost := make(chan bool, 8)
	sp := ana.connect(t, n, ana.asDevice(phone), func(c *client.Config) {
		c.OnStatus = func(online bool) { lost <- online }
	})
	sa, sb := ana.connect(t, n, func(c *client.Config) {
		c.OnStatus = func(online bool) {
			if !online {
				t.Error("the account's own program was disconnected")
			}
		}
	}), bob.connect(t, n)
	if self, err := sp.Whoami(within(t)); err != nil || self.Primary != ana.key {
		t.Fatalf("got %+v, %v, want the account", self, err)
	}
	fa, fb, fp := follow(t, sa, client.Cursor{}), follow(t, sb, client.Cursor{}), follow(t, sp, client.Cursor{})
	if _, err := sp.Send(within(t), sealTo(t, phoneBook, phoneAs, bob.key, "from the phone")); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]struct {
		f  *followed
		b  *client.Book
		as client.Account
	}{"bob": {fb, bobBook, bobAs}, "ana": {fa, anaBook, anaAs}, "phone": {fp, phoneBook, phoneAs}} {
		letter, err := openWith(t, got.b, got.as, got.f.next(t))
		if err != nil || letter.Body() != "from the phone" || letter.From() != ana.key || letter.Device() != phone.ID {
			t.Errorf("%s: got %q of %s by %s, %v", name, letter.Body(), letter.From(), letter.Device(), err)
		}
	}
	if _, err := sb.Send(within(t), sealTo(t, bobBook, bobAs, ana.key, "to all of ana")); err != nil {
		t.Fatal(err)
	}
	if letter, err := openWith(t, phoneBook, phoneAs, fp.next(t)); err != nil || letter.Body() != "to all of ana" {
		t.Errorf("got %q, %v", letter.Body(), err)
	}
	if letter, err := openWith(t, anaBook, anaAs, fa.next(t)); err != nil || letter.Body() != "to all of ana" {
		t.Errorf("got %q, %v", letter.Body(), err)
	}

	if _, err := anaBook.RevokeDevice(within(t), ana.seed, phone.ID); err != nil {
		t.Fatal(err)
	}
	for online := true; online; {
		select {
		case online = <-lost:
		case <-within(t).Done():
			t.Fatal("the device is still connected")
		}
	}
	if _, err := client.Connect(within(t), func() client.Config {
		c := ana.config(t, n)
		ana.asDevice(phone)(&c)
		return c
	}()); !errors.Is(err, client.ErrLogin) {
		t.Errorf("a revoked device: got %v, want %v", err, client.ErrLogin)
	}
	if err := phoneBook.AwaitLink(within(t), phone); !errors.Is(err, client.ErrNotLinked) {
		t.Errorf("got %v, want %v", err, client.ErrNotLinked)
	}
	// Nobody seals for it any more, and what it signs counts no more.
	list, err := client.NewBook(at(t, n.URL)).Devices(within(t), ana.key)
	if err != nil || len(list) != 0 {
		t.Errorf("got %d devices, %v, want none", len(list), err)
	}
	late := sealTo(t, phoneBook, phoneAs, bob.key, "late")
	_, err = openWith(t, client.NewBook(at(t, n.URL)), bobAs, client.Item{Body: late.Body, From: ana.key, ID: late.ID, Time: time.Now().Add(time.Minute)})
	if !errors.Is(err, seal.ErrWrongDevice) {
		t.Errorf("a letter after the revocation: got %v, want %v", err, seal.ErrWrongDevice)
	}
}

// TestAppendOnAMovedHead: two programs with the seed append at the same time.
func TestAppendOnAMovedHead(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	var wg sync.WaitGroup
	for i := range 3 {
		subject, err := identity.ParseSubject(fmt.Sprintf("github:ana%d", i))
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if _, err := client.NewBook(at(t, n.URL)).Append(within(t), ana.seed, sigchain.Draft{Op: sigchain.Add, Subject: subject}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s, err := client.NewBook(at(t, n.URL)).State(within(t), ana.key)
	if err != nil || len(s.Active) != 3 || s.Head.Seq != 3 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestBadCodesAndOffers(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	node := at(t, n.URL)
	offer := func() client.Code {
		c, err := node.Offer(within(t), rand.Reader, newLinked(t, ana.key), "phone")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if _, err := node.TakeOffer(within(t), offer(), bob.key); !errors.Is(err, client.ErrBadOffer) {
		t.Errorf("an offer for somebody else: got %v, want %v", err, client.ErrBadOffer)
	}
	c := offer()
	wrong := c
	wrong[0] ^= 1
	if _, err := node.TakeOffer(within(t), wrong, ana.key); !client.IsCode(err, client.CodeUnknownLink) {
		t.Errorf("a wrong code: got %v", err)
	}
	if o, err := node.TakeOffer(within(t), c, ana.key); err != nil || o.Name() != "phone" {
		t.Errorf("got %q, %v", o.Name(), err)
	}
	if _, err := node.TakeOffer(within(t), c, ana.key); !client.IsCode(err, client.CodeUnknownLink) {
		t.Errorf("a code used twice: got %v", err)
	}
	if _, err := node.Offer(within(t), rand.Reader, newLinked(t, ana.key), strings.Repeat("x", 65)); !errors.Is(err, client.ErrBadOffer) {
		t.Errorf("a long name: got %v, want %v", err, client.ErrBadOffer)
	}
	good := c.URI()
	if back, err := client.ParseCode(good); err != nil || back != c {
		t.Errorf("%s: got %v, %v", good, back, err)
	}
	for _, text := range []string{"", "kez:link:", good + "a", good[:len(good)-1], strings.Repeat("1", 26), strings.Repeat("b", 26)[:25] + "z", "kez:x:" + good[9:]} {
		if _, err := client.ParseCode(text); !errors.Is(err, client.ErrBadCode) {
			t.Errorf("%q: got %v, want %v", text, err, client.ErrBadCode)
		}
	}
}

// TestChainsDoNotGoBack: a node that takes events back, or shows others in
// their place, is told from one that does not.
func TestChainsDoNotGoBack(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	book := client.NewBook(at(t, n.URL))
	add := func(subject string) {
		parsed, err := identity.ParseSubject(subject)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := book.Append(within(t), ana.seed, sigchain.Draft{Op: sigchain.Add, Subject: parsed}); err != nil {
			t.Fatal(err)
		}
	}
	add("github:ana")
	add("dns:ana.example")
	honest := book.Links(ana.key)
	fork, err := sigchain.Sign(ana.seed, honest[0].Head(), sigchain.Draft{Op: sigchain.Revoke, Subject: honest[0].Subject(), CreatedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	forked, err := sigchain.Open(fork)
	if err != nil {
		t.Fatal(err)
	}
	next, err := sigchain.Sign(ana.seed, forked.Head(), sigchain.Draft{Op: sigchain.Add, Subject: honest[0].Subject(), CreatedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	after, err := sigchain.Open(next)
	if err != nil {
		t.Fatal(err)
	}
	bob := newSeed(t)
	foreign, err := sigchain.Sign(bob, sigchain.Head{}, sigchain.Draft{Op: sigchain.Add, Subject: honest[0].Subject(), CreatedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := sigchain.Open(foreign)
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		known []sigchain.Link
		shown []sigchain.Link
		want  error
	}{
		"the same":             {honest, honest, nil},
		"from the beginning":   {nil, honest, nil},
		"one more":             {honest[:1], honest, nil},
		"taken back":           {honest, honest[:1], client.ErrChainChanged},
		"taken back wholly":    {honest, nil, client.ErrChainChanged},
		"another in its place": {honest, []sigchain.Link{honest[0], forked}, client.ErrChainChanged},
		"others and more":      {honest, []sigchain.Link{honest[0], forked, after}, client.ErrChainChanged},
		"somebody else's":      {nil, []sigchain.Link{theirs}, client.ErrUnverified},
		"without beginning":    {nil, honest[1:], client.ErrUnverified},
	} {
		front := showing(t, n.URL, row.shown)
		b := client.NewBook(at(t, front))
		if err := b.Learn(ana.key, row.known); err != nil {
			t.Fatal(err)
		}
		_, err := b.State(within(t), ana.key)
		if !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
		if row.want != nil && len(b.Links(ana.key)) != len(row.known) {
			t.Errorf("%s: %d events are believed, want %d", name, len(b.Links(ana.key)), len(row.known))
		}
	}
}

// showing is the node behind something that shows other sigchains.
func showing(t testing.TB, nodeURL string, links []sigchain.Link) string {
	t.Helper()
	target, err := url.Parse(nodeURL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/v1/sigchains/") {
			proxy.ServeHTTP(w, r)
			return
		}
		if len(links) == 0 {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"code":"unknown-sigchain","status":404}`)
			return
		}
		tag := `"` + links[len(links)-1].Hash() + `"`
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		for _, l := range links {
			if fmt.Sprint(l.Seq()) > r.URL.Query().Get("since") {
				w.Write(append(l.Raw(), '\n'))
			}
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAwaitLinkGivesUp(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := client.NewBook(at(t, n.URL)).AwaitLink(ctx, newLinked(t, ana.key)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
}
