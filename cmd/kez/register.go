package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
)

type registerCommand struct {
	Handle string `arg:"" help:"The handle, or handle@server where the node's address is not that of its server."`
	Invite string `placeholder:"CODE" help:"Code of an invitation, or its link ($KEZ_INVITE)."`
}

func (c registerCommand) Run(p *program) error {
	address, err := identity.ParseAddress(c.Handle, "")
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
	node, err := p.nodeFor(a, address.Server)
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	if address.Server, err = serverOf(ctx, node, address.Server); err != nil {
		return err
	}
	if a.address.Handle != "" && a.address != address {
		return &usageError{"this identity is " + a.address.String() + " already", "Make another one for another address: kez identity new --identity FILE."}
	}
	invite := c.Invite
	if invite == "" {
		invite = p.env("KEZ_INVITE")
	}
	// The link that operators hand out carries the code behind #i=.
	if _, code, link := strings.Cut(invite, "#i="); link {
		invite = code
	}
	person, err := node.Register(ctx, owner, address.Handle, address.Server, invite)
	if err != nil {
		return err
	}
	if err := a.settle(person.Address(), node); err != nil {
		return err
	}
	answer := map[string]string{"address": person.Address().String(), "primary": person.Key.String(), "node": node.URL()}
	return p.print(answer, func(w io.Writer) { fmt.Fprintf(w, "You are %s.\n", person.Address()) })
}

// serverOf asks the node for its domain. Its word alone is not enough: an
// identity that takes a stranger's node for its home lets the stranger log in
// as it somewhere else. So the user names the domain, or the node's own
// address does, or it runs on this machine.
func serverOf(ctx context.Context, node *client.Node, want string) (string, error) {
	info, err := node.Info(ctx)
	if err != nil {
		return "", err
	}
	if want != "" {
		if info.Server != want {
			return "", fmt.Errorf("%w: %.253q, not %q", client.ErrOtherServer, info.Server, want)
		}
		return want, nil
	}
	u, err := url.Parse(node.URL())
	if err != nil {
		return "", err
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	server, _, _ := strings.Cut(info.Server, ":")
	if host == server || host == "localhost" || ip != nil && ip.IsLoopback() {
		return info.Server, nil
	}
	return "", &usageError{
		fmt.Sprintf("the node at %s says that it serves %.253q", host, clean(info.Server)),
		"If that is right, say so by writing the address in full: kez register HANDLE@SERVER.",
	}
}
