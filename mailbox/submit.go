package mailbox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"kez.lat/chat/identity"
)

// workers take letters side by side; one sender's always go to the same one,
// which keeps their order.
const workers = 8

// A worker takes letters. Its senders are its own.
type worker struct {
	m       *Mailbox
	in      chan task
	senders map[identity.Key]*sender
	// nameless are the ids of anonymous letters, by recipient.
	nameless map[identity.Key]*sender
}

type task struct {
	letter Letter
	done   func(Receipt, error)
}

// Submit hands in a letter. done is called once, from a goroutine of the
// mailbox, and must not block.
func (m *Mailbox) Submit(l Letter, done func(Receipt, error)) {
	size := int64(len(l.Body)) + overhead
	if !m.enqueue(size) {
		done(Receipt{}, &LimitError{Code: CodeBusy, After: time.Second})
		return
	}
	t := task{l, func(r Receipt, err error) {
		m.dequeue(size)
		done(r, err)
	}}
	m.stopping.RLock()
	defer m.stopping.RUnlock()
	if m.stopped {
		t.done(Receipt{}, ErrStopping)
		return
	}
	// There is room: every channel holds as many tasks as may wait at all.
	m.workers[workerOf(l)].in <- t
}

// Accept hands in a letter and waits until it is on disk.
func (m *Mailbox) Accept(ctx context.Context, l Letter) (Receipt, error) {
	type answer struct {
		r   Receipt
		err error
	}
	c := make(chan answer, 1)
	m.Submit(l, func(r Receipt, err error) { c <- answer{r, err} })
	select {
	case a := <-c:
		return a.r, a.err
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
}

func workerOf(l Letter) int {
	k := l.From
	if k.IsZero() {
		k = l.To
	}
	return int(binary.LittleEndian.Uint16(k.Bytes()) % workers)
}

// enqueue takes a place among the letters that wait.
func (m *Mailbox) enqueue(size int64) bool {
	l := m.cfg.Limits
	sends, bytes := m.waitingSends.Add(1), m.waitingBytes.Add(size)
	if l.QueueSends > 0 && sends > l.QueueSends || l.QueueBytes > 0 && bytes > l.QueueBytes {
		m.dequeue(size)
		return false
	}
	return true
}

func (m *Mailbox) dequeue(size int64) {
	m.waitingSends.Add(-1)
	m.waitingBytes.Add(-size)
}

func (w *worker) run(ctx context.Context) {
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	for {
		select {
		case t, ok := <-w.in:
			if !ok {
				return
			}
			w.take(ctx, t)
		case <-sweep.C:
			forget(w.senders, w.m.cfg.Now())
			forget(w.nameless, w.m.cfg.Now())
		}
	}
}

func forget(senders map[identity.Key]*sender, now time.Time) {
	for k, s := range senders {
		if now.Sub(s.used) > keepIdle && s.idle() {
			delete(senders, k)
		}
	}
}

// take accepts one letter or refuses it.
func (w *worker) take(ctx context.Context, t task) {
	if err := w.consider(ctx, t); err != nil {
		t.done(Receipt{}, err)
	}
}

// consider checks a letter in the order in which a sender can mend things.
// When it returns nil, somebody else calls done.
func (w *worker) consider(ctx context.Context, t task) error {
	m, l := w.m, t.letter
	if err := m.checkSize(l); err != nil {
		return err
	}
	s, err := w.sender(ctx, l)
	if err != nil {
		return err
	}
	p := printOf(l.To, l.Body)
	known, at := s.known(l.ID, p, t.done)
	if known && at.receipt.Seq == 0 {
		return nil // answered, or will be with the letter on its way
	}
	if known && (at.copied || !l.Copy) {
		t.done(at.receipt, nil)
		return nil
	}
	if !known {
		if err := m.welcome(ctx, l); err != nil {
			return err
		}
	}
	if err := m.checkDisk(false); err != nil {
		return err
	}
	j, err := m.prepare(ctx, l, known)
	if err != nil {
		return err
	}
	f := &flight{print: p, copied: true, waiting: []func(Receipt, error){t.done}}
	s.depart(l.ID, f)
	first := at.receipt
	j.done = func(r Receipt, err error) {
		if known && err == nil {
			r = first // only the copy was missing
		}
		s.arrive(l.ID, f, r, err, m.cfg.Now())
	}
	m.commit.push(j)
	return nil
}

func (m *Mailbox) checkSize(l Letter) error {
	limit := m.cfg.Limits.EnvelopeBytes
	switch {
	case l.From.IsZero():
		limit = m.cfg.Limits.AnonymousBytes
	case l.Note:
		limit = m.cfg.Limits.NoteBytes
	}
	if limit > 0 && len(l.Body) > limit {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(l.Body), limit)
	}
	return nil
}

