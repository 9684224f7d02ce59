package main

import (
	"errors"
	"fmt"
	"io"

	"kez.lat/chat/identity/sigchain"
)

type chainExportCommand struct {
	Format string `enum:"jsonl,bundle" default:"jsonl" help:"jsonl, as for /.well-known/kez-sigchain.jsonl, or bundle: one kez:zc1: text."`
	Out    string `short:"o" placeholder:"FILE" help:"Write to a file, which must not exist."`
}

func (c chainExportCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	local, err := a.openChain()
	if err != nil {
		return err
	}
	if len(local.links) == 0 {
		return &usageError{"the sigchain has no event yet", "kez sigchain import node takes over what the node has."}
	}
	text := string(sigchain.WriteJSONL(local.links))
	if c.Format == "bundle" {
		if text, err = sigchain.Bundle(local.links); err != nil {
			return err
		}
		text += "\n"
	}
	if c.Out == "" {
		_, err := io.WriteString(p.stdout, text)
		return err
	}
	if err := createPublic(c.Out, []byte(text)); err != nil {
		return err
	}
	return p.print(map[string]any{"file": c.Out, "seq": local.head().Seq, "hash": local.head().Hash}, func(w io.Writer) {
		fmt.Fprintf(w, "%d events are in %s.\n", local.head().Seq, c.Out)
	})
}

type chainImportCommand struct {
	Theirs bool   `help:"Where the two part, take theirs; what was signed here and is lost by it stays beside it in IDENTITY.chain.lost."`
	From   string `arg:"" default:"node" help:"A file (JSON Lines or a kez:zc1: bundle), - for standard input, https://… of a site, or node."`
}

func (c chainImportCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	local, err := a.holdChain()
	if err != nil {
		return err
	}
	defer local.Close()
	theirs, err := p.copyOf(a, c.From)
	if err != nil {
		return err
	}
	gained, err := local.merge(theirs)
	switch {
	case errors.Is(err, errForked) && c.Theirs:
		lost, err := local.yield(theirs)
		if err != nil {
			return err
		}
		return p.print(map[string]any{"lost": lost, "seq": local.head().Seq, "hash": local.head().Hash}, func(w io.Writer) {
			fmt.Fprintf(w, "The sigchain is theirs now and has %d events; %d that were signed here are in %s.\n", local.head().Seq, lost, local.path+".lost")
		})
	case err != nil:
		return &hintedError{err, "Nothing was taken over. kez sigchain diff shows where they part. The node's copy is what others believe: --theirs takes it."}
	}
	return p.print(map[string]any{"gained": gained, "seq": local.head().Seq, "hash": local.head().Hash}, func(w io.Writer) {
		fmt.Fprintf(w, "%d new events; the sigchain here has %d.\n", gained, local.head().Seq)
	})
}

// copyOf reads another copy of the identity's own chain.
func (p *program) copyOf(a *account, from string) ([]sigchain.Link, error) {
	ctx, cancel := p.within()
	defer cancel()
	theirs, err := chainSource{from}.read(ctx, p, a)
	if err != nil {
		return nil, err
	}
	other := &localChain{links: theirs}
	return theirs, other.of(a.primary())
}

type chainPublishCommand struct{}

func (chainPublishCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	owner, err := a.owner()
	if err != nil {
		return err
	}
	local, err := a.holdChain()
	if err != nil {
		return err
	}
	defer local.Close()
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	handed, err := local.publish(ctx, node, owner.Key())
	if err != nil {
		return err
	}
	if err := p.showProofs(ctx, a, node, owner, local.links); err != nil {
		return err
	}
	return p.print(map[string]any{"published": handed, "seq": local.head().Seq, "hash": local.head().Hash}, func(w io.Writer) {
		fmt.Fprintf(w, "%d events published; the sigchain has %d.\n", handed, local.head().Seq)
	})
}

type chainDiffCommand struct {
	From string `arg:"" default:"node" help:"A file (JSON Lines or a kez:zc1: bundle), - for standard input, https://… of a site, or node."`
}

func (c chainDiffCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	local, err := a.openChain()
	if err != nil {
		return err
	}
	theirs, err := p.copyOf(a, c.From)
	if err != nil {
		return err
	}
	same := 0
	for same < min(len(local.links), len(theirs)) && local.links[same].Hash() == theirs[same].Hash() {
		same++
	}
	view := func(links []sigchain.Link) []eventView {
		list := []eventView{}
		for _, l := range links {
			list = append(list, viewEvent(l))
		}
		return list
	}
	here, there := view(local.links[same:]), view(theirs[same:])
	answer := map[string]any{"same": same, "here": here, "there": there, "forked": len(here) > 0 && len(there) > 0}
	return p.print(answer, func(w io.Writer) {
		fmt.Fprintf(w, "%d events are the same.\n", same)
		for _, side := range []struct {
			mark   string
			events []eventView
		}{{"<", here}, {">", there}} {
			for _, e := range side.events {
				fmt.Fprintf(w, "%s %4d  %s  %-13s %s\n", side.mark, e.Seq, e.CreatedAt, e.Op, clean(e.about()))
			}
		}
	})
}
