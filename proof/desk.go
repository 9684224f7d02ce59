package proof

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kez.lat/chat/pace"
)

// ErrOverBudget says that the caller, or everybody, asked too often. It comes as
// a BudgetError.
var ErrOverBudget = errors.New("over budget")

// ErrClosed says that the Desk answers no more.
var ErrClosed = errors.New("the desk is closed")

// A BudgetError says how long to wait.
type BudgetError struct {
	Whose string // "the caller" or a channel
	Wait  time.Duration
}

// Error names the budget.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("the budget of %s is spent for another %s", e.Whose, e.Wait.Round(time.Second))
}

// Is makes it ErrOverBudget.
func (e *BudgetError) Is(target error) bool { return target == ErrOverBudget }

// DeskConfig says how often may be asked. Pairs and rates of 0 are no limit.
type DeskConfig struct {
	// Check looks up what is not remembered: Checker.Check.
	Check func(context.Context, Question) (Verdict, error)

	CallerBurst, CallerPerMinute int64 // of one caller
	ChannelPerMinute             int64 // of one channel, by everybody
	Now                          func() time.Time
}

// A Desk answers questions of strangers.
type Desk struct {
	cfg      DeskConfig
	callers  *pace.Paces[string]
	channels *pace.Paces[string]

	life  context.Context // of searches: they belong to all who wait for them
	end   context.CancelFunc
	under sync.WaitGroup

	mu       sync.Mutex
	closed   bool
	memory   *memory
	searches map[Question]*search
}

// search is one that is under way.
type search struct {
	done   chan struct{}
	answer Answer
	err    error
}

// NewDesk makes a Desk. Close it in the end.
func NewDesk(cfg DeskConfig) *Desk {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	d := &Desk{
		cfg:      cfg,
		callers:  pace.New[string](cfg.CallerBurst, cfg.CallerPerMinute, time.Minute),
		channels: pace.New[string](cfg.ChannelPerMinute, cfg.ChannelPerMinute, time.Minute),
		memory:   newMemory(),
		searches: make(map[Question]*search),
	}
	d.life, d.end = context.WithCancel(context.Background())
	return d
}

// Close ends what is under way and waits for it.
func (d *Desk) Close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.end()
	d.under.Wait()
}

// An Inquiry is a Question and who asks it.
type Inquiry struct {
	Question
	// Caller is whose budget a search is counted in; empty: nobody's.
	Caller string
	// Fresh wants an answer that is at most 30 seconds old.
	Fresh bool
}

// Ask gives the answer that is remembered, or searches. Only searches are
// counted. The error wraps ErrOverBudget or ErrClosed, or is why ctx ended.
func (d *Desk) Ask(ctx context.Context, i Inquiry) (Answer, error) {
	a, s, err := d.begin(i)
	if err != nil {
		return Answer{}, fmt.Errorf("check %s: %w", i.Subject, err)
	}
	if s == nil {
		return a, nil
	}
	select {
	case <-ctx.Done():
		return Answer{}, fmt.Errorf("check %s: %w", i.Subject, context.Cause(ctx))
	case <-s.done:
	}
	if s.err != nil {
		return Answer{}, fmt.Errorf("check %s: %w", i.Subject, s.err)
	}
	return s.answer, nil
}

// begin gives the answer, or else the search that will have it.
func (d *Desk) begin(i Inquiry) (Answer, *search, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.cfg.Now()
	var since time.Time
	if i.Fresh {
		since = now.Add(-freshFor)
	}
	if a, known := d.memory.answer(i.Question, now, since); known {
		return a, nil, nil
	}
	if d.closed {
		return Answer{}, nil, ErrClosed
	}
	if i.Caller != "" {
		if wait := d.callers.Take(i.Caller, now); wait > 0 {
			return Answer{}, nil, &BudgetError{"the caller", wait}
		}
	}
	if s, searching := d.searches[i.Question]; searching {
		return Answer{}, s, nil
	}
	if wait := d.channels.Take(i.Subject.System(), now); wait > 0 {
		return Answer{}, nil, &BudgetError{"the channel " + i.Subject.System(), wait}
	}
	s := &search{done: make(chan struct{})}
	d.searches[i.Question] = s
	d.under.Go(func() { d.run(i.Question, s) })
	return Answer{}, s, nil
}

// run searches for all who wait, so that nobody's leaving ends it.
func (d *Desk) run(q Question, s *search) {
	v, err := d.cfg.Check(d.life, q)
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.searches, q)
	switch s.err = err; {
	case d.life.Err() != nil:
		s.err = ErrClosed
	case err == nil:
		s.answer = answerOf(v, d.cfg.Now())
		d.memory.keep(s.answer)
	}
	close(s.done)
}
