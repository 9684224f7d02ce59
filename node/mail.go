package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/callout"
	"kez.lat/chat/httpapi"
	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/natsapi"
	"kez.lat/chat/registry"
)

func (n *Node) startBroker(ctx context.Context) (err error) {
	n.broker, err = broker.Start(ctx, broker.Options{
		StoreDir: n.dir.path, // the server's files go to jetstream/ in it
		Name:     n.set.Server,
		Native:   n.set.NATSBind.IsValid(),
		Monitor:  n.set.MonitorBind,
		Log:      n.log,
	})
	if err != nil {
		return err
	}
	n.gate = broker.NewGate()
	n.watchBroker = begin(func(ctx context.Context) error {
		select {
		case err := <-n.broker.Failed():
			return err
		case <-ctx.Done():
			return nil
		}
	}, n.fail)
	return nil
}

// stopBroker ends the server first: people hear from it why, and only then
// are their connections cut.
func (n *Node) stopBroker(ctx context.Context) error {
	werr := n.watchBroker.stop(ctx)
	berr := n.broker.Close(ctx)
	if err := n.gate.Close(); err != nil {
		return err
	}
	if berr != nil {
		return berr
	}
	return werr
}

func (n *Node) startCallout(context.Context) error {
	sys, err := n.broker.Connect(broker.RoleSys)
	if err != nil {
		return err
	}
	if n.sessions, err = n.broker.Sessions(sys); err != nil {
		return err
	}
	auth, err := n.broker.Connect(broker.RoleAuth)
	if err != nil {
		return err
	}
	n.callout = callout.New(callout.Config{
		Issuer:    n.broker.Issuer(),
		Account:   n.broker.UserAccount(),
		Servers:   []string{n.broker.ServerID()},
		Directory: n.account,
		Reserve: func(account, login identity.Key, connection uint64) bool {
			return n.sessions.Reserve(account, login, connection, int(n.set.Limits.Connections), n.now())
		},
		Lifetime: n.grantLifetime,
		Workers:  int(n.set.Limits.CalloutWorkers),
		Queue:    int(n.set.Limits.CalloutQueue),
		Now:      n.now,
		Log:      n.log,
	})
	if err := n.callout.Subscribe(auth); err != nil {
		return err
	}
	n.answering = begin(n.callout.Run, n.fail)
	return nil
}

func (n *Node) stopCallout(ctx context.Context) error { return n.answering.stop(ctx) }

func (n *Node) startMailbox(ctx context.Context) error {
	var conns [3]*nats.Conn
	for i, r := range []broker.Role{broker.RoleMail, broker.RoleMail, broker.RoleNode} {
		nc, err := n.broker.Connect(r)
		if err != nil {
			return err
		}
		conns[i] = nc
	}
	n.app = conns[2]
	store, err := n.broker.Outlet(broker.RoleMail)
	if err != nil {
		return err
	}
	if n.outlet, err = n.broker.Outlet(broker.RoleNode); err != nil {
		return err
	}
	n.mail, err = mailbox.Start(ctx, mailbox.Config{
		Outlet: store, Write: conns[0], Read: conns[1], App: n.outlet,
		Online: func(k identity.Key) bool { return n.sessions.Online(k) > 0 },
		Told:   n.pushes.Tell,
		People: n.correspondents(),
		Limits: mailLimits(n.set.Limits),
		Free:   diskOf(n.dir.path),
		Now:    n.now,
		Log:    n.log,
	})
	if err != nil {
		return err
	}
	n.watchMail = begin(func(ctx context.Context) error {
		select {
		case err := <-n.mail.Failed():
			return err
		case <-ctx.Done():
			return nil
		}
	}, n.fail)
	return nil
}

func (n *Node) stopMailbox(ctx context.Context) error {
	werr := n.watchMail.stop(ctx)
	if err := n.mail.Close(ctx); err != nil {
		return err
	}
	return werr
}

const day = 24 * time.Hour

func mailLimits(l Limits) mailbox.Limits {
	return mailbox.Limits{
		EnvelopeBytes:                int(l.EnvelopeBytes),
		AnonymousBytes:               int(l.AnonymousBytes),
		LiveBytes:                    int(l.LiveBytes),
		NoteBytes:                    noteBytes,
		SendsBurst:                   l.SendsBurst,
		SendsPerSecond:               l.SendsPerSecond,
		LiveBurst:                    l.LiveBurst,
		LivePerSecond:                l.LivePerSecond,
		UndeliveredMessages:          l.UndeliveredMessages,
		UndeliveredBytes:             l.UndeliveredBytes,
		AnonymousUndeliveredMessages: l.AnonymousUndeliveredMessages,
		AnonymousUndeliveredBytes:    l.AnonymousUndeliveredBytes,
		MailboxBytes:                 l.MailboxBytes,
		QueueSends:                   l.QueueSends,
		QueueBytes:                   l.QueueBytes,
		Retention:                    time.Duration(l.RetentionDays) * day,
		NoteRetention:                time.Duration(l.NoteRetentionDays) * day,
	}
}

// noteBytes is the size of a note, docs/protocol.md section 4.
const noteBytes = 16 << 10

// startCalls makes both doors ready to answer: the HTTP door's tables serve
// both.
func (n *Node) startCalls(ctx context.Context) (err error) {
	if n.api, err = n.newAPI(); err != nil {
		return err
	}
	ready := make(chan struct{})
	n.calls = begin(func(ctx context.Context) error {
		return natsapi.Serve(ctx, natsapi.Config{
			App:      n.app,
			Publish:  n.outlet.Publish,
			Mailbox:  n.mail,
			Registry: n.people,
			Resolve:  n.api.Resolve,
			Record:   func(e registry.Entry) any { return n.api.Record(e) },
			Problem:  n.problem,
			Limits:   n.set.Limits.Shown(),
			Now:      n.now,
			Log:      n.log,

			LookupsBurst:     n.set.Limits.LookupsBurst,
			LookupsPerSecond: n.set.Limits.LookupsPerSecond,
			CallsBurst:       callsBurst,
			CallsPerSecond:   callsPerSecond(n.set.Limits),
			Expel:            n.disconnect,
		}, func() { close(ready) })
	}, n.fail)
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case err := <-n.failed:
		return fmt.Errorf("answer calls: %w", err)
	}
}

// callsBurst and callsPerSecond are what the calls of one account may come to,
// limited ones and refused ones together: far more than clients have use for
// that wait for answers.
const callsBurst = 10000

func callsPerSecond(l Limits) int64 {
	if l.SendsPerSecond == 0 || l.LivePerSecond == 0 || l.LookupsPerSecond == 0 {
		return 0 // the operator wants no limit on how often
	}
	return max(1000, 10*(l.SendsPerSecond+l.LivePerSecond+l.LookupsPerSecond))
}

// problem is the HTTP door's answer to an error, for the other door.
func (n *Node) problem(err error) (status int, code string, document []byte) {
	if errors.Is(err, natsapi.ErrNoRoute) {
		err = httpapi.ErrNoRoute
	}
	p := n.api.Problem(err)
	document, _ = json.Marshal(p) // of strings, numbers and a record: cannot fail
	return p.Status, p.Code, document
}

func (n *Node) stopCalls(ctx context.Context) error { return n.calls.stop(ctx) }
