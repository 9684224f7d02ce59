package proof

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

const (
	subscription = "kez"
	maxNotes     = 200
	maxSearches  = 8 // at once, each with a connection to every relay
	// What one relay may say in answer to one question.
	relayTimeout  = 8 * time.Second
	relayMessages = 2 * maxNotes
	relayMessage  = 256 << 10
	relayBytes    = 4 << 20
)

// nostr asks all relays at once. One that answers is enough: a relay is a copy
// of what others have as well, and some are always down.
func (c *Checker) nostr(ctx context.Context, s identity.Subject, t *trail) error {
	k, err := identity.ParseNostrKey(s.ID())
	if err != nil {
		return missed(Unsupported, "%s", err)
	}
	t.url = c.cfg.Relays[0]
	select {
	case c.sockets <- struct{}{}:
		defer func() { <-c.sockets }()
	case <-ctx.Done():
		return fmt.Errorf("%w: %d searches on relays are under way", fetch.ErrBusy, cap(c.sockets))
	}
	answers := make([]answer, len(c.cfg.Relays))
	var asking sync.WaitGroup
	for n, relay := range c.cfg.Relays {
		asking.Go(func() { answers[n] = c.askRelay(ctx, relay, k) })
	}
	asking.Wait()
	for _, found := range merge(answers) {
		if t.see(Evidence{found.relay + "#" + found.event.ID, found.event.text()}) {
			return nil
		}
	}
	return silence(answers)
}

// answer is what one relay said of the key's own events, in order, and how it
// ended.
type answer struct {
	relay  string
	events []event
	forged int
	err    error
}

// silence is why nothing is known, nil if one relay told all it has.
func silence(answers []answer) error {
	var forged int
	for _, a := range answers {
		forged += a.forged
	}
	if forged > 0 {
		return missed(BadResponse, "relays sent %d events that the key did not sign", forged)
	}
	var first error
	for _, a := range answers {
		if a.err == nil {
			return nil
		}
		first = cmp.Or(first, a.err)
	}
	return first
}

type found struct {
	relay string
	event event
}

// merge puts the answers together, the newest first, each event once. Of the
// profile and of our data only the newest counts: a relay that was not told of
// a change, or does not tell, has an old one.
func merge(answers []answer) []found {
	var all []found
	for _, a := range answers {
		for _, e := range a.events {
			if e.asked() {
				all = append(all, found{a.relay, e})
			}
		}
	}
	// NIP-01: of two of the same time the one with the lower id is kept.
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.event.CreatedAt, a.event.CreatedAt), cmp.Compare(a.event.ID, b.event.ID))
	})
	seen := make(map[string]bool)
	return slices.DeleteFunc(all, func(f found) bool {
		name := f.event.ID
		if f.event.Kind != kindNote {
			name = fmt.Sprint(f.event.Kind)
		}
		old := seen[name]
		seen[name] = true
		return old
	})
}

// askRelay opens a connection for one REQ with the kinds that proofs stand in.
func (c *Checker) askRelay(ctx context.Context, relay string, k identity.NostrKey) answer {
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()
	a := answer{relay: relay}
	conn, resp, err := websocket.Dial(ctx, relay, &websocket.DialOptions{HTTPClient: c.relays, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		if resp != nil && resp.StatusCode != 0 {
			a.err = missed(BadResponse, "the relay %s answers %d instead of opening a WebSocket", relay, resp.StatusCode)
			return a
		}
		a.err = failed("the relay "+relay, fetch.Classify(ctx, err))
		return a
	}
	defer func() { _ = conn.CloseNow() }() // there is nothing more to say
	conn.SetReadLimit(relayMessage)
	if err := conn.Write(ctx, websocket.MessageText, request(k)); err != nil {
		a.err = failed("the relay "+relay, fetch.Classify(ctx, err))
		return a
	}
	a.listen(ctx, conn, k)
	return a
}

// request asks for each kind by itself, so that many notes do not crowd out the
// profile.
func request(k identity.NostrKey) []byte {
	type filter struct {
		Authors []string `json:"authors"`
		Kinds   []int    `json:"kinds"`
		Names   []string `json:"#d,omitempty"`
		Limit   int      `json:"limit"`
	}
	by := []string{k.Hex()}
	data, err := json.Marshal([]any{
		"REQ", subscription,
		filter{by, []int{kindProfile}, nil, 1},
		filter{by, []int{kindData}, []string{dataName}, 1},
		filter{by, []int{kindNote}, nil, maxNotes},
	})
	if err != nil {
		panic("strings and numbers cannot be written: " + err.Error())
	}
	return data
}

// listen takes events until the relay says that these are all.
func (a *answer) listen(ctx context.Context, conn *websocket.Conn, k identity.NostrKey) {
	left := relayBytes
	for range relayMessages {
		_, data, err := conn.Read(ctx)
		if left -= len(data); err == nil && left < 0 || errors.Is(err, websocket.ErrMessageTooBig) {
			a.err = missed(TooLarge, "the relay %s says more than %d bytes", a.relay, relayBytes)
			return
		}
		if err != nil {
			a.err = failed("the relay "+a.relay, fetch.Classify(ctx, err))
			return
		}
		m, ok := readMessage(data)
		switch {
		case !ok:
			a.err = missed(BadResponse, "the relay %s says what is not Nostr", a.relay)
			return
		case m.kind == "EOSE" && m.subscription == subscription:
			return
		case m.kind == "CLOSED" && m.subscription == subscription:
			a.err = closed(a.relay, m.text)
			return
		case m.kind != "EVENT" || m.subscription != subscription || m.event.PubKey != k.Hex():
			// Notices, wishes that we log in, and other people's events.
		case m.event.by(k):
			a.events = append(a.events, m.event)
		default:
			a.forged++
		}
	}
	a.err = missed(TooLarge, "the relay %s sends more than %d messages", a.relay, relayMessages)
}

// closed reads the prefix that NIP-01 gives to reasons.
func closed(relay, why string) error {
	if strings.HasPrefix(why, "rate-limited:") {
		return missed(RateLimited, "the relay %s refuses: %.200q", relay, why)
	}
	return missed(BadResponse, "the relay %s refuses: %.200q", relay, why)
}
