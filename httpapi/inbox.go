package httpapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

const (
	defaultPage = 100
	largestPage = 1000
	deepest     = 16 // levels of JSON, docs/protocol.md
)

func (s *Server) inbox(c echo.Context) error {
	q, err := query(c)
	if err != nil {
		return err
	}
	want, err := parsePage(q)
	if err != nil {
		return err
	}
	auth, err := authHeader(c.Request().Header)
	if err != nil {
		return err
	}
	owner, _, err := s.owner(c, auth, func(ts int64) []byte {
		return identity.SignedPoll(identity.Handle(param(c, "handle")), want.Since, ts)
	})
	if err != nil {
		return err
	}
	page, err := s.cfg.Mailbox.Sync(c.Request().Context(), owner, want)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, encodePage(page))
}

// owner is the account in the path, which has to have signed the call, by its
// primary or by a device, whose key then is the signer.
func (s *Server) owner(c echo.Context, auth string, message func(ts int64) []byte) (owner, signer identity.Key, err error) {
	e, err := s.named(c)
	if err != nil {
		return identity.Key{}, identity.Key{}, err
	}
	if signer, err = s.verifySpeaker(c.Request().Context(), e.Key, auth, message); err != nil {
		return identity.Key{}, identity.Key{}, err
	}
	if e.Suspended {
		return identity.Key{}, identity.Key{}, errSuspended
	}
	return e.Key, signer, nil
}

// parsePage reads since, limit and epoch. The rules are those of the NATS call
// sync (docs/protocol.md section 4).
func parsePage(q url.Values) (mailbox.Query, error) {
	since, err := number(q, "since", 0)
	if err != nil {
		return mailbox.Query{}, err
	}
	limit, err := number(q, "limit", defaultPage)
	if err != nil {
		return mailbox.Query{}, err
	}
	if limit < 1 {
		return mailbox.Query{}, fmt.Errorf("%w: limit must be at least 1", errMalformed)
	}
	epoch, _, err := single(q, "epoch")
	if err != nil {
		return mailbox.Query{}, err
	}
	return mailbox.Query{Since: since, Limit: int(min(limit, largestPage)), Epoch: epoch}, nil
}

// encodePage writes the answer by hand: an envelope goes out byte for byte as
// it came in, which no encoder does.
func encodePage(p mailbox.Page) []byte {
	b := fmt.Appendf(nil, `{"epoch":%q,"messages":[`, p.Epoch)
	for n, item := range p.Items {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendItem(b, item)
	}
	return fmt.Appendf(b, `],"next":%d,"more":%t}`+"\n", p.Next, p.More)
}

func appendItem(b []byte, i mailbox.Item) []byte {
	b = append(b, `{"seq":`...)
	b = strconv.AppendUint(b, i.Seq, 10)
	b = fmt.Appendf(b, `,"time":%q,"kind":%q,"to":%q`, mailbox.FormatTime(i.Time), i.Kind, i.To)
	if !i.From.IsZero() {
		b = fmt.Appendf(b, `,"from":%q`, i.From)
	}
	if i.ID != (identity.ID{}) {
		b = fmt.Appendf(b, `,"id":%q`, i.ID)
	}
	if i.Note && i.Kind == mailbox.KindSent {
		b = fmt.Appendf(b, `,"class":%q`, mailbox.ClassNote)
	}
	if json.Valid(i.Body) && utf8.Valid(i.Body) && shallow(i.Body) {
		b = append(append(b, `,"envelope":`...), i.Body...)
	} else {
		b = base64.RawURLEncoding.AppendEncode(append(b, `,"body":"`...), i.Body)
		b = append(b, '"')
	}
	return append(b, '}')
}

// shallow says that JSON is nested no deeper than anybody has to read: one
// letter that a reader's parser gives up on would hide the whole page.
func shallow(body []byte) bool {
	depth, text := 0, false
	for n := 0; n < len(body); n++ {
		switch c := body[n]; {
		case text && c == '\\':
			n++
		case c == '"':
			text = !text
		case !text && (c == '{' || c == '['):
			if depth++; depth > deepest {
				return false
			}
		case !text && (c == '}' || c == ']'):
			depth--
		}
	}
	return true
}

// syncFrom reads one page for a stream.
func (s *Server) syncFrom(ctx context.Context, owner identity.Key, since uint64, epoch string) (mailbox.Page, error) {
	return s.cfg.Mailbox.Sync(ctx, owner, mailbox.Query{Since: since, Limit: defaultPage, Epoch: epoch})
}
