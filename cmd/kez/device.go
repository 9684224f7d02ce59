package main

import (
	"bufio"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
	"rsc.io/qr"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

type deviceCommands struct {
	List   deviceListCommand   `cmd:"" help:"List the linked devices of the account."`
	Link   deviceLinkCommand   `cmd:"" help:"Make this machine a linked device of an account: shows a code and waits."`
	Add    deviceAddCommand    `cmd:"" help:"Link the device that shows this code."`
	Revoke deviceRevokeCommand `cmd:"" help:"Shut a linked device out, for ever."`
}

// deviceFile are the keys of a linked device as they are kept.
type deviceFile struct {
	ID   string `json:"id"`
	Seed string `json:"seed"`
	Box  string `json:"box"`
}

func writeDevice(l client.Linked) *deviceFile {
	return &deviceFile{l.ID.String(), l.Seed.Hex(), hex.EncodeToString(l.Box.Bytes())}
}

func (f deviceFile) read(primary string) (l client.Linked, err error) {
	if l.Account, err = identity.ParseKey(primary); err != nil {
		return l, err
	}
	if l.ID, err = identity.ParseID(f.ID); err != nil {
		return l, err
	}
	if l.Seed, err = identity.ParseSeed(f.Seed); err != nil {
		return l, err
	}
	raw, err := hex.DecodeString(f.Box)
	if err != nil {
		return l, fmt.Errorf("box: %w", err)
	}
	l.Box, err = ecdh.X25519().NewPrivateKey(raw)
	return l, err
}

type deviceListCommand struct{}

func (deviceListCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	k, err := openKnown(a.base)
	if err != nil {
		return err
	}
	s, err := client.NewBookWith(node, k.memory()).Refresh(ctx, a.key())
	if err != nil {
		return err
	}
	self := "this is the account itself, by its words or seed: it stands in no list and cannot be revoked"
	if !a.linked.IsZero() {
		self = "this is the linked device " + a.linked.ID.String()
	}
	answer := map[string]any{"devices": viewDevices(s.Devices), "self": self}
	return p.print(answer, func(w io.Writer) {
		if len(s.Devices) == 0 {
			fmt.Fprintln(w, "No device is linked.")
		}
		for _, d := range viewDevices(s.Devices) {
			state := "linked " + d.Added
			if d.Revoked != "" {
				state = "revoked " + d.Revoked
			}
			mark := ""
			if d.ID == a.linked.ID.String() && !a.linked.IsZero() {
				mark = "  (this one)"
			}
			fmt.Fprintf(w, "%s  %s%s\n", d.ID, state, mark)
		}
		fmt.Fprintf(w, "%s.\n", strings.ToUpper(self[:1])+self[1:])
	})
}

type deviceLinkCommand struct {
	Address string        `arg:"" help:"The account, as handle@server."`
	Name    string        `placeholder:"TEXT" help:"What the other side is shown as this device's name; the machine's name if absent."`
	Wait    time.Duration `default:"10m" help:"How long to wait for the other side; the code is good for ten minutes."`
}

func (c deviceLinkCommand) Run(p *program) error {
	ctx, cancel := p.within()
	defer cancel()
	w, err := p.whoIs(ctx, c.Address)
	if err != nil {
		return err
	}
	l, err := client.NewLinked(rand.Reader, w.person.Key)
	if err != nil {
		return err
	}
	name := c.Name
	if name == "" {
		name, _ = os.Hostname() // only shown: without it the code is enough
	}
	a := &account{linked: l, address: w.person.Address(), node: w.node.URL()}
	// On disk before anybody certifies them: keys that are lost then would stand
	// in the sigchain for ever.
	if err := p.keep(a); err != nil {
		return err
	}
	linked := false
	defer func() {
		if !linked {
			_ = os.Remove(a.file) // nothing was certified: there is nothing to lose
		}
	}()
	code, err := w.node.Offer(ctx, rand.Reader, l, name)
	if err != nil {
		return err
	}
	if err := p.showCode(code, w.person.Address()); err != nil {
		return err
	}
	waiting, stop := context.WithTimeout(p.ctx, c.Wait)
	defer stop()
	if err := client.NewBook(w.node).AwaitLink(waiting, l); err != nil {
		return &hintedError{err, "Nobody has linked this device; kez device link shows a new code."}
	}
	linked = true
	answer := map[string]any{"address": a.address.String(), "primary": a.key(), "device": l.ID, "file": a.file}
	return p.print(answer, func(w io.Writer) {
		fmt.Fprintf(w, "This is now a device of %s, kept in %s.\n", a.address, a.file)
		fmt.Fprintln(w, "It can read and write, and sees what comes from now on. It signs no claims and links no devices.")
	})
}

// showCode shows the code where a person reads it: standard output is for the
// result, except that with --json the code is an object of its own.
func (p *program) showCode(code client.Code, a identity.Address) error {
	if p.flags.JSON {
		return p.print(map[string]string{"code": code.String(), "uri": code.URI()}, nil)
	}
	picture, err := qr.Encode(strings.ToUpper(code.URI()), qr.L)
	if err != nil {
		return err
	}
	drawQR(p.stderr, picture)
	fmt.Fprintf(p.stderr, "\n    %s\n\nType this code where %s is at home, within ten minutes:\n"+
		"kez device add, or Settings, Devices in the app. Waiting …\n", code, a)
	return nil
}

// drawQR draws light on dark two rows to a line, with a quiet zone of two
// modules, as most readers take it from a screen.
func drawQR(w io.Writer, code *qr.Code) {
	const quiet = 2
	light := func(x, y int) bool {
		return x < 0 || y < 0 || x >= code.Size || y >= code.Size || !code.Black(x, y)
	}
	for y := -quiet; y < code.Size+quiet; y += 2 {
		for x := -quiet; x < code.Size+quiet; x++ {
			upper, lower := light(x, y), light(x, y+1)
			switch {
			case upper && lower:
				fmt.Fprint(w, "█")
			case upper:
				fmt.Fprint(w, "▀")
			case lower:
				fmt.Fprint(w, "▄")
			default:
				fmt.Fprint(w, " ")
			}
		}
		fmt.Fprintln(w)
	}
}

type deviceAddCommand struct {
	Code string `arg:"" help:"The code that the new device shows."`
	Yes  bool   `short:"y" help:"Do not ask whether the device is the right one."`
}

func (c deviceAddCommand) Run(p *program) error {
	code, err := client.ParseCode(c.Code)
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
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	offer, err := node.TakeOffer(ctx, code, owner.Key())
	if err != nil {
		return err
	}
	if !c.Yes {
		if err := p.confirm(fmt.Sprintf("Link the device %q? It will read and write as you. [y/N] ", offer.Name())); err != nil {
			return err
		}
	}
	l, err := p.appendDevice(a, node, func(book *client.Book) (sigchain.Link, error) {
		ctx, cancel := p.within() // asking took its time
		defer cancel()
		return book.Accept(ctx, owner, offer)
	})
	if err != nil {
		return err
	}
	answer := map[string]any{"device": offer.Device(), "name": offer.Name(), "key": offer.Key(), "seq": l.Seq()}
	return p.print(answer, func(w io.Writer) {
		fmt.Fprintf(w, "Linked: %s, device %s.\n", clean(offer.Name()), offer.Device())
		fmt.Fprintln(w, "kez device revoke shuts it out. A device restored from the words is the account itself and cannot be.")
	})
}

// appendDevice appends an event by the book and takes it over into the chain
// beside the identity, which must agree with the node's before.
func (p *program) appendDevice(a *account, node *client.Node, do func(*client.Book) (sigchain.Link, error)) (sigchain.Link, error) {
	local, err := a.holdChain()
	if err != nil {
		return sigchain.Link{}, err
	}
	defer local.Close()
	ctx, cancel := p.within()
	defer cancel()
	if _, err := local.publish(ctx, node, a.key()); err != nil {
		return sigchain.Link{}, err
	}
	book := client.NewBook(node)
	l, err := do(book)
	if err != nil {
		return sigchain.Link{}, err
	}
	_, err = local.merge(book.Links(a.key()))
	return l, err
}

// confirm asks on the terminal. Where there is none, nobody agreed.
func (p *program) confirm(question string) error {
	f, ok := p.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &usageError{"nobody is there to say yes", "Look at what is shown, then say --yes."}
	}
	fmt.Fprint(p.stderr, clean(question))
	line, err := bufio.NewReader(f).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer != "y" && answer != "yes" {
		return &usageError{"nothing was linked", "The new device has to show a new code: this one is used up."}
	}
	return nil
}

