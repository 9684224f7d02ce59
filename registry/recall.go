package registry

import (
	"context"
	"sync"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// recallSize bounds each map of a recall.
const recallSize = 1 << 16

// A recall remembers what was read since the last write: every message asks
// for two people and what they think of one another, and the answers hardly
// ever change. A write begins a new recall after it is committed. A read uses
// the recall it found before its transaction, so what it read too early is
// remembered by nobody.
type recall struct {
	mu        sync.RWMutex
	people    map[identity.Key]Entry
	relations map[[2]identity.Key]Relation
}

func newRecall() *recall {
	return &recall{people: make(map[identity.Key]Entry), relations: make(map[[2]identity.Key]Relation)}
}

// ByKey finds the person with a key. The bytes of the entry are shared: they
// must not be changed.
func (r *Registry) ByKey(ctx context.Context, k identity.Key) (Entry, error) {
	c := r.recall.Load()
	c.mu.RLock()
	e, ok := c.people[k]
	c.mu.RUnlock()
	if ok {
		return e, ctx.Err()
	}
	err := r.view(ctx, func(tx *bbolt.Tx) (err error) {
		e, err = entryByKey(tx, k)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.people) >= recallSize {
		clear(c.people)
	}
	c.people[k] = e
	return e, nil
}

// Relation is what owner decided about peer, None where nothing was.
func (r *Registry) Relation(ctx context.Context, owner, peer identity.Key) (Relation, error) {
	c, pair := r.recall.Load(), [2]identity.Key{owner, peer}
	c.mu.RLock()
	rel, ok := c.relations[pair]
	c.mu.RUnlock()
	if ok {
		return rel, ctx.Err()
	}
	err := r.view(ctx, func(tx *bbolt.Tx) error {
		record, err := relationIn(tx, owner, peer)
		rel = record.State
		return err
	})
	if err != nil {
		return None, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.relations) >= recallSize {
		clear(c.relations)
	}
	c.relations[pair] = rel
	return rel, nil
}
