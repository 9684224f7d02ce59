package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"kez.lat/chat/identity"
)

const (
	headerAuth = "X-KEZ-Auth"
	// authSkew is how far the clock of a client may be off, in seconds.
	authSkew = 60
	// replayWindow is longer than a signature can be valid.
	replayWindow = 120 * time.Second
)

var (
	errAuthRequired = errors.New("the call needs a signature")
	errStaleAuth    = errors.New("the signature's time is more than a minute off")
	errReplayed     = errors.New("the signature was used before")
)

// authHeader is the value of X-KEZ-Auth, empty without one.
func authHeader(h http.Header) (string, error) {
	switch list := h.Values(headerAuth); len(list) {
	case 0:
		return "", nil
	case 1:
		return list[0], nil
	default:
		return "", fmt.Errorf("%w: %s is given more than once", errMalformed, headerAuth)
	}
}

// verifySpeaker checks that the account signed, or one of its unrevoked devices
// for it, and says whose key it was. A signature does not: each device's key is
// tried, of which settings allow so many.
func (s *Server) verifySpeaker(ctx context.Context, account identity.Key, text string, message func(ts int64) []byte) (signer identity.Key, err error) {
	var whole []byte // made once for all keys: it may hash a large body
	once := func(ts int64) []byte {
		if whole == nil {
			whole = message(ts)
		}
		return whole
	}
	_, err = s.verify(account, text, once)
	if !errors.Is(err, identity.ErrBadSignature) {
		return account, err
	}
	devices, derr := s.cfg.Registry.Devices(ctx, account)
	if derr != nil {
		return identity.Key{}, derr
	}
	for _, d := range devices {
		if d.Revoked {
			continue
		}
		if _, derr := s.verify(d.Key, text, once); derr == nil {
			return d.Key, nil
		}
	}
	return identity.Key{}, err
}

// verify checks that a key signed what message makes of the time, just now.
// The text is "<unix seconds>:<signature>".
func (s *Server) verify(k identity.Key, text string, message func(ts int64) []byte) (sig []byte, err error) {
	if text == "" {
		return nil, errAuthRequired
	}
	ts, sig, err := identity.ParseAuth(text)
	if err != nil {
		return nil, err
	}
	if now := s.cfg.Now().Unix(); ts < now-authSkew || ts > now+authSkew {
		return nil, errStaleAuth
	}
	if !k.Verify(message(ts), sig) {
		return nil, identity.ErrBadSignature
	}
	return sig, nil
}

// seen remembers signatures of writes, so that none is carried out twice. A
// call that an id makes idempotent does not need it: its repeat is answered as
// before.
type seen struct {
	window time.Duration

	mu         sync.Mutex
	young, old map[string]struct{}
	turn       time.Time // when young becomes old
}

func newSeen(window time.Duration) *seen {
	return &seen{window: window, young: make(map[string]struct{})}
}

// once reports ErrReplayed for a signature that came before. Only verified
// signatures may be shown to it, for what strangers send would fill it.
func (s *seen) once(sig []byte, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !now.Before(s.turn) {
		if now.Sub(s.turn) >= s.window {
			s.young = make(map[string]struct{}) // nobody came for long
		}
		s.old, s.young = s.young, make(map[string]struct{})
		s.turn = now.Add(s.window)
	}
	_, young := s.young[string(sig)]
	_, old := s.old[string(sig)]
	if young || old {
		return errReplayed
	}
	s.young[string(sig)] = struct{}{}
	return nil
}
