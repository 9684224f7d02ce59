package client

import (
	"context"
	"crypto/ecdh"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/seal"
)

var (
	// ErrChainChanged says that a node shows a sigchain that does not go on from
	// the one it showed before: events were taken back, or others stand in their
	// place. Nothing of it is believed.
	ErrChainChanged = errors.New("the sigchain is not the one that was seen before")
	// ErrNotLinked says that a device is not, or no more, certified by the
	// sigchain of its account.
	ErrNotLinked = errors.New("the device is not linked")
)

const (
	mediaJSONLines = "application/jsonl"
	// chainFresh is how long what a chain said is taken to hold. A device that
	// was revoked is disconnected by the node meanwhile.
	chainFresh = 30 * time.Second
	// appendTries bounds how often an event is made anew because the chain grew.
	appendTries = 8
)

// A Book holds sigchains, each verified and followed from what was seen of it.
// It writes no files: Links gives what a caller may keep, Learn takes it back.
type Book struct {
	node   *Node
	memory Memory

	mu     sync.Mutex
	chains map[identity.Key]*followed
}

// A Memory is what is kept of the heads of sigchains between two lives of a
// program, by functions that may be called at the same time. Who keeps the
// whole chains uses Learn.
type Memory struct {
	// Recall gives the head that was seen last, the zero Head for none.
	Recall func(account identity.Key) sigchain.Head
	// Keep takes a head that is further on.
	Keep func(account identity.Key, h sigchain.Head) error
}

// followed is one chain. Its lock is held while the node is asked, so that a
// chain is followed by one at a time.
type followed struct {
	mu    sync.Mutex
	chain sigchain.Chain
	links []sigchain.Link
	asked time.Time // zero: not yet, or the last answer was an error
}

// NewBook has seen nothing yet.
func NewBook(n *Node) *Book { return &Book{node: n, chains: make(map[identity.Key]*followed)} }

// NewBookWith refuses chains that do not reach what was seen in an earlier life.
func NewBookWith(n *Node, m Memory) *Book {
	b := NewBook(n)
	b.memory = m
	return b
}

func (b *Book) of(account identity.Key) *followed {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := b.chains[account]
	if f == nil {
		f = new(followed)
		b.chains[account] = f
	}
	return f
}

// Learn takes a chain that was seen in an earlier life of the program, before
// the node is asked for it. What is known already is not replaced.
func (b *Book) Learn(account identity.Key, links []sigchain.Link) error {
	f := b.of(account)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.links) > 0 {
		return nil
	}
	return f.extend(account, links)
}

// Links are the events of a chain as far as they were seen.
func (b *Book) Links(account identity.Key) []sigchain.Link {
	f := b.of(account)
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.links)
}

// State is what the chain of an account says, at most half a minute ago.
func (b *Book) State(ctx context.Context, account identity.Key) (sigchain.State, error) {
	return b.state(ctx, account, b.node.now().Add(-chainFresh))
}

// Refresh is what the chain of an account says now.
func (b *Book) Refresh(ctx context.Context, account identity.Key) (sigchain.State, error) {
	return b.state(ctx, account, b.node.now())
}

// state asks the node unless it was asked after a time.
func (b *Book) state(ctx context.Context, account identity.Key, since time.Time) (sigchain.State, error) {
	f := b.of(account)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.asked.After(since) {
		asked := b.node.now()
		f.asked = time.Time{}
		if err := b.follow(ctx, account, f); err != nil {
			return sigchain.State{}, fmt.Errorf("the sigchain of %s: %w", account.Fingerprint(), err)
		}
		if err := b.compare(account, f); err != nil {
			return sigchain.State{}, fmt.Errorf("the sigchain of %s: %w", account.Fingerprint(), err)
		}
		f.asked = asked
	}
	return f.chain.State(), nil
}

