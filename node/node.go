package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/callout"
	"kez.lat/chat/fetch"
	"kez.lat/chat/httpapi"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/proof"
	"kez.lat/chat/push"
	"kez.lat/chat/registry"
)

// revivePause is between two attempts to start a broken node again.
const revivePause = 2 * time.Second

// A Node is a whole chat service: everything of architecture.md between the
// data directory and the front door.
type Node struct {
	set Settings
	log *slog.Logger
	now func() time.Time

	running []stage
	failed  chan error

	// What the stages made, in the order of the boot list.
	dir         *dataDir
	front       net.Listener
	certs       certificates
	people      *registry.Registry
	ownerLink   string
	fetcher     *fetch.Fetcher
	checker     *proof.Checker
	desk        *proof.Desk
	signer      *push.Signer
	pushFetch   *fetch.Fetcher
	pushes      *push.Worker
	pushing     *task
	mirror      *mirror // nil: sigchains are kept here
	mirroring   *task
	broker      *broker.Broker
	watchBroker *task
	gate        *broker.Gate
	sessions    *broker.Sessions
	callout     *callout.Service
	answering   *task
	app         *nats.Conn
	outlet      *broker.Outlet
	mail        *mailbox.Mailbox
	watchMail   *task
	api         *httpapi.Server
	calls       *task
	doors       doors
	ready       readiness

	// grantLifetime of a connection; 0 is the standard one.
	grantLifetime time.Duration
	// pushWays is how push services are reached; the zero one is the strict one.
	pushWays fetch.Config
	// pushPace has the times between pushes; those that are 0 are the standard
	// ones.
	pushPace push.Config
}

// Open starts a node; when it returns, the node answers. Close or Run ends it.
func Open(ctx context.Context, s Settings, log *slog.Logger) (*Node, error) {
	n := &Node{set: s, log: log, now: time.Now, failed: make(chan error, 1)}
	if err := n.boot(ctx); err != nil {
		return nil, err
	}
	return n, nil
}

func (n *Node) boot(ctx context.Context) (err error) {
	began := n.now()
	n.running, err = boot(ctx, n.stages())
	if err != nil {
		return err
	}
	n.ready.set(nil)
	n.log.Info("ready", "url", n.set.PublicURL, "addr", n.front.Addr().String(), "took", n.now().Sub(began))
	return nil
}

// stages is the boot list: each stage stands behind those it needs.
func (n *Node) stages() []stage {
	return []stage{
		{"data directory", n.openDir, n.closeDir},     // before any file in it is touched
		{"front door", n.bind, n.unbind},              // a busy port is told before anything is opened
		{"registry", n.openRegistry, n.closeRegistry}, // everything above reads it
		{"proofs", n.openProofs, n.closeProofs},       // reaches out only when asked
		{"push", n.openPush, n.closePush},             // the mailbox tells it of mail
		{"broker", n.startBroker, n.stopBroker},
		{"callout", n.startCallout, n.stopCallout}, // before any listener: no early guests
		{"sigchains", n.startMirror, n.stopMirror}, // knows who is connected
		{"mailbox", n.startMailbox, n.stopMailbox},
		{"wake", n.startPushing, n.stopPushing}, // asks who is connected
		{"calls", n.startCalls, n.stopCalls},    // both doors answer from here on
		{"doors", n.openDoors, n.closeDoors},    // last in, first out
	}
}

// Run serves until ctx is done and stops cleanly. A broken mail store is
// started anew: JetStream does not recover by itself from a disk that was
// full or an answer that never came.
func (n *Node) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			n.log.Info("stopping")
			return n.Close()
		case err := <-n.failed:
			n.log.Error("the node broke, starting it anew", "err", err)
			if err := n.Close(); err != nil {
				n.log.Warn("stop before a new start", "err", err)
			}
			n.revive(ctx)
		}
	}
}

// revive starts the node again on the same port, as often as it takes: a full
// disk may stay full for a while. Whatever was on its way is settled by
// reading the store.
func (n *Node) revive(ctx context.Context) {
	for {
		for len(n.failed) > 0 {
			<-n.failed // of the life that just ended
		}
		err := n.boot(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		n.log.Error("not started, trying again", "err", err, "after", revivePause)
		pause := time.NewTimer(revivePause)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}

// Close stops the stages in reverse order. It is safe to call twice.
func (n *Node) Close() error {
	n.ready.set(httpapi.ErrStopping)
	running := n.running
	n.running = nil
	return halt(running)
}

func (n *Node) fail(err error) {
	select {
	case n.failed <- err:
	default: // one is enough
	}
}

// URL is how browsers reach the node.
func (n *Node) URL() string { return n.set.PublicURL }

// Addr is where the front door listens.
func (n *Node) Addr() net.Addr { return n.front.Addr() }

// OwnerLink invites the first person; it is empty but at the first start of a
// node that takes people by invitation.
func (n *Node) OwnerLink() string { return n.ownerLink }

func (n *Node) openDir(context.Context) (err error) {
	n.dir, err = openDataDir(n.set.DataDir)
	return err
}

func (n *Node) closeDir(context.Context) error { return n.dir.close() }

// bind takes the port. Who connects before the last stage waits in the
// listener's backlog.
func (n *Node) bind(ctx context.Context) (err error) {
	if n.front, err = listen(ctx, "bind", n.set.Bind); err != nil {
		return err
	}
	n.set = n.set.OnPort(portOf(n.front))
	if n.certs, err = openTLS(n.set, n.now, n.log); err != nil {
		n.front.Close()
		return err
	}
	return nil
}

func (n *Node) unbind(context.Context) error {
	n.certs.close()
	if err := n.front.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// listen opens a listener for a setting and says which one failed.
func listen(ctx context.Context, setting string, at netip.AddrPort) (net.Listener, error) {
	var c net.ListenConfig
	ln, err := c.Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, fmt.Errorf("--%s %s: %w", setting, at, err)
	}
	return ln, nil
}

func portOf(ln net.Listener) uint16 {
	if a, ok := ln.Addr().(*net.TCPAddr); ok {
		return uint16(a.Port)
	}
	return 0
}
