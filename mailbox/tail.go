package mailbox

import (
	"sync"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// tail is the end of the stream as this node writes it. Every record that was
// stored passes through it once, in the order of the stream, and goes to the
// connections of its owner and to whoever watches the mailbox.
type tail struct {
	app    *broker.Outlet
	online func(identity.Key) bool
	told   func(owner, peer identity.Key)
	header []byte // used again for every push; only the committer pushes

	mu       sync.Mutex
	watchers map[identity.Key]map[chan struct{}]struct{}
}

func newTail(app *broker.Outlet, online func(identity.Key) bool, told func(owner, peer identity.Key)) *tail {
	return &tail{app: app, online: online, told: told, watchers: make(map[identity.Key]map[chan struct{}]struct{})}
}

// push hands a stored record on. What cannot be pushed is not lost: the owner
// sees the gap and syncs.
func (t *tail) push(r *record) {
	if t.online(r.owner) {
		i := r.item()
		what := "msg"
		if i.Kind == KindSent {
			what = "sent"
		}
		t.header = i.AppendHeader(t.header[:0])
		// The outlet buffers; an error means that it is closed, and so are the
		// connections of the recipients.
		_ = t.app.Publish(identity.InboxSubject(r.owner, what), "", t.header, i.Body)
	}
	if r.kind == KindMsg && !r.note && !r.peer.IsZero() && r.peer != r.owner {
		t.told(r.owner, r.peer)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for c := range t.watchers[r.owner] {
		select {
		case c <- struct{}{}:
		default: // already told
		}
	}
}

// Watch gives a token whenever something new lies in the mailbox, until stop
// is called. One token may stand for many items: read with Sync.
func (m *Mailbox) Watch(owner identity.Key) (wake <-chan struct{}, stop func()) {
	t, c := m.tail, make(chan struct{}, 1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.watchers[owner] == nil {
		t.watchers[owner] = make(map[chan struct{}]struct{})
	}
	t.watchers[owner][c] = struct{}{}
	return c, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.watchers[owner], c)
		if len(t.watchers[owner]) == 0 {
			delete(t.watchers, owner)
		}
	}
}
