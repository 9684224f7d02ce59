package natsapi

import (
	"context"
	"fmt"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/registry"
)

func (a *API) lookup(ctx context.Context, c call) error {
	var q struct {
		Handle  *string `json:"handle"`
		Primary *string `json:"primary"`
	}
	if err := identity.DecodeStrict(c.msg.Data, &q); err != nil {
		return fmt.Errorf("%w: %w", identity.ErrMalformed, err)
	}
	var who string
	switch {
	case q.Handle != nil && q.Primary == nil:
		who = *q.Handle
	case q.Primary != nil && q.Handle == nil:
		if _, err := identity.ParseKey(*q.Primary); err != nil {
			return err
		}
		who = *q.Primary
	default:
		return fmt.Errorf("%w: either handle or primary is needed", identity.ErrMalformed)
	}
	e, err := a.cfg.Resolve(ctx, who)
	if err != nil {
		return err
	}
	return a.reply(c, a.cfg.Record(e))
}

// contactView is one person in somebody's list.
type contactView struct {
	Primary string            `json:"primary"`
	State   registry.Relation `json:"state"`
	Since   string            `json:"since,omitempty"`
}

func (a *API) contact(ctx context.Context, c call) error {
	var q struct {
		Primary string `json:"primary"`
		State   string `json:"state"`
	}
	if err := identity.DecodeStrict(c.msg.Data, &q); err != nil {
		return fmt.Errorf("%w: %w", identity.ErrMalformed, err)
	}
	peer, err := identity.ParseKey(q.Primary)
	if err != nil {
		return err
	}
	state, err := registry.ParseRelation(q.State)
	if err != nil {
		return fmt.Errorf("%w: state may be accepted, muted, blocked or none", identity.ErrMalformed)
	}
	if peer == c.owner {
		return fmt.Errorf("%w: that is your own key", identity.ErrMalformed)
	}
	if _, err := a.cfg.Registry.ByKey(ctx, peer); err != nil {
		return err
	}
	now := a.cfg.Now()
	if err := a.cfg.Registry.SetRelation(ctx, c.owner, peer, state, now); err != nil {
		return err
	}
	return a.reply(c, contactView{Primary: peer.String(), State: state, Since: mailbox.FormatTime(now)})
}

func (a *API) contacts(ctx context.Context, c call) error {
	list, err := a.cfg.Registry.Relations(ctx, c.owner)
	if err != nil {
		return err
	}
	views := make([]contactView, 0, len(list))
	for _, p := range list {
		views = append(views, contactView{p.Peer.String(), p.Relation, mailbox.FormatTime(p.Since)})
	}
	return a.reply(c, map[string]any{"contacts": views})
}

// self is the answer to whoami.
type self struct {
	Handle  string           `json:"handle"`
	Primary string           `json:"primary"`
	Epoch   string           `json:"epoch"`
	Seq     uint64           `json:"seq"`
	Head    uint64           `json:"head"`
	Time    string           `json:"time"`
	Limits  map[string]int64 `json:"limits"`
}

func (a *API) whoami(ctx context.Context, c call) error {
	e, err := a.cfg.Registry.ByKey(ctx, c.owner)
	if err != nil {
		return err
	}
	s, err := a.cfg.Mailbox.State(ctx, c.owner)
	if err != nil {
		return err
	}
	return a.reply(c, self{
		Handle: string(e.Handle), Primary: e.Key.String(), Epoch: s.Epoch, Seq: s.Seq, Head: s.Head,
		Time: a.cfg.Now().UTC().Format(identity.TimeFormat), Limits: a.cfg.Limits,
	})
}