type deviceRevokeCommand struct {
	Device string `arg:"" help:"The device, as kez device list shows it."`
}

func (c deviceRevokeCommand) Run(p *program) error {
	id, err := identity.ParseID(c.Device)
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
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	l, err := p.appendDevice(a, node, func(book *client.Book) (sigchain.Link, error) {
		s, err := book.Refresh(ctx, owner.Key())
		if err != nil {
			return sigchain.Link{}, err
		}
		d, there := s.Device(id)
		switch {
		case !there:
			return sigchain.Link{}, &usageError{"no device " + id.String() + " is linked", "kez device list shows them. A device restored from words is the account itself: it cannot be revoked."}
		case !d.Revoked.IsZero():
			return sigchain.Link{}, &usageError{"the device " + id.String() + " is revoked already", ""}
		}
		return book.RevokeDevice(ctx, owner, id)
	})
	if err != nil {
		return err
	}
	return p.print(map[string]any{"device": id, "seq": l.Seq()}, func(w io.Writer) {
		fmt.Fprintf(w, "Revoked %s. It is shut out, and nothing is sealed for it any more.\n", id)
	})
}

// deviceView is one device in JSON.
type deviceView struct {
	ID      string `json:"device"`
	Key     string `json:"key"`
	Added   string `json:"added"`
	Revoked string `json:"revoked,omitempty"`
}

func viewDevices(list []sigchain.Device) []deviceView {
	views := []deviceView{}
	for _, d := range list {
		v := deviceView{ID: d.ID.String(), Key: d.Key.String(), Added: d.Added.UTC().Format("2006-01-02T15:04:05Z")}
		if !d.Revoked.IsZero() {
			v.Revoked = d.Revoked.UTC().Format("2006-01-02T15:04:05Z")
		}
		views = append(views, v)
	}
	return views
}
