package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/proof"
)

type verifyCommands struct {
	File   verifyFileCommand   `cmd:"" help:"Check a proof in a file: its signature, and the sigchain kept here if it is the identity's own."`
	ID     verifyIDCommand     `cmd:"" name:"id" help:"Look up whether an account elsewhere proves to be somebody's, from this machine."`
	Handle verifyHandleCommand `cmd:"" help:"Look up everything that a person's sigchain claims."`
}

// A check is one verdict in JSON: the members are those of the node's answer,
// and what the sigchain says.
type check struct {
	Subject   identity.Subject `json:"subject"`
	Primary   identity.Primary `json:"primary"`
	Holds     bool             `json:"holds"`
	State     string           `json:"state"` // holds, fails or unchecked
	Phase     proof.Phase      `json:"phase,omitempty"`
	Reason    proof.Reason     `json:"reason,omitempty"`
	Detail    string           `json:"detail,omitempty"`
	Help      string           `json:"help,omitempty"`
	RetryAt   string           `json:"retry_at,omitempty"`
	URL       string           `json:"url,omitempty"`
	Sigchain  sigchain.Status  `json:"sigchain,omitempty"`
	CheckedBy string           `json:"checked_by"` // this machine, or the node that fetched
}

// What a check came to. Unchecked is what could not be looked at: it says
// nothing for or against.
const (
	stateHolds     = "holds"
	stateFails     = "fails"
	stateUnchecked = "unchecked"
)

func stateOf(f *proof.Failure) string {
	switch {
	case f == nil:
		return stateHolds
	case f.Phase == proof.PhaseFetch && f.Reason != proof.NotFound:
		return stateUnchecked
	}
	return stateFails
}

func checkOf(v proof.Verdict, by string) check {
	c := check{Subject: v.Subject, Primary: v.Primary, Holds: v.Holds(), State: stateOf(v.Failure), URL: v.URL, Sigchain: v.Status, CheckedBy: by}
	if v.Claim.Primary() != (identity.Primary{}) {
		c.Primary = v.Claim.Primary()
	}
	if f := v.Failure; f != nil {
		c.Phase, c.Reason, c.Detail, c.Help = f.Phase, f.Reason, f.Detail, f.Help
		if !f.When.IsZero() {
			c.RetryAt = f.When.UTC().Format(time.RFC3339)
		}
	}
	return c
}

func (c check) write(w io.Writer) {
	if c.Holds {
		fmt.Fprintf(w, "%-11s %s  is  %s\n", c.State, clean(c.Subject.String()), c.Primary)
		writeFound(w, c)
		return
	}
	fmt.Fprintf(w, "%-11s %s\n%s%s: %s, %s\n", c.State, clean(c.Subject.String()), checkIndent, c.Phase, c.Reason, clean(c.Detail))
	if c.Help != "" {
		fmt.Fprintf(w, "%s%s\n", checkIndent, clean(c.Help))
	}
	if c.RetryAt != "" {
		fmt.Fprintf(w, "%sTry again after %s.\n", checkIndent, c.RetryAt)
	}
	writeFound(w, c)
}

// checkIndent is as wide as a state and the space behind it.
const checkIndent = "            "

func writeFound(w io.Writer, c check) {
	if c.URL != "" {
		fmt.Fprintf(w, "%s%s\n", checkIndent, clean(c.URL))
	}
	switch c.Sigchain {
	case sigchain.Active:
		fmt.Fprintln(w, checkIndent+"The sigchain says so too.")
	case sigchain.Unlisted:
		fmt.Fprintln(w, checkIndent+"The sigchain does not speak of it.")
	}
}

// errUnproved ends a command whose answer is that something does not hold.
var errUnproved = errors.New("not proved")

