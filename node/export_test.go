package node

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kez.lat/chat/broker"
	"kez.lat/chat/fetch"
)

// OpenWithGrants is Open with grants that live for d.
func OpenWithGrants(ctx context.Context, s Settings, log *slog.Logger, d time.Duration) (*Node, error) {
	n := &Node{set: s, log: log, now: time.Now, failed: make(chan error, 1), grantLifetime: d}
	if err := n.boot(ctx); err != nil {
		return nil, err
	}
	return n, nil
}

// CutApp ends the connection over which the node hears calls, as the server
// ends those of slow clients.
func (n *Node) CutApp() error {
	sys, err := n.broker.Connect(broker.RoleSys)
	if err != nil {
		return err
	}
	cid, err := n.app.GetClientID()
	if err != nil {
		return err
	}
	_, err = sys.Request("$SYS.REQ.SERVER."+n.broker.ServerID()+".KICK", fmt.Appendf(nil, `{"cid":%d}`, cid), time.Second)
	return err
}

// OpenWithPush is Open with an internet of its own for pushes, which go out
// after wait.
func OpenWithPush(ctx context.Context, s Settings, log *slog.Logger, ways fetch.Config, wait time.Duration) (*Node, error) {
	n := &Node{set: s, log: log, now: time.Now, failed: make(chan error, 1), pushWays: ways}
	n.pushPace.Wait, n.pushPace.Rest = wait, time.Millisecond
	if err := n.boot(ctx); err != nil {
		return nil, err
	}
	return n, nil
}
