package main

import (
	"context"
	"crypto/rand"
	"errors"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
)

// A home is the account logged in to its node.
type home struct {
	*account
	node    *client.Node
	session *client.Session
	book    *client.Book
	known   *known
}

// connect logs in. onStatus hears when the connection goes and comes back.
func (p *program) connect(ctx context.Context, a *account, onStatus func(online bool)) (*home, error) {
	node, err := p.nodeFor(a, a.address.Server)
	if err != nil {
		return nil, err
	}
	if a.address.Handle == "" {
		if err := p.findHome(ctx, a, node); err != nil {
			return nil, unregistered(err)
		}
	}
	k, err := openKnown(a.base)
	if err != nil {
		return nil, err
	}
	device, err := identity.NewID(rand.Reader)
	if err != nil {
		return nil, err
	}
	s, err := client.Connect(ctx, client.Config{
		Node: node, Address: a.address, Seed: a.seed, Linked: a.linked, Device: device.String(), Log: p.log(), OnStatus: onStatus,
	})
	if err != nil {
		return nil, a.refused(err)
	}
	return &home{a, node, s, client.NewBookWith(node, k.memory()), k}, nil
}

// findHome asks which handle the key has, for an identity that came back from
// its words or lies in no file.
func (p *program) findHome(ctx context.Context, a *account, node *client.Node) error {
	server, err := serverOf(ctx, node, "")
	if err != nil {
		return err
	}
	person, err := node.ByKey(ctx, a.key(), server)
	if err != nil {
		return err
	}
	return a.settle(person.Address(), node)
}

// refused says what a refused log-in may mean.
func (a *account) refused(err error) error {
	if errors.Is(err, client.ErrLogin) && !a.linked.IsZero() {
		return &hintedError{err, "This device may have been revoked, or its account removed; kez device list tells where the identity itself is."}
	}
	return unregistered(err)
}

func unregistered(err error) error {
	if client.IsCode(err, client.CodeUnknownKey) {
		return &hintedError{err, "This identity is not registered there: kez register HANDLE."}
	}
	return err
}

// lookup finds a person, whose key must be the one that it always was.
func (h *home) lookup(ctx context.Context, who string) (client.Person, error) {
	person, err := h.session.Lookup(ctx, who)
	if err != nil {
		return client.Person{}, err
	}
	return person, h.known.check(person)
}
