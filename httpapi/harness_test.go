package httpapi

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/proof"
	"kez.lat/chat/registry"
)

const (
	serverName = "kez.test"
	publicURL  = "https://chat.kez.test"
	// patience bounds every wait for something that has to happen.
	patience = 20 * time.Second
)

// settings are what a test changes about its world.
type settings struct {
	api  Config
	mail mailbox.Limits
}

// world is the door over a real registry and a real mailbox.
type world struct {
	*Server
	t      testing.TB
	url    string
	client *http.Client // of streams
	people *registry.Registry
	mail   *mailbox.Mailbox
	log    *logText

	mu     sync.Mutex
	clock  time.Time // zero: the real one
	free   uint64
	ready  error
	checks map[string]error
	gone   []identity.Key
}

func newWorld(t testing.TB, change ...func(*settings)) *world {
	t.Helper()
	w := &world{t: t, client: http.DefaultClient, free: 1 << 40, log: new(logText), checks: map[string]error{"registry": nil, "mailbox": nil}}
	var err error
	if w.people, err = registry.Open(filepath.Join(t.TempDir(), "kez-chat.db"), registry.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.people.Close() })
	set := &settings{
		api: Config{
			Registry: w.people,
			Spa:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "app at %s", r.URL.Path) }),
			NATS:     func(w http.ResponseWriter, r *http.Request) error { return ErrNoUpgrade },
			Limits: Limits{
				EnvelopeBytes: 256 << 10, AnonymousBytes: 32 << 10, AnonymousPerMinute: 60, RegistrationsPerHour: 5,
				LookupsBurst: 50, LookupsPerSecond: 10, HandshakesBurst: 30, HandshakesPerSecond: 5,
				Streams: 8, StreamsPerAddress: 64, Links: 3, LinksPerHour: 60, Proofs: 64, Shown: map[string]int64{"envelope-bytes": 256 << 10},
			},
			Server: serverName, PublicURL: func() string { return publicURL }, Mode: registry.ModeOpen, Anonymous: true,
			TrustedProxies:   []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")},
			Ready:            func() error { return locked(&w.mu, &w.ready) },
			Health:           func() map[string]error { return locked(&w.mu, &w.checks) },
			Authorize:        func(context.Context, []byte) ([]byte, error) { return []byte("a.b.c"), nil },
			Disconnect:       func(k identity.Key) { w.mu.Lock(); defer w.mu.Unlock(); w.gone = append(w.gone, k) },
			DisconnectDevice: func(_, device identity.Key) { w.mu.Lock(); defer w.mu.Unlock(); w.gone = append(w.gone, device) },
			Check:            func(context.Context, proof.Inquiry) (proof.Answer, error) { return proof.Answer{}, proof.ErrClosed },
			VAPIDKey:         "BCVx",
			Refresh:          func(identity.Key) {},
			Version:          "1.2.3", Build: "abcdef", UI: "0123",
			Now: w.now,
			Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		},
		mail: mailbox.Limits{EnvelopeBytes: 256 << 10, AnonymousBytes: 32 << 10, NoteBytes: 2048, Retention: time.Hour, NoteRetention: time.Hour},
	}
	for _, c := range change {
		c(set)
	}
	w.mail = w.startMailbox(set.mail)
	set.api.Mailbox = w.mail
	if w.Server, err = New(set.api); err != nil {
		t.Fatal(err)
	}
	hs := httptest.NewUnstartedServer(nil)
	hs.Config = w.HTTPServer(w.Handler())
	hs.Start()
	t.Cleanup(func() {
		w.streams.close()
		hs.Close()
	})
	w.url = hs.URL
	return w
}

func locked[T any](mu *sync.Mutex, v *T) T {
	mu.Lock()
	defer mu.Unlock()
	return *v
}

func (w *world) startMailbox(l mailbox.Limits) *mailbox.Mailbox {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	quiet := slog.New(slog.DiscardHandler)
	b, err := broker.Start(ctx, broker.Options{StoreDir: w.t.TempDir(), Name: "test", Log: quiet})
	if err != nil {
		w.t.Fatal(err)
	}
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
	m, err := mailbox.Start(ctx, mailbox.Config{
		Told:   func(identity.Key, identity.Key) {},
		Outlet: outlet(broker.RoleMail), Write: connect(broker.RoleMail), Read: connect(broker.RoleMail), App: outlet(broker.RoleNode),
		Online: func(identity.Key) bool { return false },
		People: w.correspondents(),
		Limits: l,
		Free:   func() (uint64, uint64, error) { return locked(&w.mu, &w.free), 1 << 20, nil },
		Now:    w.now,
		Log:    quiet,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := m.Close(ctx); err != nil {
			w.t.Error(err)
		}
		if err := b.Close(ctx); err != nil {
			w.t.Error(err)
		}
	})
	return m
}

