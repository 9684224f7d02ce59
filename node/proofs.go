package node

import (
	"context"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
	"kez.lat/chat/proof"
	"kez.lat/chat/registry"
)

// openProofs makes what looks proofs up, and what reads sigchains that are kept
// elsewhere.
func (n *Node) openProofs(context.Context) (err error) {
	var nameservers []string
	if n.set.DNSServer != "" {
		nameservers = []string{n.set.DNSServer}
	} else if nameservers, err = proof.SystemNameservers(); err != nil {
		n.log.Warn("DNS proofs cannot be looked up", "err", err)
	}
	n.fetcher = fetch.New(fetch.Config{AllowPrivate: n.set.FetchPrivate})
	n.checker, err = proof.New(proof.Config{
		Fetch: n.fetcher, Nameservers: nameservers, Relays: n.set.NostrRelays, GitHubToken: n.set.GitHubToken, Now: n.now,
	})
	if err != nil {
		n.fetcher.Close()
		return err
	}
	l := n.set.Limits
	n.desk = proof.NewDesk(proof.DeskConfig{
		Check:       n.checker.Check,
		CallerBurst: l.ChecksBurst, CallerPerMinute: l.ChecksPerMinute, ChannelPerMinute: l.ChannelChecksPerMinute,
		Now: n.now,
	})
	if n.set.SigServerURL != "" {
		n.mirror = newMirror(n)
	}
	return nil
}

func (n *Node) closeProofs(context.Context) error {
	n.desk.Close()
	n.checker.Close()
	n.fetcher.Close()
	return nil
}

// startMirror begins to read what the log-ins of people ask for.
func (n *Node) startMirror(context.Context) error {
	if n.mirror != nil {
		n.mirroring = begin(n.mirror.run, n.fail)
	}
	return nil
}

func (n *Node) stopMirror(ctx context.Context) error {
	if n.mirror == nil {
		return nil
	}
	return n.mirroring.stop(ctx)
}

// chainRules are those for sigchains in this node's registry.
func (n *Node) chainRules() registry.ChainRules {
	l := n.set.Limits
	return registry.ChainRules{
		Strangers: n.set.Sigchains == sigchainsAny, MaxEvents: l.SigchainEvents, Devices: l.Devices,
	}
}

// copyRules are those for sigchains that are copied from the sig server.
func (n *Node) copyRules() registry.ChainRules {
	rules := n.chainRules()
	rules.Copy = true
	return rules
}

// refresh has a person's sigchain read anew where it is kept elsewhere.
func (n *Node) refresh(k identity.Key) {
	if n.mirror != nil {
		n.mirror.want(k)
	}
}
