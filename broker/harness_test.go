package broker

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

var discard = slog.New(slog.DiscardHandler)

// patience bounds every wait.
const patience = 20 * time.Second

// start runs a broker on an empty directory until the test ends.
func start(t testing.TB, o Options) *Broker {
	t.Helper()
	if o.StoreDir == "" {
		o.StoreDir = t.TempDir()
	}
	if o.Log == nil {
		o.Log = discard
	}
	o.Name = "test"
	b, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, b) })
	return b
}

// stop ends a broker. Stopping twice is allowed.
func stop(t testing.TB, b *Broker) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := b.Close(ctx); err != nil {
		t.Error(err)
	}
}

func connect(t testing.TB, b *Broker, r Role) *nats.Conn {
	t.Helper()
	nc, err := b.Connect(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// await asks again and again until it holds, for states that have no event.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s: not after %v", what, patience)
		}
	}
}
