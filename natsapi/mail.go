package natsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

const (
	defaultPage = 100
	largestPage = 1000
)

// receipt is the answer to a send.
type receipt struct {
	Seq  uint64 `json:"seq"`
	Time string `json:"time"`
}

// send runs in the order in which the caller's sends arrive; the mailbox
// keeps it.
func (a *API) send(c call) {
	l, err := a.letter(c)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.cfg.Mailbox.Submit(l, func(r mailbox.Receipt, err error) {
		if err == nil {
			err = a.reply(c, receipt{r.Seq, mailbox.FormatTime(r.Time)})
		}
		if err != nil {
			a.fail(c, err)
		}
	})
}

// letter reads a send. Of its headers only those named here mean anything.
func (a *API) letter(c call) (mailbox.Letter, error) {
	h := c.msg.Header
	ids := h.Values(identity.HeaderID)
	if len(ids) != 1 {
		return mailbox.Letter{}, fmt.Errorf("%w: one header %s is needed", identity.ErrMalformed, identity.HeaderID)
	}
	id, err := identity.ParseID(ids[0])
	if err != nil {
		return mailbox.Letter{}, fmt.Errorf("%w: header %s: %w", identity.ErrMalformed, identity.HeaderID, err)
	}
	l := mailbox.Letter{From: c.owner, ID: id, Body: c.msg.Data}
	if l.Note, err = flag(h, identity.HeaderClass, mailbox.ClassNote); err != nil {
		return mailbox.Letter{}, err
	}
	if l.Copy, err = flag(h, identity.HeaderCopy, mailbox.CopySent); err != nil {
		return mailbox.Letter{}, err
	}
	l.To, err = a.recipient(h)
	return l, err
}

func flag(h nats.Header, name, value string) (bool, error) {
	switch v := h.Values(name); {
	case len(v) == 0:
		return false, nil
	case len(v) == 1 && v[0] == value:
		return true, nil
	}
	return false, fmt.Errorf("%w: header %s may only be %q", identity.ErrMalformed, name, value)
}

func (a *API) recipient(h nats.Header) (identity.Key, error) {
	to := h.Values(identity.HeaderTo)
	if len(to) != 1 || to[0] == "" {
		return identity.Key{}, fmt.Errorf("%w: one header %s with a handle, an address or a key is needed", identity.ErrMalformed, identity.HeaderTo)
	}
	e, err := a.cfg.Resolve(a.ctx, to[0])
	return e.Key, err
}

// live, too, runs in the order in which the caller's arrive: who stops typing
// must not seem to begin. It reads the registry and waits for nothing.
func (a *API) live(c call) {
	to, err := a.recipient(c.msg.Header)
	if err == nil {
		err = a.cfg.Mailbox.Live(a.ctx, c.owner, to, c.msg.Data)
	} else if status, _, _ := a.cfg.Problem(err); status == http.StatusNotFound {
		err = nil // as for whoever is not there at the moment
	}
	if err == nil {
		err = a.reply(c, struct{}{})
	}
	if err != nil {
		a.fail(c, err)
	}
}

// query is the request of sync.
type query struct {
	Since *uint64 `json:"since"`
	Limit *int64  `json:"limit"`
	Epoch string  `json:"epoch"`
}

// page is the last message of a sync.
type page struct {
	Next  uint64 `json:"next"`
	More  bool   `json:"more"`
	Epoch string `json:"epoch"`
}

func (a *API) sync(ctx context.Context, c call) error {
	q, err := parseQuery(c.msg.Data)
	if err != nil {
		return err
	}
	var header []byte // used again for every item
	p, err := a.cfg.Mailbox.SyncEach(ctx, c.owner, q, func(i mailbox.Item) {
		header = i.AppendHeader(header[:0])
		a.publish(c, header, i.Body)
	})
	if err != nil {
		return err
	}
	end, err := json.Marshal(page{p.Next, p.More, p.Epoch})
	if err != nil {
		return fmt.Errorf("encode the end of a page: %w", err)
	}
	a.publish(c, []byte("NATS/1.0\r\n"+identity.HeaderEnd+": 1\r\n\r\n"), end)
	return nil
}

func parseQuery(data []byte) (mailbox.Query, error) {
	var q query
	if len(data) > 0 {
		if err := identity.DecodeStrict(data, &q); err != nil {
			return mailbox.Query{}, fmt.Errorf("%w: %w", identity.ErrMalformed, err)
		}
	}
	out := mailbox.Query{Limit: defaultPage, Epoch: q.Epoch}
	if q.Since != nil {
		out.Since = *q.Since
	}
	if q.Limit != nil {
		if *q.Limit < 1 {
			return mailbox.Query{}, fmt.Errorf("%w: limit must be at least 1", identity.ErrMalformed)
		}
		out.Limit = int(min(*q.Limit, largestPage))
	}
	return out, nil
}