// tellChecks prints verdicts, one a line with --json, and fails unless all
// hold.
func (p *program) tellChecks(checks ...check) error {
	failed := 0
	for _, c := range checks {
		if err := p.print(c, c.write); err != nil {
			return err
		}
		if !c.Holds {
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%w: %d of %d", errUnproved, failed, len(checks))
	}
	return nil
}

type verifyFileCommand struct {
	File string `arg:"" default:"-" help:"File with the proof in any of its forms, - for standard input."`
}

func (c verifyFileCommand) Run(p *program) error {
	text, err := p.readText(c.File, maxText)
	if err != nil {
		return err
	}
	envelopes, err := identity.Find(text)
	if err != nil {
		return err
	}
	var checks []check
	for _, e := range envelopes {
		u, err := identity.ReadClaim(e)
		if err != nil {
			return err
		}
		v := proof.Judge(proof.Question{Subject: u.Subject(), Primary: u.Primary()}, proof.Evidence{URL: "", Text: e})
		checks = append(checks, checkOf(p.againstOwn(v), "this machine"))
	}
	return p.tellChecks(checks...)
}

// againstOwn holds a proof of the identity's own key against the sigchain
// beside it. Of anybody else no chain is here: verify handle reads theirs.
func (p *program) againstOwn(v proof.Verdict) proof.Verdict {
	if !v.Holds() {
		return v
	}
	a, err := p.account()
	if err != nil || a.primary() != v.Claim.Primary() {
		return v
	}
	local, err := a.openChain()
	if err != nil {
		return v.Against(sigchain.State{}, err)
	}
	if len(local.links) == 0 {
		return v
	}
	state, err := sigchain.Replay(local.links)
	return v.Against(state, err)
}

type verifyIDCommand struct {
	Subject string `arg:"" help:"The account, as github:name or dns:example.org."`
	Primary string `placeholder:"KEY" help:"Whose it has to be: ed25519:<hex> or nostr:npub1…; the identity's own if absent, any with --primary any."`
	ViaNode bool   `help:"Have the node of the identity look it up; the proof is checked here all the same."`
}

func (c verifyIDCommand) Run(p *program) error {
	subject, err := identity.ParseSubject(c.Subject)
	if err != nil {
		return err
	}
	q := proof.Question{Subject: subject}
	switch {
	case c.Primary == "any":
	case c.Primary != "":
		q.Primary, err = identity.ParsePrimary(c.Primary)
	default:
		var a *account
		if a, err = p.account(); err == nil {
			q.Primary = a.primary()
		}
	}
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	if c.ViaNode {
		return c.viaNode(ctx, p, q)
	}
	l, err := p.checker()
	if err != nil {
		return err
	}
	defer l.Close()
	v, err := l.Check(ctx, q)
	if err != nil {
		return err
	}
	return p.tellChecks(checkOf(p.againstOwn(v), "this machine"))
}

// viaNode has the node fetch, and judges what it brings.
func (c verifyIDCommand) viaNode(ctx context.Context, p *program, q proof.Question) error {
	if q.Primary.IsZero() {
		return &usageError{"a node has to be told whose proof to look for", "Name a key with --primary."}
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return err
	}
	server, err := serverOf(ctx, node, a.address.Server)
	if err != nil {
		return err
	}
	data, err := node.CheckProof(ctx, a.who(), server, q.Subject, q.Primary)
	if err != nil {
		return err
	}
	var said proof.Answer
	if err := json.Unmarshal(data, &said); err != nil {
		return fmt.Errorf("%w: %w", client.ErrNotANode, err)
	}
	v := proof.Judge(q, said.Evidence()...)
	if said.Status == proof.StatusFailed && said.Proof == nil {
		v = proof.Verdict{Question: q, URL: said.URL, Failure: &proof.Failure{
			Phase: said.Phase, Reason: said.Reason, Detail: said.Detail, Help: said.Help,
		}}
		if said.RetryAt != nil {
			v.Failure.When = time.Time(*said.RetryAt)
		}
	}
	return p.tellChecks(checkOf(p.againstOwn(v), node.URL()))
}

type verifyHandleCommand struct {
	Address string `arg:"" help:"The person, as handle@server."`
}

func (c verifyHandleCommand) Run(p *program) error {
	ctx, cancel := p.within()
	defer cancel()
	w, err := p.whoIs(ctx, c.Address)
	if err != nil {
		return err
	}
	checks, err := p.checkAll(ctx, w)
	if err != nil {
		return err
	}
	if len(checks) == 0 {
		return p.print(map[string]any{"subject": nil, "holds": false, "detail": "nothing is claimed"}, func(out io.Writer) {
			fmt.Fprintf(out, "%s claims nothing.\n", w.person.Address())
		})
	}
	return p.tellChecks(checks...)
}

// checkAll looks up every active subject of a person's sigchain, some at a
// time, and gives the verdicts in the order of the chain.
func (p *program) checkAll(ctx context.Context, w *somebody) ([]check, error) {
	l, err := p.checker()
	if err != nil {
		return nil, err
	}
	defer l.Close()
	checks := make([]check, len(w.chain.Active))
	bar := p.progress(len(checks))
	defer bar.done()
	var wg sync.WaitGroup
	places := make(chan struct{}, 8)
	for i, claimed := range w.chain.Active {
		wg.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			v, err := l.Check(ctx, proof.Question{Subject: claimed.Subject, Primary: identity.PrimaryOf(w.person.Key)})
			if err != nil {
				v.Failure = &proof.Failure{Phase: proof.PhaseFetch, Reason: proof.Timeout, Detail: err.Error()}
			}
			v.Subject = claimed.Subject
			checks[i] = checkOf(v.Against(w.chain, nil), "this machine")
			bar.step()
		})
	}
	wg.Wait()
	return checks, nil
}
