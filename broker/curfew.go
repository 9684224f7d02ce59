package broker

import (
	"bytes"
	"context"
	"runtime/pprof"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// calloutFrame is what a goroutine of the server that asks the callout has on
// its stack. TestACurfewWaitsForLogIns fails should the server rename it.
const calloutFrame = "server.(*Server).processClientOrLeafCallout"

// accountNone is no account. It is as long as accountAuth, see refuseLogIns.
const accountNone = "NONE"

const (
	// curfewLook is how often the curfew looks for log-ins under way.
	curfewLook = 5 * time.Millisecond
	// curfewLongest is more than the server waits for an answer of the callout,
	// which is two seconds.
	curfewLongest = 3 * time.Second
)

// curfew refuses log-ins from here on and waits for those under way. The
// server puts away first, when it stops, what a log-in asks the callout by,
// and one that comes later ends the process. Connections that are logged in
// stay, to hear from the server why they end.
//
// No event tells of the last log-in, and a connection may be gone from the
// server's list while its goroutine is about to ask. The profile is taken with
// the world stopped: whoever asks by then is in it, and whoever comes later
// reads that log-ins are refused.
func (b *Broker) curfew(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, curfewLongest)
	defer cancel()
	refuseLogIns(b.options)
	look := time.NewTicker(curfewLook)
	defer look.Stop()
	for asking() {
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
	}
}

// refuseLogIns makes the server look for its callout in an account there is
// not, so that it refuses whoever is not of the staff. The server has no way to
// change this; it reads the name anew at each log-in, without a lock. Both
// names have one length, so that no reader finds half of each, and the race
// detector is not to look.
//
//go:norace
//go:noinline
func refuseLogIns(o *server.Options) { o.AuthCallout.Account = accountNone }

// asking tells whether a log-in is under way in this process.
func asking() bool {
	var stacks bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&stacks, 1); err != nil {
		return false // a buffer takes everything
	}
	return bytes.Contains(stacks.Bytes(), []byte(calloutFrame))
}
