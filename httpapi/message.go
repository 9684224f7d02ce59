package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

const headerIdempotency = "Idempotency-Key"

var (
	errBadMessage   = errors.New("a message has to, envelope and, signed, from and id")
	errFromRequired = errors.New("a signed message names its sender in from")
	errIDMismatch   = errors.New("Idempotency-Key and id differ")
	errAnonymousOff = errors.New("this node takes messages from people with an account only")
)

// message is the body of POST /v1/messages. The envelope stays as it is.
type message struct {
	To       *string         `json:"to"`
	Envelope json.RawMessage `json:"envelope"`
	From     *string         `json:"from"`
	ID       *string         `json:"id"`
}

// receipt says that a message is on disk.
type receipt struct {
	Seq  uint64 `json:"seq"`
	Time string `json:"time"`
}

func (s *Server) postMessage(c echo.Context) error {
	auth, err := authHeader(c.Request().Header)
	if err != nil {
		return err
	}
	var l mailbox.Letter
	if auth == "" {
		l, err = s.anonymousLetter(c)
	} else {
		l, err = s.signedLetter(c, auth)
	}
	if err != nil {
		return err
	}
	r, err := s.cfg.Mailbox.Accept(c.Request().Context(), l)
	if err != nil {
		return err
	}
	return send(c, http.StatusAccepted, receipt{r.Seq, mailbox.FormatTime(r.Time)})
}

// anonymousLetter reads a message from nobody in particular. It is counted
// before it is looked at.
func (s *Server) anonymousLetter(c echo.Context) (mailbox.Letter, error) {
	now := s.cfg.Now()
	if err := s.anonymous.take(site(s.client(c.Request())), now); err != nil {
		return mailbox.Letter{}, err
	}
	raw, err := body(c, envelopeCap(s.cfg.Limits.AnonymousBytes))
	if err != nil {
		return mailbox.Letter{}, err
	}
	m, l, err := s.letter(c, raw)
	switch {
	case err != nil:
		return mailbox.Letter{}, err
	case m.From != nil:
		return mailbox.Letter{}, errAuthRequired
	case !s.cfg.Anonymous:
		return mailbox.Letter{}, errAnonymousOff
	}
	return l, s.address(c, m, &l)
}

// signedLetter reads a message that its sender signs, by the primary or by a
// device. The
// same request again is answered as before: its id makes it idempotent, so the
// signature need not be remembered.
func (s *Server) signedLetter(c echo.Context, auth string) (mailbox.Letter, error) {
	raw, err := body(c, envelopeCap(s.cfg.Limits.EnvelopeBytes))
	if err != nil {
		return mailbox.Letter{}, err
	}
	m, l, err := s.letter(c, raw)
	if err != nil {
		return mailbox.Letter{}, err
	}
	if m.From == nil {
		return mailbox.Letter{}, errFromRequired
	}
	if m.ID == nil {
		return mailbox.Letter{}, fmt.Errorf("%w: id is missing", errBadMessage)
	}
	sender, err := s.Resolve(c.Request().Context(), *m.From)
	if err != nil {
		return mailbox.Letter{}, fmt.Errorf("from: %w", err)
	}
	_, err = s.verifySpeaker(c.Request().Context(), sender.Key, auth, func(ts int64) []byte {
		return identity.SignedCall(http.MethodPost, "/v1/messages", ts, raw, s.cfg.Server)
	})
	if err != nil {
		return mailbox.Letter{}, err
	}
	if sender.Suspended {
		return mailbox.Letter{}, errSuspended
	}
	l.From = sender.Key
	return l, s.address(c, m, &l)
}

// letter reads what does not need the registry.
func (s *Server) letter(c echo.Context, raw []byte) (message, mailbox.Letter, error) {
	var m message
	if err := identity.DecodeStrict(raw, &m); err != nil {
		return message{}, mailbox.Letter{}, err
	}
	if m.To == nil || m.Envelope == nil {
		return message{}, mailbox.Letter{}, fmt.Errorf("%w: to or envelope is missing", errBadMessage)
	}
	l := mailbox.Letter{Body: m.Envelope}
	keys := c.Request().Header.Values(headerIdempotency)
	if len(keys) > 1 || len(keys) == 1 && (m.ID == nil || keys[0] != *m.ID) {
		return message{}, mailbox.Letter{}, errIDMismatch
	}
	if m.ID != nil {
		id, err := identity.ParseID(*m.ID)
		if err != nil {
			return message{}, mailbox.Letter{}, fmt.Errorf("%w: id is not 32 hex digits", errBadMessage)
		}
		l.ID = id
	}
	return m, l, nil
}

func (s *Server) address(c echo.Context, m message, l *mailbox.Letter) error {
	to, err := s.Resolve(c.Request().Context(), *m.To)
	if err != nil {
		return fmt.Errorf("to: %w", err)
	}
	l.To = to.Key
	return nil
}

// envelopeCap is how large the body around an envelope may be. Without a limit
// the broker's own of 1 MiB holds.
func envelopeCap(limit int64) int64 {
	if limit <= 0 {
		limit = 1 << 20
	}
	return limit + aroundEnvelope
}