func (w *world) correspondents() mailbox.People {
	return mailbox.People{
		Known: func(ctx context.Context, k identity.Key) error { _, err := w.people.ByKey(ctx, k); return err },
		Stance: func(ctx context.Context, owner, peer identity.Key) (mailbox.Stance, error) {
			rel, err := w.people.Relation(ctx, owner, peer)
			return map[registry.Relation]mailbox.Stance{
				registry.Blocked: mailbox.Blocked, registry.Accepted: mailbox.Accepted, registry.Muted: mailbox.Accepted,
			}[rel], err
		},
		Accept: func(ctx context.Context, owner, peer identity.Key) error {
			return w.people.SetRelation(ctx, owner, peer, registry.Accepted, w.now())
		},
		Cursor: w.people.Cursor, SaveCursors: w.people.SaveCursors,
	}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.clock.IsZero() {
		return time.Now()
	}
	return w.clock
}

// set changes something that the world's functions read.
func (w *world) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// noon stops the clock.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func (w *world) atNoon() *world {
	w.set(func() { w.clock = noon })
	return w
}

func seedOf(t testing.TB, n byte) identity.Seed {
	t.Helper()
	s, err := identity.NewSeed(rand.NewChaCha8(sha256.Sum256([]byte{n})))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// person is somebody who is registered.
type person struct {
	identity.Seed
	handle identity.Handle
}

func (w *world) registration(s identity.Seed, handle, invite string) []byte {
	w.t.Helper()
	raw, err := identity.SignRegistration(s, identity.Handle(handle), serverName, w.now(), invite)
	if err != nil {
		w.t.Fatal(err)
	}
	return raw
}

// person registers somebody through the door.
func (w *world) person(n byte, handle string) person {
	w.t.Helper()
	p := person{seedOf(w.t, n), identity.Handle(handle)}
	w.post("/v1/register", w.registration(p.Seed, handle, "")).want(201, "")
	return p
}

func (w *world) newID() identity.ID {
	w.t.Helper()
	id, err := identity.NewID(cryptoRandom{})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// cryptoRandom is good enough for ids in tests.
type cryptoRandom struct{}

func (cryptoRandom) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(rand.Uint32())
	}
	return len(p), nil
}

func (w *world) auth(s identity.Seed, message func(ts int64) []byte) string {
	ts := w.now().Unix()
	return identity.FormatAuth(ts, s.Sign(message(ts)))
}

func (w *world) pollAuth(p person, since uint64) string {
	return w.auth(p.Seed, func(ts int64) []byte { return identity.SignedPoll(p.handle, since, ts) })
}

func (w *world) streamAuth(p person) string {
	return w.auth(p.Seed, func(ts int64) []byte { return identity.SignedStream(p.handle, ts) })
}

func (w *world) sendAuth(p person, body []byte) string {
	return w.auth(p.Seed, func(ts int64) []byte {
		return identity.SignedCall(http.MethodPost, "/v1/messages", ts, body, serverName)
	})
}

// messageBody writes a message with an envelope as it is.
func messageBody(to, envelope, from, id string) []byte {
	body := fmt.Sprintf(`{"to":%q,"envelope":%s`, to, envelope)
	if from != "" {
		body += fmt.Sprintf(`,"from":%q`, from)
	}
	if id != "" {
		body += fmt.Sprintf(`,"id":%q`, id)
	}
	return []byte(body + "}")
}

// send sends a signed message that must be taken.
func (w *world) send(from, to person, envelope string) receipt {
	w.t.Helper()
	body := messageBody(string(to.handle), envelope, string(from.handle), w.newID().String())
	var r receipt
	w.post("/v1/messages", body, headerAuth, w.sendAuth(from, body)).want(202, "").decode(&r)
	return r
}

// inboxPage is an answer of the inbox.
type inboxPage struct {
	Epoch    string
	Messages []struct {
		Seq                  uint64
		Time, Kind, To, From string
		ID, Class, Body      string
		Envelope             json.RawMessage
	}
	Next uint64
	More bool
}

func (w *world) poll(p person, since uint64, more string) (page inboxPage) {
	w.t.Helper()
	w.get(fmt.Sprintf("/v1/inbox/%s?since=%d%s", p.handle, since, more), headerAuth, w.pollAuth(p, since)).want(200, "").decode(&page)
	return page
}

// logText collects the log.
type logText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// rawRequest sends bytes as they are and reads the status line.
func (w *world) rawRequest(text string) string {
	w.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.WriteString(c, text); err != nil {
		w.t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.TrimSpace(line)
}
