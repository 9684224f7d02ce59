package node

import (
	"fmt"
	"net/url"
	"runtime/debug"

	"kez.lat/chat/httpapi"
	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
	"kez.lat/chat/spa"
)

// newAPI wires the HTTP door.
func (n *Node) newAPI() (*httpapi.Server, error) {
	app, err := n.openApp()
	if err != nil {
		return nil, err
	}
	l := n.set.Limits
	return httpapi.New(httpapi.Config{
		Registry: n.people,
		Mailbox:  n.mail,
		Spa:      app,
		NATS:     n.upgrade,
		Limits: httpapi.Limits{
			EnvelopeBytes:        l.EnvelopeBytes,
			AnonymousBytes:       l.AnonymousBytes,
			AnonymousPerMinute:   l.AnonymousPerMinute,
			RegistrationsPerHour: l.RegistrationsPerHour,
			LookupsBurst:         l.LookupsBurst,
			LookupsPerSecond:     l.LookupsPerSecond,
			HandshakesBurst:      l.HandshakesBurst,
			HandshakesPerSecond:  l.HandshakesPerSecond,
			Streams:              l.Streams,
			StreamsPerAddress:    l.StreamsPerAddress,
			Links:                l.Links,
			LinksPerHour:         l.LinksPerHour,
			Proofs:               l.Proofs,
			SigchainEventBytes:   l.SigchainEventBytes,
			SigchainsPerDay:      l.SigchainsPerDay,
			Shown:                l.Shown(),
		},
		Server:         n.set.Server,
		PublicURL:      func() string { return n.set.PublicURL },
		SigServerURL:   n.set.SigServerURL,
		Chains:         n.chainRules(),
		Check:          n.desk.Ask,
		VAPIDKey:       n.signer.PublicKey(),
		Refresh:        n.refresh,
		Mode:           registry.Mode(n.set.Registration),
		Anonymous:      n.set.Anonymous,
		TrustedProxies: n.set.TrustedProxies,
		Ready:          n.ready.get,
		Health:         n.health,
		Authorize:      n.callout.Authorize,
		Disconnect:     n.disconnect,

		DisconnectDevice: n.sessions.DisconnectLogin,
		Version:          Version(),
		Build:            Build(),
		UI:               app.Hash(),
		Unofficial:       n.set.WebDir != "",
		Now:              n.now,
		Log:              n.log,
	})
}

func (n *Node) openApp() (*spa.App, error) {
	var origins []string
	if sig, err := url.Parse(n.set.SigServerURL); err == nil && sig.Host != "" {
		origins = []string{sig.Scheme + "://" + sig.Host} // where sigchains are, for browsers too
	}
	if n.set.WebDir == "" {
		return spa.Embedded(origins...)
	}
	app, err := spa.Dir(n.set.WebDir, origins...)
	if err != nil {
		return nil, fmt.Errorf("--web-dir %s: %w", n.set.WebDir, err)
	}
	return app, nil
}

// health asks the rooms that can be unwell.
func (n *Node) health() map[string]error {
	return map[string]error{"mailbox": n.mail.Health()}
}

// disconnect ends the connections of somebody who was shut out.
func (n *Node) disconnect(k identity.Key) {
	if err := n.sessions.Disconnect(k); err != nil {
		n.log.Error("connections not closed", "key", k.Fingerprint(), "err", err)
	}
}

// Version is the release this program was built as.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// Build names the very program: its version control revision where it was
// built from a checkout.
func Build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Version()
	}
	var revision, changed string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if revision == "" {
		return Version()
	}
	return revision + changed
}
