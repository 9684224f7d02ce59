package callout

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"kez.lat/chat/identity"
)

// lab is a service, the server it answers, and somebody who logs in.
type lab struct {
	*Service
	t      testing.TB
	now    time.Time
	server nkeys.KeyPair
	id     string
	issuer nkeys.KeyPair
	seed   identity.Seed
	user   string
}

func newLab(t testing.TB, directory func(context.Context, identity.Key) (Account, error), reserve func(account, login identity.Key, connection uint64) bool) *lab {
	t.Helper()
	l := &lab{t: t, now: time.Now()}
	var err error
	l.server, l.id = newServer(t)
	if l.issuer, err = nkeys.CreateAccount(); err != nil {
		t.Fatal(err)
	}
	if l.seed, err = identity.NewSeed(rand.Reader); err != nil {
		t.Fatal(err)
	}
	connection, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	if l.user, err = connection.PublicKey(); err != nil {
		t.Fatal(err)
	}
	l.Service = New(Config{
		Issuer: l.issuer, Account: "APP", Servers: []string{l.id}, Directory: directory, Reserve: reserve,
		Workers: 1, Queue: 1, Now: func() time.Time { return l.now }, Log: slog.New(slog.DiscardHandler),
	})
	return l
}

// request is what the server asks when the person of the lab logs in.
func (l *lab) request() []byte {
	l.t.Helper()
	const nonce = "q2Tn0r3Zt9aBcDe"
	issuer, err := l.issuer.PublicKey()
	if err != nil {
		l.t.Fatal(err)
	}
	c := jwt.NewAuthorizationRequestClaims(issuer)
	c.Audience, c.Expires, c.Server.ID, c.UserNkey = audience, l.now.Add(2*time.Second).Unix(), l.id, l.user
	c.ConnectOptions.Nkey = l.seed.Key().NKey()
	c.ConnectOptions.SignedNonce = base64.RawURLEncoding.EncodeToString(l.seed.Sign([]byte(nonce)))
	c.ClientInformation.Nonce, c.ClientInformation.ID = nonce, 7
	token, err := c.Encode(l.server)
	if err != nil {
		l.t.Fatal(err)
	}
	return []byte(token)
}

// answer is what the service says to the request.
func (l *lab) answer() *jwt.AuthorizationResponse {
	l.t.Helper()
	token, err := l.Authorize(l.t.Context(), l.request())
	if err != nil {
		l.t.Fatal(err)
	}
	c, err := jwt.DecodeAuthorizationResponseClaims(string(token))
	if err != nil {
		l.t.Fatal(err)
	}
	if c.Audience != l.id || c.Subject != l.user {
		l.t.Errorf("the answer is for %s at %s, want %s at %s", c.Subject, c.Audience, l.user, l.id)
	}
	if (c.Jwt == "") == (c.Error == "") {
		l.t.Errorf("the answer has %q and %q, want one of a grant and a refusal", c.Jwt, c.Error)
	}
	return &c.AuthorizationResponse
}

func always(_, _ identity.Key, _ uint64) bool { return true }

// TestAuthorize grants to whoever is registered and refuses everybody else.
func TestAuthorize(t *testing.T) {
	device, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	account := func(a Account, err error) func(context.Context, identity.Key) (Account, error) {
		return func(_ context.Context, k identity.Key) (Account, error) {
			if a.Key.IsZero() {
				a.Key = k
			}
			return a, err
		}
	}
	for name, c := range map[string]struct {
		directory func(context.Context, identity.Key) (Account, error)
		reserve   func(account, login identity.Key, connection uint64) bool
		want      error
	}{
		"registered":             {account(Account{}, nil), always, nil},
		"a device of somebody":   {account(Account{Key: device.Key()}, nil), always, nil},
		"unknown":                {account(Account{}, ErrUnknownKey), always, ErrUnknownKey},
		"suspended":              {account(Account{Suspended: true}, nil), always, ErrSuspended},
		"too many connections":   {account(Account{}, nil), func(_, _ identity.Key, _ uint64) bool { return false }, ErrCrowded},
		"reserved by connection": {account(Account{}, nil), func(_, _ identity.Key, c uint64) bool { return c == 7 }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, c.directory, c.reserve)
			a := l.answer()
			if c.want != nil {
				if !strings.Contains(a.Error, c.want.Error()) {
					t.Errorf("refused with %q, want %q", a.Error, c.want)
				}
				return
			}
			u, err := jwt.DecodeUserClaims(a.Jwt)
			if err != nil {
				t.Fatalf("granted %q (%s): %v", a.Jwt, a.Error, err)
			}
			want := l.seed.Key()
			if name == "a device of somebody" {
				want = device.Key()
			}
			if u.Name != want.Hex() || u.Subject != l.user || u.Audience != "APP" {
				t.Errorf("granted to %s as %s in %s, want %s as %s in APP", u.Name, u.Subject, u.Audience, want.Hex(), l.user)
			}
		})
	}
}

// TestAFaultIsNoRefusal: while the directory cannot be read nobody is told a
// final no.
func TestAFaultIsNoRefusal(t *testing.T) {
	broken := errors.New("disk")
	l := newLab(t, func(context.Context, identity.Key) (Account, error) { return Account{}, broken }, always)
	if token, err := l.Authorize(t.Context(), l.request()); !errors.Is(err, broken) {
		t.Errorf("got %q, %v; want %v", token, err, broken)
	}
}

// TestShutOutWhileBeingAdmitted: whoever is suspended or removed after the
// first look has their connections closed, and must not get in behind that.
func TestShutOutWhileBeingAdmitted(t *testing.T) {
	for name, then := range map[string]func(identity.Key) (Account, error){
		"suspended": func(k identity.Key) (Account, error) { return Account{Key: k, Suspended: true}, nil },
		"removed":   func(identity.Key) (Account, error) { return Account{}, ErrUnknownKey },
		// The key is not the account's any more, whose place was taken.
		"another's": func(identity.Key) (Account, error) { return Account{Key: testKeyOf(t)}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			var reserved bool
			l := newLab(t, func(_ context.Context, k identity.Key) (Account, error) {
				if reserved {
					return then(k)
				}
				return Account{Key: k}, nil
			}, func(_, _ identity.Key, _ uint64) bool { reserved = true; return true })
			if a := l.answer(); a.Error == "" {
				t.Error("granted")
			}
		})
	}
}

func testKeyOf(t testing.TB) identity.Key {
	t.Helper()
	k, err := identity.ParseKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestPlacesAreTheAccounts: a device takes one of the places of its account,
// under its own key, so that it can be told from the others.
func TestPlacesAreTheAccounts(t *testing.T) {
	account := testKeyOf(t)
	var got [2]identity.Key
	l := newLab(t, func(context.Context, identity.Key) (Account, error) { return Account{Key: account}, nil },
		func(a, login identity.Key, _ uint64) bool { got = [2]identity.Key{a, login}; return true })
	if a := l.answer(); a.Error != "" {
		t.Fatalf("refused: %s", a.Error)
	}
	if want := [2]identity.Key{account, l.seed.Key()}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
