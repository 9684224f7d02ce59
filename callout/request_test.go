package callout

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"kez.lat/chat/identity"
)

func newServer(t testing.TB) (nkeys.KeyPair, string) {
	t.Helper()
	kp, err := nkeys.CreateServer()
	if err != nil {
		t.Fatal(err)
	}
	pub, err := kp.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return kp, pub
}

func TestDecode(t *testing.T) {
	now := time.Unix(1790000000, 0)
	server, id := newServer(t)
	stranger, strangerID := newServer(t)
	account, err := nkeys.CreateAccount()
	if err != nil {
		t.Fatal(err)
	}
	accountID, err := account.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	connection, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	userID, err := connection.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	good := func() *jwt.AuthorizationRequestClaims {
		c := jwt.NewAuthorizationRequestClaims(accountID)
		c.Audience = audience
		c.Expires = now.Add(2 * time.Second).Unix()
		c.Server.ID = id
		c.UserNkey = userID
		return c
	}
	encode := func(c *jwt.AuthorizationRequestClaims, by nkeys.KeyPair) []byte {
		token, err := c.Encode(by)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(token)
	}
	changed := func(change func(*jwt.AuthorizationRequestClaims)) []byte {
		c := good()
		change(c)
		return encode(c, server)
	}
	forged := encode(good(), server)
	forged[len(forged)-20] ^= 1
	user := jwt.NewUserClaims(userID)
	userToken, err := user.Encode(account)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]byte{
		"nothing":                   nil,
		"not a token":               []byte("hello"),
		"three dots":                []byte("a.b.c"),
		"too large":                 bytes.Repeat([]byte("x"), MaxRequest+1),
		"signed by a stranger":      encode(good(), stranger),
		"speaks for another server": changed(func(c *jwt.AuthorizationRequestClaims) { c.Server.ID = strangerID }),
		"another audience":          changed(func(c *jwt.AuthorizationRequestClaims) { c.Audience = "else" }),
		"expired":                   changed(func(c *jwt.AuthorizationRequestClaims) { c.Expires = now.Unix() - 1 }),
		"never expires":             changed(func(c *jwt.AuthorizationRequestClaims) { c.Expires = 0 }),
		"changed signature":         forged,
		"another kind of token":     []byte(userToken),
	}
	trusted := func(s string) bool { return s == id }
	for name, token := range cases {
		if _, err := decode(token, trusted, now); !errors.Is(err, ErrRequest) {
			t.Errorf("%s: %v, want ErrRequest", name, err)
		}
	}
	if r, err := decode(encode(good(), server), trusted, now); err != nil || r.Server.ID != id {
		t.Errorf("good request: %+v, %v", r, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.e30.AA"))
	f.Fuzz(func(t *testing.T, token []byte) {
		if _, err := decode(token, func(string) bool { return false }, time.Unix(1790000000, 0)); err == nil {
			t.Error("a token of no trusted server was believed")
		}
	})
}

func TestProve(t *testing.T) {
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const nonce = "q2Tn0r3Zt9aBcDe"
	sig := seed.Sign([]byte(nonce))
	request := func(change func(*jwt.AuthorizationRequest)) *jwt.AuthorizationRequest {
		r := &jwt.AuthorizationRequest{}
		r.ConnectOptions.Nkey = seed.Key().NKey()
		r.ConnectOptions.SignedNonce = base64.RawURLEncoding.EncodeToString(sig)
		r.ClientInformation.Nonce = nonce
		change(r)
		return r
	}
	for name, change := range map[string]func(*jwt.AuthorizationRequest){
		"base64url": func(*jwt.AuthorizationRequest) {},
		"standard base64": func(r *jwt.AuthorizationRequest) {
			r.ConnectOptions.SignedNonce = base64.StdEncoding.EncodeToString(sig)
		},
	} {
		if k, err := prove(request(change)); err != nil || k != seed.Key() {
			t.Errorf("%s: %v, %v", name, k, err)
		}
	}
	small, err := nkeys.Encode(nkeys.PrefixByteUser, append([]byte{1}, make([]byte, 31)...))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*jwt.AuthorizationRequest){
		"no key":                func(r *jwt.AuthorizationRequest) { r.ConnectOptions.Nkey = "" },
		"no signature":          func(r *jwt.AuthorizationRequest) { r.ConnectOptions.SignedNonce = "" },
		"no nonce":              func(r *jwt.AuthorizationRequest) { r.ClientInformation.Nonce = "" },
		"nonce of another time": func(r *jwt.AuthorizationRequest) { r.ClientInformation.Nonce = "q2Tn0r3Zt9aBcDf" },
		"not base64":            func(r *jwt.AuthorizationRequest) { r.ConnectOptions.SignedNonce = "!!!" },
		"short signature":       func(r *jwt.AuthorizationRequest) { r.ConnectOptions.SignedNonce = "AAAA" },
		"an account's key":      func(r *jwt.AuthorizationRequest) { r.ConnectOptions.Nkey = "A" + r.ConnectOptions.Nkey[1:] },
		"wrong checksum": func(r *jwt.AuthorizationRequest) {
			other := "A"
			if strings.HasSuffix(r.ConnectOptions.Nkey, other) {
				other = "B"
			}
			r.ConnectOptions.Nkey = r.ConnectOptions.Nkey[:55] + other
		},
		// The identity point and an all-zero S satisfy the equation for every
		// message: only the check of the key stands in the way.
		"small-order key": func(r *jwt.AuthorizationRequest) {
			r.ConnectOptions.Nkey = string(small)
			r.ConnectOptions.SignedNonce = base64.RawURLEncoding.EncodeToString(append([]byte{1}, make([]byte, 63)...))
		},
	} {
		if k, err := prove(request(change)); !errors.Is(err, ErrNoProof) {
			t.Errorf("%s: %v, %v; want ErrNoProof", name, k, err)
		}
	}
}
