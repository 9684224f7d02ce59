package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

const (
	mediaEvents = "text/event-stream"
	// pingEvery keeps proxies from closing a quiet stream.
	pingEvery = 15 * time.Second
	// eventTime is how long a client may take to read what was written.
	eventTime = 10 * time.Second
	// maxEventID is longer than any id this node gives.
	maxEventID = 64
)

var errTooManyStreams = errors.New("too many event streams are open")

// stream pushes a mailbox as server-sent events. Its signature is in the query
// because a browser's EventSource sends no headers, and is looked for nowhere
// else; the signed text differs from that of a poll.
func (s *Server) stream(c echo.Context) error {
	q, err := query(c)
	if err != nil {
		return err
	}
	auth, _, err := single(q, "auth")
	if err != nil {
		return err
	}
	at, err := startOf(c.Request().Header, func() (uint64, error) { return number(q, "since", 0) })
	if err != nil {
		return err
	}
	signed := func(ts int64) []byte { return identity.SignedStream(identity.Handle(param(c, "handle")), ts) }
	owner, signer, err := s.owner(c, auth, signed)
	if err != nil {
		return err
	}
	ctx, end, err := s.streams.open(c.Request().Context(), owner, signer, site(s.client(c.Request())))
	if err != nil {
		return err
	}
	defer end()
	// Who was shut out since the first look had no stream yet that could be
	// ended.
	if _, _, err := s.owner(c, auth, signed); err != nil {
		return err
	}
	if c.Request().Method == http.MethodHead {
		c.Response().Header().Set("Content-Type", mediaEvents)
		return c.NoContent(http.StatusOK)
	}
	return s.follow(ctx, newEvents(c, s.streams.patience), owner, at)
}

// place is where a stream goes on.
type place struct {
	epoch string // empty: not said
	since uint64
}

// startOf is what the client has: the id of the last event it saw, or since.
// A browser repeats the URL it began with, so the id knows better.
func startOf(h http.Header, since func() (uint64, error)) (place, error) {
	n, err := since()
	if err != nil {
		return place{}, err
	}
	lines := h.Values("Last-Event-ID")
	if len(lines) == 0 || len(lines) == 1 && lines[0] == "" {
		return place{since: n}, nil
	}
	if len(lines) > 1 {
		return place{}, fmt.Errorf("%w: Last-Event-ID is given more than once", errMalformed)
	}
	return parseEventID(lines[0])
}

// parseEventID reads <epoch>.<seq>.
func parseEventID(text string) (place, error) {
	epoch, seq, ok := strings.Cut(text, ".")
	n, err := strconv.ParseUint(seq, 10, 64)
	if !ok || err != nil || epoch == "" || len(text) > maxEventID {
		return place{}, fmt.Errorf("%w: Last-Event-ID is not <epoch>.<seq>", errMalformed)
	}
	return place{epoch, n}, nil
}

// follow writes what is in the mailbox and then what comes, until the client
// leaves, the node stops or the account is shut out.
func (s *Server) follow(ctx context.Context, out *events, owner identity.Key, at place) error {
	// Before the first look: what comes between the look and the wait is not
	// missed.
	wake, stop := s.cfg.Mailbox.Watch(owner)
	defer stop()
	ping := time.NewTicker(s.streams.ping)
	defer ping.Stop()
	for {
		page, err := s.syncFrom(ctx, owner, at.since, at.epoch)
		if errors.Is(err, mailbox.ErrEpochChanged) {
			at = place{epoch: s.cfg.Mailbox.Epoch()}
			if err := out.epoch(at.epoch); err != nil {
				return nil
			}
			continue
		}
		if err != nil {
			return out.fail(err)
		}
		if err := out.page(page); err != nil {
			return nil // the client is gone, or does not read
		}
		at = place{page.Epoch, page.Next}
		for more := page.More; !more; {
			select {
			case <-ctx.Done():
				return nil
			case <-wake:
				more = true
			case <-ping.C:
				if err := out.comment("ping"); err != nil {
					return nil
				}
			}
		}
	}
}

// events writes server-sent events (HTML Living Standard, section 9.2).
type events struct {
	c        echo.Context
	control  *http.ResponseController
	patience time.Duration // how long the client may take to read a write
	begun    bool
}

