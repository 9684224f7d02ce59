package main

import (
	"strings"

	"kez.lat/chat/fetch"
	"kez.lat/chat/proof"
)

// A lookup looks proofs up from this machine: no node is trusted with it.
type lookup struct {
	*proof.Checker
	fetcher *fetch.Fetcher
}

// defaultRelays are asked for Nostr proofs.
var defaultRelays = []string{"wss://relay.damus.io", "wss://nos.lol", "wss://relay.primal.net"}

// checker makes a lookup by the settings of the environment.
func (p *program) checker() (*lookup, error) {
	nameservers, err := proof.SystemNameservers()
	if server := p.env("KEZ_DNS_SERVER"); server != "" {
		nameservers, err = []string{server}, nil
	}
	if err != nil {
		p.log().Warn("DNS proofs cannot be looked up", "err", err)
	}
	relays := defaultRelays
	if list := p.env("KEZ_NOSTR_RELAYS"); list != "" {
		relays = strings.Split(list, ",")
	}
	f := fetch.New(fetch.Config{UserAgent: "kez", AllowPrivate: p.env("KEZ_FETCH_PRIVATE") == "on"})
	c, err := proof.New(proof.Config{
		Fetch: f, Nameservers: nameservers, Relays: relays, GitHubToken: p.env("KEZ_GITHUB_TOKEN"), Now: p.now,
	})
	if err != nil {
		f.Close()
		return nil, err
	}
	return &lookup{c, f}, nil
}

func (l *lookup) Close() {
	l.Checker.Close()
	l.fetcher.Close()
}
