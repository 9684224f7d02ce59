package httpapi

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

const (
	linkBytes = 4 << 10
	// linkTime is how long a new device's offer waits for the device that has
	// the seed.
	linkTime = 10 * time.Minute
)

var (
	errUnknownLink = errors.New("no offer waits there, or it was given out already")
	errLinkReused  = errors.New("another offer waits there")
)

// offer is what a new device leaves for one that has the seed. The node cannot
// read it: the key comes from the code that the person carries over.
type offer struct {
	Sealed *string `json:"sealed"`
}

// links are the offers that wait, in memory: a code is used within minutes, and
// is of no use to anybody later.
type links struct {
	most int // 0: any number

	mu    sync.Mutex
	slots map[identity.ID]waiting
	queue []identity.ID // in the order in which they came
}

type waiting struct {
	sealed string
	until  time.Time
}

func newLinks(most int64) *links {
	return &links{most: int(most), slots: make(map[identity.ID]waiting)}
}

// put keeps an offer. The same again is what a client sends that heard no
// answer.
func (l *links) put(slot identity.ID, sealed string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expire(now)
	if w, used := l.slots[slot]; used && w.sealed == sealed {
		return nil
	} else if used {
		return errLinkReused
	}
	if l.most > 0 && len(l.slots) >= l.most {
		return &mailbox.LimitError{Code: mailbox.CodeRateLimited, After: l.slots[l.queue[0]].until.Sub(now)}
	}
	l.slots[slot] = waiting{sealed, now.Add(linkTime)}
	l.queue = append(l.queue, slot)
	return nil
}

// look says what waits there; take gives it out.
func (l *links) look(slot identity.ID, take bool, now time.Time) (sealed string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expire(now)
	w, there := l.slots[slot]
	if !there {
		return "", errUnknownLink
	}
	if take {
		delete(l.slots, slot)
		l.queue = slices.DeleteFunc(l.queue, func(one identity.ID) bool { return one == slot })
	}
	return w.sealed, nil
}

// expire forgets what nobody came for. All wait equally long, so the first
// that came goes first.
func (l *links) expire(now time.Time) {
	for len(l.queue) > 0 && !now.Before(l.slots[l.queue[0]].until) {
		delete(l.slots, l.queue[0])
		l.queue = l.queue[1:]
	}
}

func (s *Server) putLink(c echo.Context) error {
	slot, err := identity.ParseID(param(c, "slot"))
	if err != nil {
		return fmt.Errorf("%w: a slot is 32 hex digits", errMalformed)
	}
	raw, err := body(c, linkBytes)
	if err != nil {
		return err
	}
	var o offer
	if err := identity.DecodeStrict(raw, &o); err != nil {
		return err
	}
	if o.Sealed == nil || *o.Sealed == "" {
		return fmt.Errorf("%w: sealed is missing", errMalformed)
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(*o.Sealed); err != nil {
		return fmt.Errorf("%w: sealed is not base64url", errMalformed)
	}
	now := s.cfg.Now()
	if err := s.linking.take(site(s.client(c.Request())), now); err != nil {
		return err
	}
	if err := s.links.put(slot, *o.Sealed, now); err != nil {
		return err
	}
	return c.NoContent(http.StatusCreated)
}

// takeLink gives an offer out once. Asking by HEAD takes nothing.
func (s *Server) takeLink(c echo.Context) error {
	slot, err := identity.ParseID(param(c, "slot"))
	if err != nil {
		return errUnknownLink
	}
	sealed, err := s.links.look(slot, c.Request().Method == http.MethodGet, s.cfg.Now())
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, offer{&sealed})
}