// sender finds what is known of a letter's sender, reading it from the stream
// the first time.
func (w *worker) sender(ctx context.Context, l Letter) (*sender, error) {
	now := w.m.cfg.Now()
	senders, k := w.senders, l.From
	if k.IsZero() {
		senders, k = w.nameless, l.To
	}
	s := senders[k]
	if s == nil {
		s = newSender(l.From, now)
		senders[k] = s
	}
	s.used = now
	if l.From.IsZero() {
		return s, s.loadAnonymous(ctx, w.m.read, l.To, now)
	}
	return s, s.load(ctx, w.m.read, now)
}

// welcome refuses new letters that may not be sent.
func (m *Mailbox) welcome(ctx context.Context, l Letter) error {
	if err := m.cfg.People.Known(ctx, l.To); err != nil {
		return err
	}
	if l.From.IsZero() {
		return nil
	}
	if err := m.checkStances(ctx, l); err != nil {
		return err
	}
	if wait := m.sends.Take(l.From, m.cfg.Now()); wait > 0 {
		return &LimitError{Code: CodeRateLimited, After: wait}
	}
	return nil
}

// checkStances refuses where one has blocked the other, and accepts the
// recipient on the sender's behalf. Notes accept nobody: a client acknowledges
// mail of strangers by itself.
func (m *Mailbox) checkStances(ctx context.Context, l Letter) error {
	if l.From == l.To {
		return nil
	}
	mine, err := m.cfg.People.Stance(ctx, l.From, l.To)
	if err != nil {
		return err
	}
	if mine == Blocked {
		return ErrRecipientBlocked
	}
	theirs, err := m.cfg.People.Stance(ctx, l.To, l.From)
	if err != nil {
		return err
	}
	if theirs == Blocked {
		return ErrRecipientRefuses
	}
	if mine == Stranger && !l.Note {
		return m.cfg.People.Accept(ctx, l.From, l.To)
	}
	return nil
}

// prepare makes the records of a letter and takes their places in the
// mailboxes. With copyOnly the letter itself is stored already.
func (m *Mailbox) prepare(ctx context.Context, l Letter, copyOnly bool) (*job, error) {
	var j job
	withCopy := l.Copy && l.From != l.To && !l.From.IsZero()
	if !copyOnly {
		kind := KindMsg
		if l.Note && l.From != l.To {
			kind = KindNote
		}
		j.add(m.box(l.To), &record{owner: l.To, peer: l.From, kind: kind, note: l.Note, copied: withCopy, id: l.ID, body: l.Body})
	}
	if withCopy {
		j.add(m.box(l.From), &record{owner: l.From, peer: l.To, kind: KindSent, note: l.Note, id: l.ID, body: l.Body})
	}
	for i, rec := range j.recs {
		b := j.boxes[i]
		err := b.load(ctx, m)
		if err == nil && rec.kind == KindSent {
			if err = b.reserve(ctx, m, rec.size()); errors.Is(err, ErrMailboxFull) {
				err = fmt.Errorf("your own copy: %w", err)
			}
		} else if err == nil {
			err = b.admit(ctx, m, rec.peer, rec.size())
		}
		if err != nil {
			for k := range i {
				j.boxes[k].landed(j.recs[k], false)
			}
			return nil, err
		}
	}
	return &j, nil
}
