package proof

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

// Config says where and how a Checker looks. Fetch is required; what else is
// zero has the default named here.
type Config struct {
	Fetch *fetch.Fetcher

	// Nameservers are host:port of recursive resolvers, asked in turn. None: dns
	// proofs are unsupported. See [SystemNameservers].
	Nameservers []string
	// Relays are ws:// or wss:// URLs of Nostr relays, all asked at once. None:
	// nostr proofs are unsupported.
	Relays []string

	GitHub      string // root of its REST API: https://api.github.com
	GitHubRaw   string // where contents of gists stand: https://gist.githubusercontent.com
	GitHubToken string // optional
	Bluesky     string // root of an AppView: https://public.api.bsky.app
	// WebFinger is the root of a host's HTTPS server: https://<host>.
	WebFinger func(host string) string

	Timeout time.Duration // for one check altogether: 30 s
	Now     func() time.Time
}

// soon is when places for fetches that were all taken will be free again.
const soon = 10 * time.Second

// A Checker looks proofs up.
type Checker struct {
	cfg      Config
	channels map[string]channel
	relays   *http.Client
	pauses   *pauses
	sockets  chan struct{} // places for searches on relays
}

// A channel looks for proofs of a subject and shows each text it finds to the
// trail, until that has enough. An error is a phase 1 failure of the whole
// search; what could be looked at before is not lost by it.
type channel func(ctx context.Context, s identity.Subject, t *trail) error

// New makes a Checker. Close it in the end.
func New(cfg Config) (*Checker, error) {
	cfg.GitHub = strings.TrimSuffix(cmp.Or(cfg.GitHub, "https://api.github.com"), "/")
	cfg.GitHubRaw = strings.TrimSuffix(cmp.Or(cfg.GitHubRaw, "https://gist.githubusercontent.com"), "/")
	cfg.Bluesky = strings.TrimSuffix(cmp.Or(cfg.Bluesky, "https://public.api.bsky.app"), "/")
	cfg.Timeout = cmp.Or(cfg.Timeout, 30*time.Second)
	if cfg.WebFinger == nil {
		cfg.WebFinger = func(host string) string { return "https://" + host }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Checker{cfg: cfg, pauses: newPauses(), sockets: make(chan struct{}, maxSearches)}
	c.channels = map[string]channel{"github": c.github, "web": c.web, "bluesky": c.bluesky, "ap": c.activityPub}
	if len(cfg.Nameservers) > 0 {
		c.channels["dns"] = c.dns
	}
	if len(cfg.Relays) > 0 {
		c.channels["nostr"] = c.nostr
	}
	var ports []uint16
	for _, relay := range cfg.Relays {
		port, err := relayPort(relay)
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	c.relays = cfg.Fetch.Client(ports...)
	return c, nil
}

// Close lets go of what is kept for the next check. The Fetcher stays open.
func (c *Checker) Close() { c.relays.CloseIdleConnections() }

// Systems are those whose proofs this Checker can look for, in order.
func (c *Checker) Systems() []string {
	var list []string
	for system := range c.channels {
		list = append(list, system)
	}
	slices.Sort(list)
	return list
}

// Check is phases 1 to 4. The error is why ctx ended, if it did; everything
// else is in the Verdict.
func (c *Checker) Check(ctx context.Context, q Question) (Verdict, error) {
	t := trail{question: q}
	look, known := c.channels[q.Subject.System()]
	if !known {
		t.miss(missed(Unsupported, "no channel looks for proofs of %q", q.Subject.System()))
		return t.verdict(), nil
	}
	searching, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	err := look(searching, q.Subject, &t)
	switch {
	case err == nil || t.stage == stageHolds:
	case ctx.Err() != nil:
		return Verdict{}, fmt.Errorf("check %s: %w", q.Subject, context.Cause(ctx))
	case errors.Is(err, fetch.ErrBusy):
		f := failureOf(err)
		f.When = c.cfg.Now().Add(soon)
		t.miss(f)
	case searching.Err() != nil:
		t.miss(missed(Timeout, "the search took longer than %s", c.cfg.Timeout))
	default:
		t.miss(failureOf(err))
	}
	return t.verdict(), nil
}

func relayPort(relay string) (uint16, error) {
	u, err := url.Parse(relay)
	if err != nil {
		return 0, fmt.Errorf("relay %q: %w", relay, err)
	}
	switch {
	case (u.Scheme != "ws" && u.Scheme != "wss") || u.Hostname() == "" || u.User != nil:
		return 0, fmt.Errorf("relay %q: it is not ws:// or wss:// and a host", relay)
	case u.Port() != "":
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil {
			return 0, fmt.Errorf("relay %q: %w", relay, err)
		}
		return uint16(port), nil
	case u.Scheme == "ws":
		return 80, nil
	}
	return 443, nil
}
