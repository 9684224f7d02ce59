package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

type whoisCommand struct {
	Address string `arg:"" help:"The person, as handle@server; a handle alone is one of your own server."`
	NoCheck bool   `help:"Do not look proofs up."`
}

// somebody is a person as their own signatures show them.
type somebody struct {
	person client.Person
	node   *client.Node
	chain  sigchain.State
	safety string // the number to compare with them; empty without an identity here, and for oneself
}

// whoIs asks WebFinger at the server of the address where the node is, and
// believes the registration and the sigchain that the node shows, which the
// person has signed.
func (p *program) whoIs(ctx context.Context, text string) (*somebody, error) {
	a, aerr := p.account()
	own := ""
	if aerr == nil {
		own = a.address.Server
	}
	address, err := identity.ParseAddress(text, own)
	if err != nil {
		return nil, err
	}
	if address.Server == "" {
		return nil, &usageError{fmt.Sprintf("%q names no server", text), "Write it in full: handle@server."}
	}
	first, err := p.serverNode(a, address.Server)
	if err != nil {
		return nil, err
	}
	finger, err := first.Finger(ctx, address)
	if err != nil {
		return nil, err
	}
	node := first
	if finger.Node != first.URL() && p.flags.Node == "" && p.env("KEZ_NODE") == "" {
		if node, err = client.At(finger.Node, nil, p.now); err != nil {
			return nil, fmt.Errorf("%w: WebFinger names %.200q: %w", client.ErrNotANode, finger.Node, err)
		}
	}
	person, err := node.ByHandle(ctx, address)
	if err != nil {
		return nil, err
	}
	if person.Key != finger.Primary {
		return nil, fmt.Errorf("%w: WebFinger names another key than the registration", client.ErrUnverified)
	}
	book := client.NewBook(node)
	if aerr == nil {
		k, err := openKnown(a.base)
		if err != nil {
			return nil, err
		}
		if err := k.check(person); err != nil {
			return nil, err
		}
		book = client.NewBookWith(node, k.memory())
	}
	chain, err := book.Refresh(ctx, person.Key)
	if err != nil {
		return nil, err
	}
	w := &somebody{person: person, node: node, chain: chain}
	if aerr == nil && a.address.Server == address.Server && a.key() != person.Key {
		own, err := book.Refresh(ctx, a.key())
		if err != nil {
			return nil, fmt.Errorf("the own sigchain: %w", err)
		}
		w.safety = sigchain.SafetyNumber(own.SafetyPrint(a.key()), chain.SafetyPrint(person.Key))
	}
	return w, nil
}

// serverNode is where a server's WebFinger answers: --node if it is given, else
// the domain itself.
func (p *program) serverNode(a *account, server string) (*client.Node, error) {
	if a == nil || a.address.Server != server {
		a = &account{}
	}
	return p.nodeFor(a, server)
}

func (c whoisCommand) Run(p *program) error {
	ctx, cancel := p.within()
	defer cancel()
	w, err := p.whoIs(ctx, c.Address)
	if err != nil {
		return err
	}
	var checks []check
	if !c.NoCheck {
		if checks, err = p.checkAll(ctx, w); err != nil {
			return err
		}
	}
	return p.print(w.view(checks), func(out io.Writer) { w.draw(out, checks, !c.NoCheck) })
}

func (w *somebody) view(checks []check) map[string]any {
	active := []identity.Subject{}
	for _, c := range w.chain.Active {
		active = append(active, c.Subject)
	}
	if checks == nil {
		checks = []check{}
	}
	view := map[string]any{
		"address": w.person.Address().String(), "primary": w.person.Key, "fingerprint": w.person.Key.Fingerprint(),
		"registered_at": w.person.RegisteredAt.UTC().Format(time.RFC3339), "node": w.node.URL(),
		"seq": w.chain.Head.Seq, "hash": w.chain.Head.Hash,
		"claims": active, "checks": checks, "devices": viewDevices(w.chain.Devices),
	}
	if w.safety != "" {
		view["safety"] = w.safety
	}
	return view
}

// draw shows the identicon, who it is beside it, and what is proved below.
func (w *somebody) draw(out io.Writer, checks []check, checked bool) {
	var devices []sigchain.Device
	for _, d := range w.chain.Devices {
		if d.Revoked.IsZero() {
			devices = append(devices, d)
		}
	}
	beside := []string{
		w.person.Address().String(),
		"key " + grouped(w.person.Key.Hex()[:16]) + " …",
		"registered " + w.person.RegisteredAt.UTC().Format("2 January 2006") + ", signed by the key",
		fmt.Sprintf("%d events in the sigchain, %d linked devices", w.chain.Head.Seq, len(devices)),
		w.node.URL(),
	}
	for i, row := range identicon(w.person.Key) {
		fmt.Fprintf(out, "  %s   %s\n", row, clean(beside[i]))
	}
	fmt.Fprintf(out, "\n%s\n", w.person.Key)
	for _, d := range devices {
		fmt.Fprintf(out, "device %s, linked %s\n", d.ID, d.Added.UTC().Format("2 January 2006"))
	}
	if w.safety != "" {
		fmt.Fprintf(out, "\nsafety number, to compare with what their app shows for you:\n  %s\n", groupedBy(5, w.safety[:30]))
		fmt.Fprintf(out, "  %s\n", groupedBy(5, w.safety[30:]))
	}
	if len(w.chain.Active) == 0 {
		fmt.Fprintln(out, "\nNothing is claimed elsewhere.")
		return
	}
	if !checked {
		fmt.Fprintln(out)
		for _, c := range w.chain.Active {
			fmt.Fprintf(out, "%-11s %s\n", stateUnchecked, clean(c.Subject.String()))
		}
		return
	}
	fmt.Fprintln(out)
	for _, state := range []string{stateHolds, stateFails, stateUnchecked} {
		for _, c := range checks {
			if c.State == state {
				c.write(out)
			}
		}
	}
}

func grouped(digits string) string { return groupedBy(4, digits) }

func groupedBy(n int, digits string) string {
	var groups []string
	for len(digits) > n {
		groups, digits = append(groups, digits[:n]), digits[n:]
	}
	return strings.Join(append(groups, digits), " ")
}

// identicon draws the picture of docs/protocol.md, avatar.svg: five rows and
// columns, each two characters wide, for characters are twice as high.
func identicon(k identity.Key) (rows [5]string) {
	d := sha256.Sum256(k.Bytes())
	for y := range rows {
		var row strings.Builder
		for _, x := range []int{0, 1, 2, 1, 0} {
			if d[3*y+x]%2 == 0 {
				row.WriteString("██")
			} else {
				row.WriteString("  ")
			}
		}
		rows[y] = row.String()
	}
	return rows
}
