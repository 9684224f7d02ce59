package client

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// errDown says that the connection went away under a call. Whether the call
// was carried out is then unknown.
var errDown = errors.New("the connection was lost")

// link knows whether the connection stands, and ends the calls that wait on a
// connection that does not: their answers would never come.
type link struct {
	mu      sync.Mutex
	up      bool
	changed chan struct{} // closed at every change
	closed  chan struct{} // closed when it will not come back
	calls   map[*context.CancelCauseFunc]struct{}
}

func newLink() *link {
	return &link{changed: make(chan struct{}), closed: make(chan struct{}), calls: make(map[*context.CancelCauseFunc]struct{})}
}

func (l *link) set(up bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up = up
	close(l.changed)
	l.changed = make(chan struct{})
	if !up {
		for cancel := range l.calls {
			(*cancel)(errDown)
		}
	}
}

// await waits until the connection stands.
func (l *link) await(ctx context.Context) error {
	for {
		l.mu.Lock()
		up, changed := l.up, l.changed
		l.mu.Unlock()
		if up {
			return nil
		}
		select {
		case <-changed:
		case <-l.closed:
			return nats.ErrConnectionClosed
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// wait lets time pass, unless the connection is closed for good.
func (l *link) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-l.closed:
		return nats.ErrConnectionClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// during gives a context that ends with the connection.
func (l *link) during(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.up {
		cancel(errDown)
	}
	l.calls[&cancel] = struct{}{}
	return ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.calls, &cancel)
		cancel(nil)
	}
}
