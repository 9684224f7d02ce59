package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

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
	lock  *os.File // nil: for reading only
}

var (
	// errForked says that two copies of one chain part.
	errForked = errors.New("the sigchains do not agree")
	// errChainBusy says that another program writes the chain.
	errChainBusy = errors.New("another kez is writing this sigchain")
)

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

// holdChain is openChain for one who writes; nobody else does until Close.
func (a *account) holdChain() (*localChain, error) {
	if err := os.MkdirAll(filepath.Dir(a.base), dirMode); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(a.chainPath()+".lock", os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return nil, err
	}
	if err := lockFile(lock); err != nil {
		if errors.Is(err, errBusy) {
			err = errChainBusy
		}
		return nil, errors.Join(err, lock.Close())
	}
	c, err := a.openChain()
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	c.lock = lock
	return c, nil
}

// Close lets others write.
func (c *localChain) Close() error { return c.lock.Close() }

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

// yield takes another copy in place of this one, where they part. What is lost
// stays beside it.
func (c *localChain) yield(other []sigchain.Link) (lost int, err error) {
	same := 0
	for same < min(len(c.links), len(other)) && c.links[same].Hash() == other[same].Hash() {
		same++
	}
	if lost = len(c.links) - same; lost > 0 {
		if err := replaceDurably(c.path+".lost", sigchain.WriteJSONL(c.links)); err != nil {
			return 0, fmt.Errorf("keep what is lost: %w", err)
		}
	}
	return lost, c.keep(other)
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
	local, err := a.holdChain()
	if err != nil {
		return err
	}
	defer local.Close()
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
	info, err := node.Info(ctx)
	if err != nil {
		return err
	}
	// The record has the newest that the node lets it have; the chain has all.
	if most := info.Limits["proofs"]; most > 0 && int64(len(list)) > most {
		list = list[int64(len(list))-most:]
	}
	if err := node.PutProofs(ctx, owner, a.address.Handle, list); err != nil {
		return &hintedError{err, "The sigchain is published; only what the record of the account lists is not new. kez sigchain publish tries again."}
	}
	return nil
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
