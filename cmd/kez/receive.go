package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/seal"
)

type recvCommand struct {
	All        bool `help:"Print the whole mailbox from its beginning, and leave what is new as it is."`
	NoReceipts bool `help:"Do not tell senders that their messages were read."`
}

func (c recvCommand) Run(p *program) (err error) {
	a, err := p.account()
	if err != nil {
		return err
	}
	j, err := c.journal(a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	// As long as messages come it may take its time.
	ctx, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	idle := time.AfterFunc(p.flags.Timeout, func() { cancel(context.DeadlineExceeded) })
	defer idle.Stop()
	h, err := p.connect(ctx, a, nil)
	if err != nil {
		return err
	}
	defer h.session.Close()
	r, err := newReader(p, h, j)
	if err != nil {
		return err
	}
	feed := r.feed(ctx)
	advance := feed.Advance
	feed.Advance = func(at client.Cursor) error {
		idle.Reset(p.flags.Timeout)
		return advance(at)
	}
	if err := h.session.CatchUp(ctx, j.cursor, feed); err != nil {
		return err
	}
	if err := r.tellUnopened(); err != nil {
		return err
	}
	if !c.All && !c.NoReceipts {
		r.receipts.tell(ctx)
	}
	return nil
}

func (c recvCommand) journal(a *account) (*journal, error) {
	if c.All {
		return newJournal(), nil
	}
	return openJournal(a.base, a.key())
}

type watchCommand struct {
	Count      int  `placeholder:"N" help:"End after N messages."`
	NoReceipts bool `help:"Do not tell senders that their messages were read."`
}

func (c watchCommand) Run(p *program) (err error) {
	if c.Count < 0 {
		return &usageError{"--count cannot be negative", ""}
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	j, err := openJournal(a.base, a.key())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	status := &status{p: p}
	first, cancel := p.within()
	defer cancel()
	h, err := p.connect(first, a, status.set)
	if err != nil {
		return err
	}
	defer h.session.Close()
	r, err := newReader(p, h, j)
	if err != nil {
		return err
	}
	r.quick, r.enough = true, c.Count

	ctx, stop := context.WithCancel(p.ctx)
	var pacing sync.WaitGroup
	if !c.NoReceipts {
		pacing.Go(func() { r.receipts.run(ctx) })
	}
	err = h.session.Follow(ctx, j.cursor, r.feed(ctx))
	stop()
	pacing.Wait()
	if p.ctx.Err() != nil {
		return nil // interrupted: that is how it ends
	}
	if err == nil && !c.NoReceipts {
		last, cancel := p.within()
		defer cancel()
		r.receipts.tell(last)
	}
	return err
}

// status tells a person at a terminal about the connection.
type status struct {
	p    *program
	lost bool
}

func (s *status) set(online bool) {
	if online != s.lost || s.p.flags.JSON {
		return // the first connection is no news
	}
	s.lost = !online
	text := "kez: connected again"
	if s.lost {
		text = "kez: the connection was lost, trying again"
	}
	fmt.Fprintln(s.p.stderr, text)
}

// reasons are why messages do not open; what was seen before is no failure.
var reasons = []error{
	seal.ErrNotABox, seal.ErrNoKeyForMe, seal.ErrBadKeyWrap, seal.ErrBadCiphertext, seal.ErrBadPadding, seal.ErrBadLetter,
	seal.ErrNotMine, seal.ErrBadSignature, seal.ErrWrongSender, seal.ErrWrongID, seal.ErrUntimely,
	seal.ErrWrongDevice,
}

func reasonOf(err error) string {
	for _, reason := range reasons {
		if errors.Is(err, reason) {
			return reason.Error()
		}
	}
	return "unknown"
}

// tellUnopened says in one quiet line what did not open.
func (r *reader) tellUnopened() error {
	total := 0
	var list string
	for _, reason := range append(reasons, errors.New("unknown")) {
		if n := r.unopened[reason.Error()]; n > 0 {
			total += n
			list += fmt.Sprintf(", %d %s", n, reason)
		}
	}
	if total == 0 {
		return nil
	}
	counts := r.unopened
	r.unopened = make(map[string]int)
	if r.p.flags.JSON {
		return r.p.print(map[string]any{"unopened": total, "reasons": counts}, nil)
	}
	noun := "messages"
	if total == 1 {
		noun = "message"
	}
	_, err := io.WriteString(r.p.stderr, fmt.Sprintf("kez: %d %s did not open (%s)\n", total, noun, list[2:]))
	return err
}