// compare holds a chain against what is remembered of it, and remembers it.
func (b *Book) compare(account identity.Key, f *followed) error {
	if b.memory.Recall == nil {
		return nil
	}
	before, now := b.memory.Recall(account), f.chain.Head()
	switch {
	case now.Seq < before.Seq:
		return fmt.Errorf("%w: it had %d events and has %d", ErrChainChanged, before.Seq, now.Seq)
	case before.Seq > 0 && f.links[before.Seq-1].Hash() != before.Hash:
		return fmt.Errorf("%w: event %d is another one", ErrChainChanged, before.Seq)
	case now.Seq == before.Seq:
		return nil
	}
	if err := b.memory.Keep(account, now); err != nil {
		return fmt.Errorf("remember it: %w", err)
	}
	return nil
}

// follow asks for what comes after the head that is known.
func (b *Book) follow(ctx context.Context, account identity.Key, f *followed) error {
	head := f.chain.Head()
	path := fmt.Sprintf("/v1/sigchains/ed25519/%s?since=%d", account.Hex(), head.Seq)
	header := http.Header{"Accept": {mediaJSONLines + ", application/json"}}
	if head.Seq > 0 {
		header.Set("If-None-Match", `"`+head.Hash+`"`)
	}
	a, err := b.node.request(ctx, http.MethodGet, path, header, nil, sigchain.MaxChain)
	switch {
	case IsCode(err, CodeUnknownSigchain) && head.Seq == 0:
		return nil
	case IsCode(err, CodeUnknownSigchain):
		return fmt.Errorf("%w: it had %d events and has none", ErrChainChanged, head.Seq)
	case err != nil:
		return err
	case a.status == http.StatusNotModified && head.Seq > 0:
		return nil
	}
	links, err := sigchain.ReadJSONL(a.body)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotANode, err)
	}
	if err := f.extend(account, links); err != nil {
		return err
	}
	// A node that took events back has nothing to show after our head: only its
	// tag tells.
	if tag, now := strings.TrimPrefix(a.header.Get("ETag"), "W/"), f.chain.Head(); tag != `"`+now.Hash+`"` {
		return fmt.Errorf("%w: we know it up to event %d, and the node names another head", ErrChainChanged, now.Seq)
	}
	return nil
}

// extend appends links, or none of them.
func (f *followed) extend(account identity.Key, links []sigchain.Link) error {
	if len(links) == 0 {
		return nil
	}
	if links[0].Primary() != identity.PrimaryOf(account) {
		return fmt.Errorf("%w: it is the sigchain of %s", ErrUnverified, links[0].Primary())
	}
	var chain sigchain.Chain
	for _, l := range f.links {
		if err := chain.Append(l); err != nil {
			return err
		}
	}
	for _, l := range links {
		switch err := chain.Append(l); {
		case errors.Is(err, sigchain.ErrHeadMoved) && len(f.links) > 0:
			return fmt.Errorf("%w: %w", ErrChainChanged, err)
		case err != nil:
			return fmt.Errorf("%w: %w", ErrUnverified, err)
		}
	}
	f.chain, f.links = chain, append(slices.Clip(f.links), links...)
	return nil
}

// Devices are those for which a message between accounts is sealed: unrevoked,
// with an X25519 key.
func (b *Book) Devices(ctx context.Context, accounts ...identity.Key) ([]seal.Device, error) {
	var list []seal.Device
	for _, account := range accounts {
		s, err := b.State(ctx, account)
		if err != nil {
			return nil, err
		}
		for _, d := range s.Devices {
			if !d.Revoked.IsZero() || d.Box == nil {
				continue
			}
			public, err := ecdh.X25519().NewPublicKey(d.Box)
			if err != nil {
				return nil, fmt.Errorf("device %s of %s: %w", d.ID, account.Fingerprint(), err)
			}
			list = append(list, seal.Device{Key: d.Key, Box: public})
		}
	}
	return list, nil
}

