package httpapi

import (
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
