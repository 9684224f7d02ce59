package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/registry"
)

const mediaJSONLines = "application/jsonl"

// eventAhead is how far the time of an event may lie in the future.
const eventAhead = 5 * time.Minute

var errUnknownSigchain = errors.New("there is no event yet")

// A ChainHead names the last event of a sigchain.
type ChainHead struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// elsewhere leads to the sig server, where chains are when it is set. 307 keeps
// method and body (RFC 9110 section 15.4.8).
func (s *Server) elsewhere(next echo.HandlerFunc) echo.HandlerFunc {
	base := strings.TrimSuffix(s.cfg.SigServerURL, "/")
	if base == "" {
		return next
	}
	return func(c echo.Context) error {
		to := url.URL{Path: c.Request().URL.Path, RawQuery: c.Request().URL.RawQuery}
		return c.Redirect(http.StatusTemporaryRedirect, base+to.String())
	}
}

// chainOwner is the primary in the path.
func chainOwner(c echo.Context) (identity.Primary, error) {
	return identity.ParsePrimary(param(c, "kind") + ":" + param(c, "key"))
}

// chain reads a sigchain for one of the two calls that show it.
func (s *Server) chain(c echo.Context, since uint64) (events [][]byte, h sigchain.Head, err error) {
	if err := s.count(s.lookups, c.Request()); err != nil {
		return nil, h, err
	}
	primary, err := chainOwner(c)
	if err != nil {
		return nil, h, err
	}
	events, h, err = s.cfg.Registry.Chain(c.Request().Context(), primary, since)
	if err == nil && h.Seq == 0 {
		err = fmt.Errorf("%w in the sigchain of %s", errUnknownSigchain, primary)
	}
	return events, h, err
}

func (s *Server) sigchain(c echo.Context) error {
	q, err := query(c)
	if err != nil {
		return err
	}
	since, err := number(q, "since", 0)
	if err != nil {
		return err
	}
	events, head, err := s.chain(c, since)
	if err != nil {
		return err
	}
	tag := `"` + head.Hash + `"`
	h := c.Response().Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache") // kept, and asked for again each time
	if has(c.Request().Header.Values("If-None-Match"), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	var lines bytes.Buffer
	for _, e := range events {
		lines.Write(e)
		lines.WriteByte('\n')
	}
	return c.Blob(http.StatusOK, mediaJSONLines, lines.Bytes())
}

// has reports whether a header of entity tags names one, compared weakly: RFC
// 9110 section 13.1.2.
func has(tags []string, tag string) bool {
	for item := range strings.SplitSeq(strings.Join(tags, ","), ",") {
		item = strings.TrimSpace(item)
		if item == "*" || strings.TrimPrefix(item, "W/") == tag {
			return true
		}
	}
	return false
}

func (s *Server) sigchainHead(c echo.Context) error {
	_, head, err := s.chain(c, 1<<63)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, ChainHead{head.Seq, head.Hash})
}

func (s *Server) appendEvent(c echo.Context) error {
	primary, err := chainOwner(c)
	if err != nil {
		return err
	}
	limit := s.cfg.Limits.SigchainEventBytes
	if limit == 0 || limit > sigchain.MaxLink {
		limit = sigchain.MaxLink
	}
	raw, err := body(c, limit)
	if err != nil {
		return err
	}
	link, err := sigchain.Open(raw)
	if err != nil {
		return err
	}
	if link.Primary() != primary {
		return fmt.Errorf("%w: the event is of the chain of %s", identity.ErrKeyMismatch, link.Primary())
	}
	if link.CreatedAt().After(s.cfg.Now().Add(eventAhead)) {
		return fmt.Errorf("%w: the event is dated more than %s ahead", identity.ErrStale, eventAhead)
	}
	status, err := s.commit(c.Request(), link)
	if err != nil {
		return err
	}
	return send(c, status, ChainHead{link.Seq(), link.Hash()})
}

// commit stores an event on the head that it finds. The head itself again is a
// repeat: the first answer may have been lost.
func (s *Server) commit(r *http.Request, link sigchain.Link) (status int, err error) {
	ctx := r.Context()
	head, err := s.headFor(r, link.Primary())
	if err != nil {
		return 0, err
	}
	if head == link.Head() {
		return http.StatusOK, nil
	}
	p, err := sigchain.Prepare(head, link)
	if err != nil {
		return 0, err
	}
	var moved *sigchain.HeadMovedError
	switch err := s.cfg.Registry.Append(ctx, p, s.cfg.Chains); {
	case errors.As(err, &moved) && moved.Head == link.Head(): // by the same request beside this one
		return http.StatusOK, nil
	case err != nil:
		return 0, err
	}
	s.cfg.Log.Info("sigchain grew", "key", link.Primary().String(), "seq", link.Seq(), "op", string(link.Op()))
	if account, ok := link.Primary().Key(); ok && link.Op() == sigchain.DeviceRevoke {
		// Who asked may leave before this is done.
		return http.StatusCreated, s.shutOutDevice(context.WithoutCancel(ctx), account, link.Device())
	}
	return http.StatusCreated, nil
}

// headFor is the head of a chain for one who wants to write: somebody
// registered and not suspended, or a stranger who is let keep one here.
func (s *Server) headFor(r *http.Request, primary identity.Primary) (sigchain.Head, error) {
	ctx := r.Context()
	head, err := s.cfg.Registry.Head(ctx, primary)
	if err != nil && !errors.Is(err, registry.ErrUnknownKey) {
		return head, err
	}
	k, _ := primary.Key()
	e, perr := s.cfg.Registry.ByKey(ctx, k)
	switch {
	case perr == nil && e.Suspended:
		return head, registry.ErrSuspended
	case perr == nil:
		return head, nil
	case !errors.Is(perr, registry.ErrUnknownKey):
		return head, perr
	case !s.cfg.Chains.Strangers:
		return head, perr
	case head.Seq == 0:
		return head, s.count(s.chains, r)
	}
	return head, nil
}
