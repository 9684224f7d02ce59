package push

import (
	"crypto/ecdh"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// maxEndpoint bounds the URL of a subscription; fetch takes no longer one.
const maxEndpoint = 2048

// Parse reads the body of POST /v1/push/subscribe. Where the endpoint leads is
// judged when it is used: a name may mean another address by then.
func Parse(raw []byte) (s registry.Subscription, err error) {
	var said struct {
		Device   string `json:"device"`
		Endpoint string `json:"endpoint"`
		Keys     struct {
			P256dh string `json:"p256dh"`
			Auth   string `json:"auth"`
		} `json:"keys"`
	}
	if err := identity.DecodeStrict(raw, &said); err != nil {
		return s, err
	}
	if s.Device, err = identity.ParseID(said.Device); err != nil {
		return s, fmt.Errorf("%w: device is not 32 hex digits", ErrBadSubscription)
	}
	if err := checkEndpoint(said.Endpoint); err != nil {
		return s, err
	}
	s.Endpoint = said.Endpoint
	if s.P256dh, err = decodeKey(said.Keys.P256dh); err != nil {
		return s, fmt.Errorf("%w: p256dh is not base64url", ErrBadSubscription)
	}
	if _, err := ecdh.P256().NewPublicKey(s.P256dh); err != nil {
		return s, fmt.Errorf("%w: p256dh is no point of P-256", ErrBadSubscription)
	}
	if s.Auth, err = decodeKey(said.Keys.Auth); err != nil || len(s.Auth) != authSize {
		return s, fmt.Errorf("%w: auth is not %d bytes in base64url", ErrBadSubscription, authSize)
	}
	return s, nil
}

// ParseEndpoint reads the body of POST /v1/push/unsubscribe.
func ParseEndpoint(raw []byte) (string, error) {
	var said struct {
		Endpoint string `json:"endpoint"`
	}
	if err := identity.DecodeStrict(raw, &said); err != nil {
		return "", err
	}
	return said.Endpoint, checkEndpoint(said.Endpoint)
}

func checkEndpoint(text string) error {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxEndpoint || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("%w: endpoint is no https URL of at most %d bytes", ErrBadSubscription, maxEndpoint)
	}
	return nil
}

// decodeKey reads base64url with or without padding, as browsers differ.
func decodeKey(text string) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(strings.TrimRight(text, "="))
}
