package registry

import (
	"context"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// Cursor is the highest sequence delivered to any device of the owner, 0
// before the first.
func (r *Registry) Cursor(ctx context.Context, owner identity.Key) (seq uint64, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		raw := tx.Bucket(bucketCursors).Get(owner.Bytes())
		if raw == nil {
			return nil
		}
		if len(raw) != 8 {
			return fmt.Errorf("%w: cursor of %s", ErrDamaged, owner.Fingerprint())
		}
		seq = binary.BigEndian.Uint64(raw)
		return nil
	})
	return seq, err
}

// SaveCursors records cursors, all in one transaction. Those of people who are
// no longer here are passed over: they may have been removed while their
// cursor waited to be saved. A cursor may also go back, after a restore.
func (r *Registry) SaveCursors(ctx context.Context, cursors map[identity.Key]uint64) error {
	if len(cursors) == 0 {
		return nil
	}
	err := r.update(ctx, func(tx *bbolt.Tx) error {
		for owner, seq := range cursors {
			if tx.Bucket(bucketKeys).Get(owner.Bytes()) == nil {
				continue
			}
			if err := tx.Bucket(bucketCursors).Put(owner.Bytes(), binary.BigEndian.AppendUint64(nil, seq)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save cursors: %w", err)
	}
	return nil
}
