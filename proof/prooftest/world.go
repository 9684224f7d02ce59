// Package prooftest is an internet for tests in which proofs are published: a
// GitHub, a Bluesky, a Nostr relay, ActivityPub servers, web sites and domains
// that speak the protocols of the real ones, on loopback addresses.
package prooftest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/fetch/fetchtest"
	"kez.lat/chat/identity"
	"kez.lat/chat/proof"
)

// A World has one of each provider. What is published last on a provider is
// what is there; use another name for another account.
type World struct {
	*fetchtest.World
	GitHub  *GitHub
	Bluesky *Bluesky
	Relay   *Relay

	mu    sync.Mutex
	pages map[string]string // contents of web sites, by host and path
}

// New makes a World that ends with the test.
func New(tb testing.TB) *World {
	tb.Helper()
	w := &World{World: fetchtest.New(tb), pages: make(map[string]string)}
	w.GitHub = newGitHub()
	w.GitHub.API = w.Host("api.github.example", http.HandlerFunc(w.GitHub.api))
	w.GitHub.Raw = w.Host("gist.github.example", http.HandlerFunc(w.GitHub.raw))
	w.Bluesky = &Bluesky{accounts: make(map[string]*Account)}
	w.Bluesky.URL = w.Host("bsky.example", http.HandlerFunc(w.Bluesky.xrpc))
	w.Relay = &Relay{}
	w.Relay.URL = strings.Replace(w.Host("relay.example", w.Relay), "https", "wss", 1)
	return w
}

// ProofConfig is that of a Checker which asks this World.
func (w *World) ProofConfig(tb testing.TB) proof.Config {
	tb.Helper()
	return proof.Config{
		Fetch:       w.Fetcher(tb),
		Nameservers: []string{w.Address},
		Relays:      []string{w.Relay.URL},
		GitHub:      w.GitHub.API,
		GitHubRaw:   w.GitHub.Raw,
		Bluesky:     w.Bluesky.URL,
		WebFinger:   func(host string) string { return fmt.Sprintf("https://%s:%d", host, w.Port) },
		Now:         func() time.Time { return Now },
	}
}

// Now is when it is in the World, as Checkers see it.
var Now = time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC)

// Checker asks this World.
func (w *World) Checker(tb testing.TB) *proof.Checker {
	tb.Helper()
	return Open(tb, w.ProofConfig(tb))
}

// Open makes a Checker that is closed with the test.
func Open(tb testing.TB, cfg proof.Config) *proof.Checker {
	tb.Helper()
	c, err := proof.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	return c
}

// Web puts a text at a path of a web site and gives the site's URL, with the
// World's port.
func (w *World) Web(host, path, text string) string {
	w.mu.Lock()
	w.pages[host+path] = text
	w.mu.Unlock()
	return w.Host(host, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		name, _, _ := strings.Cut(r.Host, ":")
		w.mu.Lock()
		text, known := w.pages[name+r.URL.Path]
		w.mu.Unlock()
		if !known {
			http.NotFound(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(text))
	}))
}

// Publish puts a text where the subject would, in the place looked at first. The
// secret is that of a nostr subject, and used for no other.
func (w *World) Publish(tb testing.TB, s identity.Subject, text string, secret identity.NostrSecret) {
	tb.Helper()
	switch s.System() {
	case "dns":
		w.Answer("_kez."+s.ID(), fetchtest.Texts(Chunks(text)))
	case "github":
		w.GitHub.Gist(s.ID(), "kez.md", text)
	case "web":
		host, path, _ := strings.Cut(strings.TrimPrefix(s.ID(), "https://"), "/")
		host, _, _ = strings.Cut(host, ":")
		if path != "" {
			path = "/" + path
		}
		w.Web(host, path+"/.well-known/kez.json", text)
	case "nostr":
		w.Relay.Say(Event(secret, 1, Now, text))
	case "bluesky":
		w.Bluesky.Account(s.ID(), "did:plc:"+strings.ReplaceAll(s.ID(), ".", "")).Post(map[string]any{"text": text})
	case "ap":
		w.Actor(s.ID(), map[string]any{"summary": "<p>" + HTML(text) + "</p>"})
	default:
		tb.Fatalf("nothing is published for %s", s)
	}
}

// Chunks cuts a text into strings of TXT records, in the form in which the DNS
// library takes them.
func Chunks(text string) []string {
	var list []string
	for len(text) > 255 {
		list = append(list, escapeTXT(text[:255]))
		text = text[255:]
	}
	return append(list, escapeTXT(text))
}

func escapeTXT(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\010`).Replace(text)
}
