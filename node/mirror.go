package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/registry"
)

const (
	// mirrorEvery is how often the chains of connected people are read again.
	mirrorEvery = 5 * time.Minute
	// mirrorRest is the least time between two reads of one chain. Who asks
	// earlier is remembered.
	mirrorRest = 30 * time.Second
	// mirrorTime bounds one read, mirrorBytes its answer: a chain of as many and
	// as large events as there can be.
	mirrorTime  = 15 * time.Second
	mirrorBytes = 4096 * sigchain.MaxLink
	mirrorQueue = 1024
)

// A mirror keeps a copy of people's sigchains that a sig server has, so that
// the registry knows their devices and claims. The server is trusted with
// nothing: each event is verified, and goes in by the rules of our own chains,
// so that a chain never loses what it had here. While the server is away what
// was read last holds.
type mirror struct {
	base     string
	client   *http.Client
	people   *registry.Registry
	rules    func() registry.ChainRules
	online   func(identity.Key) bool
	shutOut  func(account, device identity.Key)
	now      func() time.Time
	log      *slog.Logger
	wanted   chan identity.Key
	mu       sync.Mutex
	lastRead map[identity.Key]time.Time
	early    map[identity.Key]struct{} // asked for again within the rest
}

func newMirror(n *Node) *mirror {
	return &mirror{
		base:   strings.TrimSuffix(n.set.SigServerURL, "/"),
		client: &http.Client{Timeout: mirrorTime},
		people: n.people, rules: n.copyRules,
		online:  func(k identity.Key) bool { return n.sessions.Online(k) > 0 },
		shutOut: func(account, device identity.Key) { n.sessions.DisconnectLogin(account, device) },
		now:     n.now, log: n.log,
		wanted:   make(chan identity.Key, mirrorQueue),
		lastRead: make(map[identity.Key]time.Time),
		early:    make(map[identity.Key]struct{}),
	}
}

// want asks for a person's chain to be read soon. It never waits: a queue that
// is full is worked off, and the next round takes who is connected.
func (m *mirror) want(k identity.Key) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.now().Sub(m.lastRead[k]) < mirrorRest {
		m.early[k] = struct{}{}
		return
	}
	select {
	case m.wanted <- k:
		m.lastRead[k] = m.now()
	default:
	}
}

func (m *mirror) run(ctx context.Context) error {
	defer m.client.CloseIdleConnections()
	round := time.NewTicker(mirrorEvery)
	defer round.Stop()
	rest := time.NewTicker(mirrorRest)
	defer rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case k := <-m.wanted:
			if err := m.read(ctx, k); err != nil && ctx.Err() == nil {
				m.log.Warn("sigchain not read", "key", k.Fingerprint(), "err", err)
			}
		case <-rest.C:
			m.catchUp()
		case <-round.C:
			if err := m.round(ctx); err != nil && ctx.Err() == nil {
				m.log.Warn("sigchains not read", "err", err)
			}
		}
	}
}

// catchUp asks for the chains that were asked for too early.
func (m *mirror) catchUp() {
	m.mu.Lock()
	var due []identity.Key
	for k := range m.early {
		if m.now().Sub(m.lastRead[k]) >= mirrorRest {
			due = append(due, k)
			delete(m.early, k)
		}
	}
	m.mu.Unlock()
	for _, k := range due {
		m.want(k)
	}
}

// round asks for the chains of everybody who is connected.
func (m *mirror) round(ctx context.Context) error {
	m.forget()
	return m.people.People(ctx, func(e registry.Entry) error {
		if m.online(e.Key) {
			m.want(e.Key)
		}
		return ctx.Err()
	})
}

func (m *mirror) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, at := range m.lastRead {
		if m.now().Sub(at) >= mirrorRest {
			delete(m.lastRead, k)
		}
	}
}

// read takes over what a chain has more than its copy.
func (m *mirror) read(ctx context.Context, k identity.Key) error {
	primary := identity.PrimaryOf(k)
	head, err := m.people.Head(ctx, primary)
	if err != nil {
		return err
	}
	lines, err := m.fetch(ctx, k, head.Seq)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(lines) {
		link, err := sigchain.Open(bytes.TrimSpace(line))
		if err != nil {
			return err
		}
		if link.Primary() != primary {
			return fmt.Errorf("%w: an event of %s", identity.ErrKeyMismatch, link.Primary())
		}
		p, err := sigchain.Prepare(head, link)
		if err != nil {
			return err
		}
		if err := m.people.Append(ctx, p, m.rules()); err != nil {
			return err
		}
		head = link.Head()
		if err := m.enact(ctx, k, link); err != nil {
			return err
		}
	}
	return nil
}

func (m *mirror) enact(ctx context.Context, k identity.Key, link sigchain.Link) error {
	if link.Op() != sigchain.DeviceRevoke {
		return nil
	}
	devices, err := m.people.Devices(ctx, k)
	for _, d := range devices {
		if d.ID == link.Device() {
			m.shutOut(k, d.Key)
		}
	}
	return err
}

// fetch gets the events after since, nothing for a chain that is not begun.
func (m *mirror) fetch(ctx context.Context, k identity.Key, since uint64) ([]byte, error) {
	url := fmt.Sprintf("%s/v1/sigchains/ed25519/%s?since=%d", m.base, k.Hex(), since)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/jsonl")
	answer, err := m.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, nil
	default:
		return nil, fmt.Errorf("the sig server answers %s", answer.Status)
	}
	lines, err := io.ReadAll(io.LimitReader(answer.Body, mirrorBytes+1))
	if err == nil && len(lines) > mirrorBytes {
		err = errors.New("the sig server's answer is too large")
	}
	return lines, err
}
