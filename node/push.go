package node

import (
	"context"
	"path/filepath"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
	"kez.lat/chat/push"
	"kez.lat/chat/registry"
)

// openPush makes what wakes devices. Its fetcher is its own, so that pushes and
// proofs do not take each other's places, and never reaches private addresses:
// whoever subscribes names the endpoint.
func (n *Node) openPush(context.Context) (err error) {
	if n.signer, err = push.OpenSigner(filepath.Join(n.dir.path, "keys", "vapid.pem"), n.set.PushSubject); err != nil {
		return err
	}
	ways := n.pushWays
	ways.Concurrent, ways.PerHost = pushConcurrent, pushPerHost
	n.pushFetch = fetch.New(ways)
	n.pushes = push.New(push.Config{
		Signer: n.signer, Fetch: n.pushFetch,
		Wakeable: func(owner identity.Key) bool {
			there, err := n.people.Wakeable(context.Background(), owner)
			return there || err != nil // what is wrong there comes out where it can be said
		},
		Accepted: func(ctx context.Context, owner, peer identity.Key) (bool, error) {
			rel, err := n.people.Relation(ctx, owner, peer)
			return rel == registry.Accepted, err
		},
		Subscriptions: n.people.Subscriptions,
		Drop:          n.people.Unsubscribe,
		Connected:     func(owner identity.Key, device identity.ID) bool { return n.sessions.OnDevice(owner, device) },
		Wait:          n.pushPace.Wait, Rest: n.pushPace.Rest, Backoff: n.pushPace.Backoff,
		Concurrent: pushConcurrent, PerHost: pushPerHost,
		Now: n.now, Log: n.log,
	})
	return nil
}

const (
	pushConcurrent = 32
	pushPerHost    = 8
)

func (n *Node) closePush(context.Context) error {
	n.pushFetch.Close()
	return nil
}

func (n *Node) startPushing(context.Context) error {
	n.pushing = begin(n.pushes.Run, n.fail)
	return nil
}

func (n *Node) stopPushing(ctx context.Context) error { return n.pushing.stop(ctx) }