// Seal signs a draft as an account, or as a device for it, and seals it for
// both accounts and their devices, those of the recipient first.
func (b *Book) Seal(ctx context.Context, random io.Reader, as Account, draft seal.Draft) ([]byte, error) {
	accounts := []identity.Key{draft.To, as.Key()}
	if draft.To == as.Key() {
		accounts = accounts[:1]
	}
	devices, err := b.Devices(ctx, accounts...)
	if err != nil {
		return nil, fmt.Errorf("seal for %s: %w", draft.To.Fingerprint(), err)
	}
	// Two accounts may have more devices than fit; a message goes out all the same.
	devices = devices[:min(len(devices), seal.MaxKeys-len(accounts))]
	if !as.Seed.IsZero() {
		return seal.Seal(random, as.Seed, draft, devices...)
	}
	l := seal.Linked{Account: as.Linked.Account, Device: as.Linked.ID, Seed: as.Linked.Seed}
	return l.Seal(random, draft, devices...)
}

// DeviceKey is what seal.Given asks: the key of a device that was not revoked
// before a message came. The chain has to be newer than the message, and is
// asked for again when it does not know the device.
func (b *Book) DeviceKey(ctx context.Context) func(identity.Key, identity.ID, time.Time) (identity.Key, error) {
	return func(account identity.Key, id identity.ID, at time.Time) (identity.Key, error) {
		since := at
		if oldest := b.node.now().Add(-chainFresh); at.IsZero() || at.After(oldest) {
			since = oldest
		}
		s, err := b.state(ctx, account, since)
		if err != nil {
			return identity.Key{}, err
		}
		d, there := s.Device(id)
		if !there {
			if s, err = b.Refresh(ctx, account); err != nil {
				return identity.Key{}, err
			}
			d, there = s.Device(id)
		}
		switch {
		case !there:
			return identity.Key{}, fmt.Errorf("%w: the sigchain has none of that id", seal.ErrWrongDevice)
		case !d.Revoked.IsZero() && (at.IsZero() || !at.Before(d.Revoked)):
			return identity.Key{}, fmt.Errorf("%w: it was revoked at %s", seal.ErrWrongDevice, d.Revoked.Format(time.RFC3339))
		}
		return d.Key, nil
	}
}

// Append signs an event and hands it in, on whatever head the chain has by
// then. The time is the node's if the draft has none.
func (b *Book) Append(ctx context.Context, signer identity.Seed, draft sigchain.Draft) (sigchain.Link, error) {
	account := signer.Key()
	if draft.CreatedAt.IsZero() {
		draft.CreatedAt = b.node.Time()
	}
	for try := 0; ; try++ {
		s, err := b.Refresh(ctx, account)
		if err != nil {
			return sigchain.Link{}, err
		}
		link, err := b.hand(ctx, signer, s.Head, draft)
		if err == nil {
			_, err = b.Refresh(ctx, account)
			return link, err
		}
		if !IsCode(err, CodeHeadMoved) || try == appendTries {
			return sigchain.Link{}, fmt.Errorf("append %s to the sigchain: %w", draft.Op, err)
		}
	}
}

// hand makes an event and hands it in until there is an answer. A repeat of
// the event that became the head is answered like the first; one behind which
// others stand already is found in the chain.
func (b *Book) hand(ctx context.Context, signer identity.Seed, head sigchain.Head, draft sigchain.Draft) (sigchain.Link, error) {
	raw, err := sigchain.Sign(signer, head, draft)
	if err != nil {
		return sigchain.Link{}, err
	}
	link, err := sigchain.Open(raw)
	if err != nil {
		return sigchain.Link{}, err
	}
	path := "/v1/sigchains/ed25519/" + signer.Key().Hex()
	_, err = b.node.ask(ctx, http.MethodPost, path, nil, raw)
	for attempt := 0; errors.Is(err, ErrUnreachable) && attempt < lastAttempt; attempt++ {
		if perr := newLink().wait(ctx, delay(attempt)); perr != nil {
			break
		}
		_, err = b.node.ask(ctx, http.MethodPost, path, nil, raw)
	}
	if IsCode(err, CodeHeadMoved) {
		if _, rerr := b.Refresh(ctx, signer.Key()); rerr != nil {
			return sigchain.Link{}, rerr
		}
		for _, l := range b.Links(signer.Key()) {
			if l.Hash() == link.Hash() {
				return l, nil
			}
		}
	}
	return link, err
}
