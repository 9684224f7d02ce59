package node

import (
	"context"
	"log/slog"
	"time"
)

// OpenWithGrants is Open with grants that live for d.
func OpenWithGrants(ctx context.Context, s Settings, log *slog.Logger, d time.Duration) (*Node, error) {
	n := &Node{set: s, log: log, now: time.Now, failed: make(chan error, 1), grantLifetime: d}
	if err := n.boot(ctx); err != nil {
		return nil, err
	}
	return n, nil
}
