package mailbox

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// world is a mailbox over a real broker, and what its registry would say.
type world struct {
	*Mailbox
	t      testing.TB
	dir    string
	broker *broker.Broker
	app    *nats.Conn
	limits Limits

	mu      sync.Mutex
	stances map[[2]identity.Key]Stance
	cursors map[identity.Key]uint64
	free    uint64
	clock   time.Time // zero: the real one
}

var generous = Limits{EnvelopeBytes: 256 << 10, AnonymousBytes: 32 << 10, LiveBytes: 4096, NoteBytes: 2048, Retention: 24 * time.Hour, NoteRetention: time.Hour}

func newWorld(t testing.TB, l Limits) *world {
	w := &world{t: t, dir: t.TempDir(), limits: l, stances: make(map[[2]identity.Key]Stance), cursors: make(map[identity.Key]uint64), free: 1 << 40}
	w.start()
	t.Cleanup(w.stop)
	return w
}

func (w *world) start() {
	w.t.Helper()
	ctx := w.t.Context()
	log := slog.New(slog.DiscardHandler)
	b, err := broker.Start(ctx, broker.Options{StoreDir: w.dir, Name: "test", Log: log})
	if err != nil {
		w.t.Fatal(err)
	}
	w.broker = b
	connect := func(r broker.Role) *nats.Conn {
		nc, err := b.Connect(r)
		if err != nil {
			w.t.Fatal(err)
		}
		return nc
	}
	outlet := func(r broker.Role) *broker.Outlet {
		o, err := b.Outlet(r)
		if err != nil {
			w.t.Fatal(err)
		}
		return o
	}
	w.app = connect(broker.RoleNode)
	w.Mailbox, err = Start(ctx, Config{
		Outlet: outlet(broker.RoleMail), Write: connect(broker.RoleMail), Read: connect(broker.RoleMail), App: outlet(broker.RoleNode),
		Online: func(identity.Key) bool { return true },
		Told:   func(identity.Key, identity.Key) {},
		People: People{
			Known:       func(context.Context, identity.Key) error { return nil },
			Stance:      w.stance,
			Accept:      func(_ context.Context, owner, peer identity.Key) error { w.set(owner, peer, Accepted); return nil },
			Cursor:      w.cursor,
			SaveCursors: w.saveCursors,
		},
		Limits: w.limits,
		Free:   func() (uint64, uint64, error) { w.mu.Lock(); defer w.mu.Unlock(); return w.free, 1 << 20, nil },
		Now:    w.now,
		Log:    log,
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := w.Close(ctx); err != nil {
		w.t.Error(err)
	}
	if err := w.broker.Close(ctx); err != nil {
		w.t.Error(err)
	}
}

func (w *world) restart() {
	w.t.Helper()
	w.stop()
	w.start()
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() {
		return time.Now()
	}
	return w.clock
}

func (w *world) setClock(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = now
}

func (w *world) stance(_ context.Context, owner, peer identity.Key) (Stance, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stances[[2]identity.Key{owner, peer}], nil
}

func (w *world) set(owner, peer identity.Key, s Stance) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stances[[2]identity.Key{owner, peer}] = s
}

func (w *world) cursor(_ context.Context, owner identity.Key) (uint64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cursors[owner], nil
}

func (w *world) saveCursors(_ context.Context, moved map[identity.Key]uint64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k, seq := range moved {
		w.cursors[k] = seq
	}
	return nil
}

func (w *world) setFree(n uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.free = n
}

// intrude stores a record behind the committer's back.
func (w *world) intrude(rec *record) {
	w.t.Helper()
	m := nats.NewMsg(rec.subject())
	_, text, _ := strings.Cut(string(rec.appendHeader(nil, 0)), headerRecord+": ")
	m.Header.Set(headerRecord, strings.TrimSpace(text))
	m.Data = rec.body
	if _, err := w.cfg.Read.RequestMsg(m, 5*time.Second); err != nil {
		w.t.Fatal(err)
	}
}

func newKey(t testing.TB) identity.Key {
	t.Helper()
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return seed.Key()
}

func newID(t testing.TB) identity.ID {
	t.Helper()
	id, err := identity.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// letter is a letter with a fresh id.
func letter(t testing.TB, from, to identity.Key, body string) Letter {
	t.Helper()
	return Letter{From: from, To: to, ID: newID(t), Body: []byte(body)}
}

func (w *world) accept(l Letter) Receipt {
	w.t.Helper()
	r, err := w.Accept(w.t.Context(), l)
	if err != nil {
		w.t.Fatalf("accept %q: %v", l.Body, err)
	}
	return r
}

// all reads a whole mailbox and checks the chain and the cursor on the way.
func (w *world) all(owner identity.Key, limit int) []Item {
	w.t.Helper()
	var items []Item
	var since, prev uint64
	for {
		p, err := w.Sync(w.t.Context(), owner, Query{Since: since, Limit: limit})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, i := range p.Items {
			if i.Seq <= since {
				w.t.Fatalf("item %d after cursor %d", i.Seq, since)
			}
			if i.Prev != prev {
				w.t.Fatalf("item %d follows %d, its Prev is %d", i.Seq, prev, i.Prev)
			}
			prev = i.Seq
		}
		items = append(items, p.Items...)
		since = p.Next
		if !p.More {
			return items
		}
	}
}

func bodies(items []Item) []string {
	var list []string
	for _, i := range items {
		list = append(list, string(i.Body))
	}
	return list
}
