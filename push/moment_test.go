package push_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
	"kez.lat/chat/identity"
	"kez.lat/chat/push"
	"kez.lat/chat/push/pushtest"
	"kez.lat/chat/registry"
)

// A bench runs a worker whose clock is moved by hand and goes on by a nanosecond
// whenever it is read. It pushes one after the other, so that what was not pushed
// shows by what came after it. A worker looks at its clock when it is told of
// something.
type bench struct {
	t       *testing.T
	worker  *push.Worker
	service *pushtest.Service
	nanos   atomic.Int64

	mu        sync.Mutex
	people    map[identity.Key][]registry.Subscription
	connected map[identity.ID]bool
	asked     int // whether a sender is accepted
}

var begun = time.Now().Truncate(time.Second) // real, for signatures have an end

func newBench(t *testing.T) *bench {
	w := fetchtest.New(t)
	b := &bench{t: t, service: pushtest.New(t, w, "push.example"), people: make(map[identity.Key][]registry.Subscription), connected: make(map[identity.ID]bool)}
	signer, err := push.OpenSigner(filepath.Join(t.TempDir(), "keys", "vapid.pem"), "mailto:a@example.org")
	if err != nil {
		t.Fatal(err)
	}
	f := fetch.New(w.Config())
	b.worker = push.New(push.Config{
		Signer: signer, Fetch: f, Concurrent: 1,
		Wakeable: func(owner identity.Key) bool { return len(b.of(owner)) > 0 },
		Accepted: func(context.Context, identity.Key, identity.Key) (bool, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.asked++
			return true, nil
		},
		Subscriptions: func(_ context.Context, owner identity.Key) ([]registry.Subscription, error) {
			return b.of(owner), nil
		},
		Drop: func(context.Context, identity.Key, string) error { return nil },
		Connected: func(_ identity.Key, device identity.ID) bool {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.connected[device]
		},
		Now: func() time.Time { return begun.Add(time.Duration(b.nanos.Add(1))) }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	t.Cleanup(f.Close)
	return b
}

func (b *bench) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.worker.Run(ctx) }()
	b.t.Cleanup(func() { cancel(); <-ended })
}

func (b *bench) of(owner identity.Key) []registry.Subscription {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.people[owner]
}

// person has one device, which is asleep; its number is that of its device.
func (b *bench) person(number byte) (owner identity.Key, endpoint string) {
	b.t.Helper()
	browser := b.service.Subscribe()
	s, err := push.Parse(fmt.Appendf(nil, `{"device":%q,"endpoint":%q,"keys":{"p256dh":%q,"auth":%q}}`,
		fmt.Sprintf("%02x%030x", number, 0), browser.Endpoint, browser.P256dh, browser.Auth))
	if err != nil {
		b.t.Fatal(err)
	}
	s.Owner = keyOf(b.t, number)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.people[s.Owner] = []registry.Subscription{s}
	return s.Owner, browser.Endpoint
}

func keyOf(tb testing.TB, number byte) identity.Key {
	tb.Helper()
	seed, err := identity.ParseSeed(strings.Repeat(fmt.Sprintf("%02x", number), 32))
	if err != nil {
		tb.Fatal(err)
	}
	return seed.Key()
}

func (b *bench) connect(number byte, online bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.connected[identity.ID{number}] = online
}

func (b *bench) pass(d time.Duration) { b.nanos.Add(int64(d)) }

// pushed wants that the next push is this one.
func (b *bench) pushed(endpoint string) {
	b.t.Helper()
	select {
	case got := <-b.service.Pushes():
		if !strings.HasSuffix(endpoint, got.Path) {
			b.t.Fatalf("pushed to %s, want %s", got.Path, endpoint)
		}
	case <-time.After(30 * time.Second):
		b.t.Fatal("no push")
	}
}

