package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// chainSource names where a chain is read from.
type chainSource struct {
	From string `arg:"" optional:"" help:"A file (JSON Lines or a kez:zc1: bundle), - for standard input, https://… of a site, or node; the identity's own copy if absent."`
}

// read gives the chain of a source. Of a web site it may be anybody's.
func (c chainSource) read(ctx context.Context, p *program, a *account) ([]sigchain.Link, error) {
	switch {
	case c.From == "node":
		node, err := p.nodeFor(a, a.address.Server)
		if err != nil {
			return nil, err
		}
		return fetchChain(ctx, node, a.key())
	case strings.Contains(c.From, "://"):
		checker, err := p.checker()
		if err != nil {
			return nil, err
		}
		defer checker.Close()
		return checker.Chain(ctx, c.From)
	case strings.HasPrefix(c.From, "kez:zc1:"):
		return sigchain.ReadBundle(c.From)
	}
	data, err := p.readText(c.From, sigchain.MaxChain)
	if err != nil {
		return nil, err
	}
	return sigchain.Read(data)
}

type chainShowCommand struct{ chainSource }

func (c chainShowCommand) Run(p *program) error {
	var links []sigchain.Link
	if c.From == "" || c.From == "node" {
		a, err := p.account()
		if err != nil {
			return err
		}
		if c.From == "" {
			local, err := a.openChain()
			if err != nil {
				return err
			}
			return p.tellChain(local.links)
		}
		ctx, cancel := p.within()
		defer cancel()
		if links, err = c.read(ctx, p, a); err != nil {
			return err
		}
		return p.tellChain(links)
	}
	ctx, cancel := p.within()
	defer cancel()
	links, err := c.read(ctx, p, nil)
	if err != nil {
		return err
	}
	return p.tellChain(links)
}

// eventView is one event in JSON.
type eventView struct {
	Seq       uint64      `json:"seq"`
	Op        sigchain.Op `json:"op"`
	Subject   string      `json:"subject,omitempty"`
	Device    string      `json:"device,omitempty"`
	Key       string      `json:"key,omitempty"`
	CreatedAt string      `json:"created_at"`
	Hash      string      `json:"hash"`
}

func viewEvent(l sigchain.Link) eventView {
	v := eventView{Seq: l.Seq(), Op: l.Op(), Subject: l.Subject().String(), Key: l.Key().String(), CreatedAt: l.CreatedAt().UTC().Format(time.RFC3339), Hash: l.Hash()}
	if !l.Device().IsZero() {
		v.Device = l.Device().String()
	}
	return v
}

func (v eventView) about() string {
	if v.Subject != "" {
		return v.Subject
	}
	return v.Device
}

// tellChain shows the events and what they come to.
func (p *program) tellChain(links []sigchain.Link) error {
	s, err := sigchain.Replay(links)
	if err != nil {
		return err
	}
	events := make([]eventView, len(links))
	for i, l := range links {
		events[i] = viewEvent(l)
	}
	active, revoked := []identity.Subject{}, []identity.Subject{}
	for _, c := range s.Active {
		active = append(active, c.Subject)
	}
	for _, c := range s.Revoked {
		revoked = append(revoked, c.Subject)
	}
	answer := map[string]any{
		"primary": s.Primary, "seq": s.Head.Seq, "hash": s.Head.Hash, "events": events, "active": active, "revoked": revoked, "devices": viewDevices(s.Devices),
	}
	return p.print(answer, func(w io.Writer) {
		if len(links) == 0 {
			fmt.Fprintln(w, "The sigchain has no event yet. Begin it with kez sigchain add SUBJECT.")
			return
		}
		for _, e := range events {
			fmt.Fprintf(w, "%4d  %s  %-13s %s\n", e.Seq, e.CreatedAt, e.Op, clean(e.about()))
		}
		fmt.Fprintf(w, "\nprimary  %s\nhead     %d %s\n", s.Primary, s.Head.Seq, s.Head.Hash)
		for _, c := range s.Active {
			fmt.Fprintf(w, "active   %s\n", clean(c.Subject.String()))
		}
		for _, c := range s.Revoked {
			fmt.Fprintf(w, "revoked  %s\n", clean(c.Subject.String()))
		}
		for _, d := range s.Devices {
			state := "device "
			if !d.Revoked.IsZero() {
				state = "device, revoked"
			}
			fmt.Fprintf(w, "%s  %s\n", state, d.ID)
		}
	})
}
