package httpapi

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"kez.lat/chat/callout"
	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// outside is a NATS server that asks over the control socket.
type outside struct {
	t      testing.TB
	server nkeys.KeyPair
	id     string
	http   *http.Client
}

func newKeyPair(t testing.TB, create func() (nkeys.KeyPair, error)) (nkeys.KeyPair, string) {
	t.Helper()
	kp, err := create()
	if err != nil {
		t.Fatal(err)
	}
	public, err := kp.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return kp, public
}

// newOutside makes a world whose callout trusts one server, and serves its
// control socket.
func newOutside(t testing.TB) (*world, outside) {
	t.Helper()
	server, id := newKeyPair(t, nkeys.CreateServer)
	issuer, _ := newKeyPair(t, nkeys.CreateAccount)
	var people *registry.Registry
	w := newWorld(t, func(s *settings) {
		people = s.api.Registry
		s.api.Authorize = callout.New(callout.Config{
			Issuer: issuer, Account: "APP", Servers: []string{id},
			Directory: func(ctx context.Context, k identity.Key) (callout.Account, error) {
				e, err := people.ByKey(ctx, k)
				if errors.Is(err, registry.ErrUnknownKey) {
					return callout.Account{}, callout.ErrUnknownKey
				}
				return callout.Account{Key: e.Key, Suspended: e.Suspended}, err
			},
			Reserve: func(_, _ identity.Key, _ uint64) bool { return true },
			Now:     time.Now, Log: slog.New(slog.DiscardHandler),
		}).Authorize
	})
	socket := filepath.Join(t.TempDir(), "control.sock")
	ln, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	hs := w.HTTPServer(w.Control())
	done := make(chan error, 1)
	go func() { done <- hs.Serve(ln) }()
	t.Cleanup(func() {
		hs.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	return w, outside{t, server, id, &http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: patience}}
}

// request is what a server sends for a client that signed the nonce.
func (o outside) request(client identity.Seed, by nkeys.KeyPair) []byte {
	o.t.Helper()
	const nonce = "q2Tn0r3Zt9aBcDe"
	_, user := newKeyPair(o.t, nkeys.CreateUser)
	c := jwt.NewAuthorizationRequestClaims(user)
	c.Audience = "nats-authorization-request"
	c.Expires = time.Now().Add(2 * time.Second).Unix()
	c.Server.ID = o.id
	c.UserNkey = user
	c.ClientInformation.Nonce = nonce
	c.ConnectOptions.Nkey = client.Key().NKey()
	c.ConnectOptions.SignedNonce = base64.RawURLEncoding.EncodeToString(client.Sign([]byte(nonce)))
	token, err := c.Encode(by)
	if err != nil {
		o.t.Fatal(err)
	}
	return []byte(token)
}

func (o outside) ask(request []byte) *answer {
	o.t.Helper()
	res, err := o.http.Post("http://control/internal/nats/auth", "application/jwt", bytes.NewReader(request))
	if err != nil {
		o.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return &answer{res, o.t, "POST /internal/nats/auth", string(body)}
}

// TestSeedNATSAuthCallout: the stub of the first description is real, on the
// control socket and nowhere else.
func TestSeedNATSAuthCallout(t *testing.T) {
	w, server := newOutside(t)
	ana := w.person(1, "ana")
	a := server.ask(server.request(ana.Seed, server.server)).want(200, "")
	if got := a.Header.Get("Content-Type"); got != "application/jwt" {
		t.Errorf("Content-Type %q", got)
	}
	response, err := jwt.DecodeAuthorizationResponseClaims(a.body)
	if err != nil || response.Error != "" {
		t.Fatalf("%v, %+v", err, response)
	}
	user, err := jwt.DecodeUserClaims(response.Jwt)
	if err != nil {
		t.Fatal(err)
	}
	hex := ana.Key().Hex()
	if want := []string{"kez.rpc." + hex + ".>"}; !slices.Equal(user.Pub.Allow, want) {
		t.Errorf("may publish %v, want %v", user.Pub.Allow, want)
	}
	if want := []string{"kez.inbox." + hex + ".>", "_INBOX_" + hex + ".>"}; !slices.Equal(user.Sub.Allow, want) {
		t.Errorf("may subscribe %v, want %v", user.Sub.Allow, want)
	}

	a = server.ask(server.request(seedOf(t, 9), server.server)).want(200, "")
	if response, err = jwt.DecodeAuthorizationResponseClaims(a.body); err != nil || response.Error == "" || response.Jwt != "" {
		t.Errorf("somebody unknown is let in: %v, %+v", err, response)
	}
	stranger, _ := newKeyPair(t, nkeys.CreateServer)
	server.ask(server.request(ana.Seed, stranger)).want(403, "forbidden")
	server.ask([]byte("a.b.c")).want(403, "forbidden")
	w.post("/internal/nats/auth", server.request(ana.Seed, server.server)).want(404, "no-route")
}
