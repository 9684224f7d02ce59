package node

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"kez.lat/chat/callout"
	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/registry"
)

// greeted is the registry's mark that the owner link was made.
const greeted = "owner-link"

func (n *Node) openRegistry(ctx context.Context) (err error) {
	if n.people, err = registry.Open(n.set.DB, registry.Options{}); err != nil {
		return err
	}
	if err := n.greet(ctx); err != nil {
		n.people.Close()
		return err
	}
	return nil
}

func (n *Node) closeRegistry(context.Context) error { return n.people.Close() }

// greet makes the one link by which the first person of a node in invite mode
// comes in.
func (n *Node) greet(ctx context.Context) error {
	if registry.Mode(n.set.Registration) != registry.ModeInvite {
		return nil
	}
	if done, err := n.people.NodeValue(ctx, greeted); err != nil || done != nil {
		return err
	}
	code, _, err := n.people.NewInvite(ctx, rand.Reader, 1, n.now().AddDate(1, 0, 0), "owner")
	if err != nil {
		return fmt.Errorf("make the owner's invite: %w", err)
	}
	if err := n.people.SetNodeValue(ctx, greeted, []byte("1")); err != nil {
		return err
	}
	n.ownerLink = n.set.PublicURL + "/#i=" + code
	return nil
}

// account is the callout's view of the registry: whose primary a key is, and
// else whose device.
func (n *Node) account(ctx context.Context, k identity.Key) (callout.Account, error) {
	e, _, err := n.people.Speaks(ctx, k)
	if errors.Is(err, registry.ErrUnknownKey) {
		return callout.Account{}, callout.ErrUnknownKey
	}
	if err != nil {
		return callout.Account{}, err
	}
	n.refresh(e.Key)
	return callout.Account{Key: e.Key, Suspended: e.Suspended}, nil
}

// correspondents is the mailbox's view of the registry.
func (n *Node) correspondents() mailbox.People {
	return mailbox.People{
		Known: func(ctx context.Context, k identity.Key) error {
			_, err := n.people.ByKey(ctx, k)
			return err
		},
		Stance: n.stance,
		Accept: func(ctx context.Context, owner, peer identity.Key) error {
			return n.people.SetRelation(ctx, owner, peer, registry.Accepted, n.now())
		},
		Cursor:      n.people.Cursor,
		SaveCursors: n.people.SaveCursors,
	}
}

func (n *Node) stance(ctx context.Context, owner, peer identity.Key) (mailbox.Stance, error) {
	rel, err := n.people.Relation(ctx, owner, peer)
	switch rel {
	case registry.Blocked:
		return mailbox.Blocked, err
	case registry.Accepted, registry.Muted:
		return mailbox.Accepted, err
	}
	return mailbox.Stranger, err
}
