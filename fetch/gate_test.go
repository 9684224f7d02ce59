package fetch

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// TestGateForgets: hosts are remembered while somebody is inside or waits, and
// those who wait for one host take no place from others.
func TestGateForgets(t *testing.T) {
	g := newGate(2, 1)
	leave, err := g.enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	late, stop := context.WithTimeout(t.Context(), 0)
	defer stop()
	for range 100 {
		if _, err := g.enter(ctx, "a"); !errors.Is(err, gone) {
			t.Fatalf("who went away: got %v", err)
		}
		if _, err := g.enter(late, "a"); !errors.Is(err, ErrBusy) {
			t.Fatalf("who waited too long: got %v", err)
		}
	}
	for n := range 100 {
		leave, err := g.enter(t.Context(), fmt.Sprint(n))
		if err != nil {
			t.Fatal(err)
		}
		leave()
	}
	other, err := g.enter(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.enter(late, "c"); !errors.Is(err, ErrBusy) {
		t.Errorf("one more than all: got %v", err)
	}
	other()
	leave()
	if len(g.hosts) != 0 || len(g.all) != 0 {
		t.Errorf("nobody is inside: %d hosts, %d places taken", len(g.hosts), len(g.all))
	}
}
