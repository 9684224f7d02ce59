package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// A localChain is the identity's own sigchain beside its file. Nothing is
// signed that is not on its way into that file: two events of one number would
// be a fork, and nobody would believe either.
type localChain struct {
	path  string
	links []sigchain.Link
}

// errForked says that two copies of one chain part.
var errForked = errors.New("the sigchains do not agree")

func (a *account) chainPath() string { return a.base + ".chain" }

// openChain reads the chain of an identity, empty where there is no file.
func (a *account) openChain() (*localChain, error) {
	c := &localChain{path: a.chainPath()}
	data, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		c.links, err = sigchain.ReadJSONL(data)
	}
	if err == nil {
		err = c.of(a.primary())
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.path, err)
	}
	return c, nil
}

// of checks that a chain holds and is whose it should be.
func (c *localChain) of(primary identity.Primary) error {
	s, err := sigchain.Replay(c.links)
	if err == nil && len(c.links) > 0 && s.Primary != primary {
		err = fmt.Errorf("%w: it is the sigchain of %s", identity.ErrKeyMismatch, s.Primary)
	}
	return err
}

func (c *localChain) head() sigchain.Head {
	if len(c.links) == 0 {
		return sigchain.Head{}
	}
	return c.links[len(c.links)-1].Head()
}

// keep writes a longer chain in place of the one in the file.
func (c *localChain) keep(links []sigchain.Link) error {
	if err := replaceDurably(c.path, sigchain.WriteJSONL(links)); err != nil {
		return fmt.Errorf("keep the sigchain: %w", err)
	}
	c.links = links
	return nil
}

// merge takes over what another copy has more. Copies that part are left as
// they are.
func (c *localChain) merge(other []sigchain.Link) (gained int, err error) {
	both := min(len(c.links), len(other))
	for i := range both {
		if c.links[i].Hash() != other[i].Hash() {
			return 0, fmt.Errorf("%w: event %d is another one there", errForked, i+1)
		}
	}
	if len(other) <= len(c.links) {
		return 0, nil
	}
	gained = len(other) - len(c.links)
	return gained, c.keep(other)
}

// sign makes the next event and keeps it.
func (c *localChain) sign(owner identity.Seed, d sigchain.Draft) (sigchain.Link, error) {
	raw, err := sigchain.Sign(owner, c.head(), d)
	if err != nil {
		return sigchain.Link{}, err
	}
	l, err := sigchain.Open(raw)
	if err != nil {
		return sigchain.Link{}, err
	}
	links := append(c.links[:len(c.links):len(c.links)], l)
	if _, err := sigchain.Replay(links); err != nil {
		return sigchain.Link{}, err
	}
	return l, c.keep(links)
}

// fetchChain reads the chain of a key from the node, none if it has not begun.
func fetchChain(ctx context.Context, node *client.Node, k identity.Key) ([]sigchain.Link, error) {
	book := client.NewBook(node)
	if _, err := book.Refresh(ctx, k); err != nil {
		return nil, err
	}
	return book.Links(k), nil
}

// publish hands the node what it does not have yet.
func (c *localChain) publish(ctx context.Context, node *client.Node, k identity.Key) (handed int, err error) {
	theirs, err := fetchChain(ctx, node, k)
	if err != nil {
		return 0, err
	}
	if _, err := c.merge(theirs); err != nil {
		return 0, err
	}
	book := client.NewBook(node)
	for _, l := range c.links[min(len(theirs), len(c.links)):] {
		if err := book.Hand(ctx, l); err != nil {
			return handed, err
		}
		handed++
	}
	return handed, nil
}

type sigchainCommands struct {
	Add     chainAddCommand     `cmd:"" help:"Add an account to the sigchain: it is mine."`
	Revoke  chainRevokeCommand  `cmd:"" help:"Revoke an account: it is mine no more."`
	Show    chainShowCommand    `cmd:"" help:"Show what a sigchain says."`
	Export  chainExportCommand  `cmd:"" help:"Write the sigchain out, to be published anywhere."`
	Import  chainImportCommand  `cmd:"" help:"Take over what another copy of the sigchain has more."`
	Publish chainPublishCommand `cmd:"" help:"Hand the node the events that it does not have."`
	Diff    chainDiffCommand    `cmd:"" help:"Compare the sigchain here with another copy."`
}

type changeFlags struct {
	Local bool `help:"Do not ask the node and do not publish: kez sigchain publish does it later."`
}

type chainAddCommand struct {
	Subject string `arg:"" help:"The account, as github:name."`
	changeFlags
}

func (c chainAddCommand) Run(p *program) error {
	return p.change(sigchain.Add, c.Subject, c.changeFlags)
}

type chainRevokeCommand struct {
	Subject string `arg:"" help:"The account, as github:name."`
	changeFlags
}

func (c chainRevokeCommand) Run(p *program) error {
	return p.change(sigchain.Revoke, c.Subject, c.changeFlags)
}

// change signs an event about a subject on the newest head there is, and
// publishes it.
func (p *program) change(op sigchain.Op, text string, f changeFlags) error {
	subject, err := identity.ParseSubject(text)
	if err != nil {
		return err
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	owner, err := a.owner()
	if err != nil {
		return err
	}
	local, err := a.openChain()
	if err != nil {
		return err
	}
	if f.Local {
		l, err := local.sign(owner, sigchain.Draft{Op: op, Subject: subject, CreatedAt: p.now()})
		if err != nil {
			return err
		}
		return p.tellEvent(l, false)
	}
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return &hintedError{err, "With --local the event is signed now and published later."}
	}
	ctx, cancel := p.within()
	defer cancel()
	// What the node has comes first, so that the event follows it.
	theirs, err := fetchChain(ctx, node, owner.Key())
	if err != nil {
		return err
	}
	if _, err := local.merge(theirs); err != nil {
		return err
	}
	l, err := local.sign(owner, sigchain.Draft{Op: op, Subject: subject, CreatedAt: p.now()})
	if err != nil {
		return err
	}
	if _, err := local.publish(ctx, node, owner.Key()); err != nil {
		return &hintedError{err, "The event is signed and kept; kez sigchain publish hands it in."}
	}
	if err := p.showProofs(ctx, a, node, owner, local.links); err != nil {
		return err
	}
	return p.tellEvent(l, true)
}

// showProofs has the record list what the chain says is active.
func (p *program) showProofs(ctx context.Context, a *account, node *client.Node, owner identity.Seed, links []sigchain.Link) error {
	if a.address.Handle == "" {
		return nil
	}
	s, err := sigchain.Replay(links)
	if err != nil {
		return err
	}
	var list []identity.Subject
	for _, c := range s.Active {
		list = append(list, c.Subject)
	}
	const most = 64 // of docs/protocol.md; the chain has them all
	return node.PutProofs(ctx, owner, a.address.Handle, list[max(0, len(list)-most):])
}

func (p *program) tellEvent(l sigchain.Link, published bool) error {
	answer := map[string]any{"seq": l.Seq(), "hash": l.Hash(), "op": l.Op(), "subject": l.Subject(), "published": published}
	return p.print(answer, func(w io.Writer) {
		where := "published"
		if !published {
			where = "kept here; kez sigchain publish hands it in"
		}
		fmt.Fprintf(w, "Event %d: %s %s, %s.\n", l.Seq(), l.Op(), l.Subject(), where)
	})
}

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