func newEvents(c echo.Context, patience time.Duration) *events {
	return &events{c: c, control: http.NewResponseController(c.Response()), patience: patience}
}

func (e *events) page(p mailbox.Page) error {
	var b []byte
	for _, i := range p.Items {
		b = fmt.Appendf(b, "id: %s.%d\nevent: %s\ndata: ", p.Epoch, i.Seq, i.Kind)
		b = appendLine(b, appendItem(nil, i))
	}
	return e.write(b)
}

// appendLine writes the data of an event. Line ends inside, which in JSON can
// only be white space, would end the field.
func appendLine(b, item []byte) []byte {
	if bytes.ContainsAny(item, "\r\n") {
		var compact bytes.Buffer
		if err := json.Compact(&compact, item); err == nil {
			item = compact.Bytes()
		}
	}
	return append(append(b, item...), "\n\n"...)
}

// epoch tells that the store began a new life and that the stream goes on at
// its beginning.
func (e *events) epoch(name string) error {
	return e.write(fmt.Appendf(nil, "id: %s.0\nevent: epoch\ndata: {\"epoch\":%q}\n\n", name, name))
}

func (e *events) comment(text string) error { return e.write([]byte(": " + text + "\n\n")) }

// fail answers with a problem as long as nothing is written; later the stream
// just ends, and the client comes back.
func (e *events) fail(err error) error {
	if e.begun {
		return nil
	}
	return err
}

func (e *events) write(b []byte) error {
	w := e.c.Response()
	// The server's time-outs are for calls that end: a stream has one for each
	// write, and none in between, where HTTP/2 would count on.
	if err := e.control.SetWriteDeadline(time.Now().Add(e.patience)); err != nil {
		return err
	}
	if !e.begun {
		e.begun = true
		if err := e.control.SetReadDeadline(time.Time{}); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", mediaEvents)
		h.Set("X-Accel-Buffering", "no") // nginx would hold events back
		w.WriteHeader(http.StatusOK)
	}
	if _, err := w.Write(b); err != nil {
		return err
	}
	if err := e.control.Flush(); err != nil {
		return err
	}
	return e.control.SetWriteDeadline(time.Time{})
}

// streams are the open event streams, limited per account and per address.
type streams struct {
	perAccount, perAddress int
	ping, patience         time.Duration

	mu      sync.Mutex
	closed  bool
	byKey   map[identity.Key]map[*context.CancelFunc]identity.Key
	byPlace map[netip.Addr]int
}

func newStreams(perAccount, perAddress int64) *streams {
	return &streams{
		perAccount: int(perAccount), perAddress: int(perAddress), ping: pingEvery, patience: eventTime,
		byKey: make(map[identity.Key]map[*context.CancelFunc]identity.Key), byPlace: make(map[netip.Addr]int),
	}
}

// open admits a stream. Its context ends with the request, with close, or with
// shutOut of its owner; end has to be called.
func (s *streams) open(ctx context.Context, owner, signer identity.Key, from netip.Addr) (_ context.Context, end func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, ErrStopping
	}
	if s.perAccount > 0 && len(s.byKey[owner]) >= s.perAccount || s.perAddress > 0 && s.byPlace[from] >= s.perAddress {
		return nil, nil, errTooManyStreams
	}
	ctx, cancel := context.WithCancel(ctx)
	if s.byKey[owner] == nil {
		s.byKey[owner] = make(map[*context.CancelFunc]identity.Key)
	}
	s.byKey[owner][&cancel] = signer
	s.byPlace[from]++
	return ctx, func() {
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		if delete(s.byKey[owner], &cancel); len(s.byKey[owner]) == 0 {
			delete(s.byKey, owner)
		}
		if s.byPlace[from]--; s.byPlace[from] == 0 {
			delete(s.byPlace, from)
		}
	}, nil
}

// shutOut ends the streams of one account.
func (s *streams) shutOut(owner identity.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for cancel := range s.byKey[owner] {
		(*cancel)()
	}
}

// shutOutDevice ends the streams of an account that one key signed for.
func (s *streams) shutOutDevice(owner, signer identity.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for cancel, by := range s.byKey[owner] {
		if by == signer {
			(*cancel)()
		}
	}
}

// close ends all streams and admits no more.
func (s *streams) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, owned := range s.byKey {
		for cancel := range owned {
			(*cancel)()
		}
	}
}