// TestNobodyIsWokenWhoCame: a device that comes back within the five seconds,
// or while its push has to rest, sees for itself.
func TestNobodyIsWokenWhoCame(t *testing.T) {
	b := newBench(t)
	b.run()
	ana, anas := b.person(1)
	bob, bobs := b.person(2)
	may, mays := b.person(3)
	b.worker.Tell(ana, bob)
	b.pass(4 * time.Second)
	b.connect(1, true)
	b.worker.Tell(bob, ana)
	b.pass(5 * time.Second)
	b.worker.Tell(may, ana)
	b.pushed(bobs) // and not ana

	b.connect(1, false)
	b.pass(15 * time.Second)
	b.worker.Tell(ana, bob)
	b.pushed(mays)
	b.pass(5 * time.Second)
	b.worker.Tell(ana, may)
	b.pushed(anas)
	b.pass(5 * time.Second)
	b.worker.Tell(bob, ana) // ana's second push waits until ten seconds after her first
	b.pass(5 * time.Second)
	b.connect(1, true)
	b.worker.Tell(may, ana)
	b.pushed(bobs) // and not ana
	b.pass(5 * time.Second)
	b.worker.Tell(bob, may)
	b.pushed(mays)
}

// TestRetryAfter: a push service is left alone for as long as it says, but never
// shorter than by ourselves, and not for ever.
func TestRetryAfter(t *testing.T) {
	for name, c := range map[string]struct {
		header      string
		early, late time.Duration // after the first attempt
	}{
		"seconds":     {"30", 29 * time.Second, 31 * time.Second},
		"a date":      {begun.Add(35 * time.Second).Format(http.TimeFormat), 28 * time.Second, 31 * time.Second},
		"too soon":    {"1", 14 * time.Second, 16 * time.Second},
		"in the past": {begun.Add(-time.Hour).Format(http.TimeFormat), 14 * time.Second, 16 * time.Second},
		"for days":    {"259200", 599 * time.Second, 601 * time.Second},
		"not at all":  {"", 14 * time.Second, 16 * time.Second},
		"unreadable":  {"a moment", 14 * time.Second, 16 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.run()
			ana, anas := b.person(1)
			bob, bobs := b.person(2)
			may, mays := b.person(3)
			b.service.Answer(func(w http.ResponseWriter, _ *http.Request) {
				if c.header != "" {
					w.Header().Set("Retry-After", c.header)
				}
				w.WriteHeader(http.StatusTooManyRequests)
			})
			b.worker.Tell(ana, bob)
			b.worker.Tell(bob, ana)
			b.pass(5 * time.Second)
			b.worker.Tell(may, ana)
			b.pushed(anas)
			b.pushed(bobs) // so the attempt for ana is over
			b.pass(c.early)
			b.worker.Tell(bob, may)
			b.pushed(mays) // and not ana
			b.pass(c.late - c.early)
			b.worker.Tell(may, bob)
			b.pushed(anas)
		})
	}
}

// TestQueueIsBounded: what cannot wait is lost, and no more than that; accounts
// without a subscription take no place.
func TestQueueIsBounded(t *testing.T) {
	const most = 1 << 15
	b := newBench(t)
	ana, _ := b.person(1)
	nobody := keyOf(t, 2)
	b.connect(1, true)
	senders := make([]identity.Key, most+10)
	for i := range senders {
		seed, err := identity.ParseSeed(fmt.Sprintf("%064x", i+1))
		if err != nil {
			t.Fatal(err)
		}
		senders[i] = seed.Key()
	}
	for _, from := range senders {
		b.worker.Tell(nobody, from)
	}
	for _, from := range senders {
		b.worker.Tell(ana, from)
		b.worker.Tell(ana, from) // the same again waits already
	}
	bob, bobs := b.person(3)
	b.pass(time.Minute)
	b.run()
	b.settle(most)
	b.worker.Tell(bob, ana)
	b.pass(time.Minute)
	b.worker.Tell(ana, bob)
	b.pushed(bobs)
	if got := b.count(); got != most+1 {
		t.Errorf("asked of %d messages, want %d", got, most+1)
	}
}

func (b *bench) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

// settle waits until so many messages were asked of.
func (b *bench) settle(n int) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); b.count() < n; runtime.Gosched() {
		if time.Now().After(end) {
			b.t.Fatalf("asked of %d messages, want %d", b.count(), n)
		}
	}
}
