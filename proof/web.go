package proof

import (
	"context"
	"fmt"
	"strings"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

const (
	wellKnownProof = "/.well-known/kez.json"
	wellKnownChain = "/.well-known/kez-sigchain.jsonl"
)

// web reads the page's own proof file. Who can redirect it controls it, so that
// it may stand on another host.
func (c *Checker) web(ctx context.Context, s identity.Subject, t *trail) error {
	t.url = s.ID() + wellKnownProof
	resp, err := c.get(ctx, fetch.Request{URL: t.url, Accept: "application/json, text/plain;q=0.9, */*;q=0.5", Redirects: 3})
	if err != nil {
		return err
	}
	t.see(Evidence{resp.URL, resp.Body})
	return nil
}

// Chain reads a sigchain where its owner published it: base is the URL of a
// site. What it gives are links that were verified each by itself;
// [sigchain.Replay] asks the rest. Errors are Failures, or why ctx ended.
func (c *Checker) Chain(ctx context.Context, base string) ([]sigchain.Link, error) {
	url := strings.TrimRight(base, "/") + wellKnownChain
	resp, err := c.get(ctx, fetch.Request{URL: url, Accept: "application/jsonl, */*;q=0.5", Redirects: 3, MaxBody: sigchain.MaxChain})
	if err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("read the chain at %.200s: %w", url, context.Cause(ctx))
		}
		return nil, failureOf(err).advised("")
	}
	links, err := sigchain.Read(resp.Body)
	if err != nil {
		f := &Failure{Phase: PhaseSigchain, Reason: SigchainInvalid, Detail: err.Error()}
		return nil, f.advised("")
	}
	return links, nil
}
