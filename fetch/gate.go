package fetch

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A gate lets so many fetches through at once, and so many for one host. It
// remembers the hosts for which somebody is inside or waits, and no others.
type gate struct {
	all     chan struct{}
	perHost int

	mu    sync.Mutex
	hosts map[string]*doorway
}

type doorway struct {
	places chan struct{}
	users  int
}

func newGate(all, perHost int) *gate {
	return &gate{all: make(chan struct{}, all), perHost: perHost, hosts: make(map[string]*doorway)}
}

// enter waits for a place until ctx is done. The host's comes first, so that
// those who wait for a slow host hold no place that others could use.
func (g *gate) enter(ctx context.Context, host string) (leave func(), err error) {
	d := g.use(host)
	if !take(ctx, d.places) {
		g.drop(host, d)
		return nil, busy(ctx, "%d fetches from %.253s are under way", g.perHost, host)
	}
	if !take(ctx, g.all) {
		<-d.places
		g.drop(host, d)
		return nil, busy(ctx, "%d fetches are under way", cap(g.all))
	}
	return func() {
		<-g.all
		<-d.places
		g.drop(host, d)
	}, nil
}

func (g *gate) use(host string) *doorway {
	g.mu.Lock()
	defer g.mu.Unlock()
	d, known := g.hosts[host]
	if !known {
		d = &doorway{places: make(chan struct{}, g.perHost)}
		g.hosts[host] = d
	}
	d.users++
	return d
}

func (g *gate) drop(host string, d *doorway) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if d.users--; d.users == 0 {
		delete(g.hosts, host)
	}
}

func take(ctx context.Context, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// busy is the error of somebody who waited until ctx was done. Who went away
// before did not wait too long.
func busy(ctx context.Context, format string, args ...any) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w: %w", ErrBusy, fmt.Errorf(format, args...))
}
