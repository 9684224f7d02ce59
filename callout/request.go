package callout

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/jwt/v2"

	"kez.lat/chat/identity"
)

// MaxRequest bounds an authorization request: 16 KiB.
const MaxRequest = 16 << 10

// ErrRequest is a request that no server of ours signed, or signed too long
// ago. It is answered with silence: the server times the client out.
var ErrRequest = errors.New("not an authorization request of this server")

// ErrNoProof is a client that did not show that it holds the key it names.
var ErrNoProof = errors.New("the key's signature over the nonce is missing or wrong")

// audience of every request, see nats-server's auth_callout.go.
const audience = "nats-authorization-request"

// decode opens a request signed by one of the trusted servers.
func decode(token []byte, trusted func(server string) bool, now time.Time) (*jwt.AuthorizationRequest, error) {
	if len(token) > MaxRequest {
		return nil, fmt.Errorf("%w: %d bytes", ErrRequest, len(token))
	}
	c, err := jwt.DecodeAuthorizationRequestClaims(string(token))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	switch {
	case !trusted(c.Issuer):
		return nil, fmt.Errorf("%w: signed by an unknown server", ErrRequest)
	case c.Audience != audience:
		return nil, fmt.Errorf("%w: meant for %q", ErrRequest, c.Audience)
	case c.Expires == 0 || now.Unix() > c.Expires:
		return nil, fmt.Errorf("%w: expired", ErrRequest)
	case c.Server.ID != c.Issuer:
		return nil, fmt.Errorf("%w: speaks for another server", ErrRequest)
	}
	return &c.AuthorizationRequest, nil
}

// prove returns the key whose holder signed this connection's nonce. The
// signature is over the text of the nonce (docs/protocol.md section 4).
func prove(r *jwt.AuthorizationRequest) (identity.Key, error) {
	key, err := identity.ParseNKey(r.ConnectOptions.Nkey)
	if err != nil {
		return identity.Key{}, fmt.Errorf("%w: %w", ErrNoProof, err)
	}
	sig, err := decodeBase64(r.ConnectOptions.SignedNonce)
	if err != nil {
		return identity.Key{}, fmt.Errorf("%w: %w", ErrNoProof, err)
	}
	if r.ClientInformation.Nonce == "" || !key.Verify([]byte(r.ClientInformation.Nonce), sig) {
		return identity.Key{}, ErrNoProof
	}
	return key, nil
}

// decodeBase64 reads base64url without padding and standard base64, as the
// server itself does for static nkeys.
func decodeBase64(s string) ([]byte, error) {
	if strings.ContainsAny(s, "+/=") {
		return base64.StdEncoding.Strict().DecodeString(s)
	}
	return base64.RawURLEncoding.Strict().DecodeString(s)
}
