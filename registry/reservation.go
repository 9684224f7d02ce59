package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// ErrHandleRetired refuses to set a removed handle aside: it is never given
// again, not even by the operator.
var ErrHandleRetired = errors.New("the handle was removed and is never given again")

// A Reservation is a handle that the operator set aside.
type Reservation struct {
	Handle identity.Handle
	// Key is the one key that may register the handle, zero if none may.
	Key identity.Key
	At  time.Time
}

// setAside is the record in the bucket reserved.
type setAside struct {
	Key *identity.Key `json:"key,omitempty"`
	At  time.Time     `json:"at"`
}

// Reserve sets a handle aside so that nobody can register it. It also takes an
// assignment back.
func (r *Registry) Reserve(ctx context.Context, h identity.Handle, now time.Time) (Reservation, error) {
	return r.reserve(ctx, Reservation{Handle: h, At: instant(now)})
}

// Assign lets one key, and no other, register a handle, reserved or not and
// without an invite. The person still signs the registration.
func (r *Registry) Assign(ctx context.Context, h identity.Handle, k identity.Key, now time.Time) (Reservation, error) {
	return r.reserve(ctx, Reservation{Handle: h, Key: k, At: instant(now)})
}

func (r *Registry) reserve(ctx context.Context, res Reservation) (Reservation, error) {
	err := r.update(ctx, func(tx *bbolt.Tx) error {
		holder, err := entryByHandle(tx, res.Handle)
		switch {
		case err == nil:
			return &HandleTakenError{Entry: holder}
		case !errors.Is(err, ErrUnknownHandle):
			return err
		case tx.Bucket(bucketRetired).Get([]byte(res.Handle)) != nil:
			return ErrHandleRetired
		}
		record := setAside{At: res.At}
		if !res.Key.IsZero() {
			if tx.Bucket(bucketKeys).Get(res.Key.Bytes()) != nil {
				return ErrKeyTaken
			}
			record.Key = &res.Key
		}
		return put(tx, bucketReserved, []byte(res.Handle), record)
	})
	if err != nil {
		return Reservation{}, fmt.Errorf("reserve %s: %w", res.Handle, err)
	}
	return res, nil
}

// Available reports whether the handle could be registered by anybody who may
// register at all: not taken, not reserved, not retired.
func (r *Registry) Available(ctx context.Context, h identity.Handle) (free bool, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		c, err := claimOn(tx, h, identity.Key{})
		free = c == unclaimed &&
			tx.Bucket(bucketHandles).Get([]byte(h)) == nil &&
			tx.Bucket(bucketRetired).Get([]byte(h)) == nil
		return err
	})
	return free, err
}

// A claim is how a reservation looks to one key.
type claim int

const (
	unclaimed claim = iota
	reserved        // for nobody, or for another key
	assigned        // for this key
)

func claimOn(tx *bbolt.Tx, h identity.Handle, k identity.Key) (claim, error) {
	raw := tx.Bucket(bucketReserved).Get([]byte(h))
	if raw == nil {
		if h.Reserved() {
			return reserved, nil
		}
		return unclaimed, nil
	}
	var s setAside
	if err := decode(raw, &s); err != nil {
		return reserved, fmt.Errorf("reserved handle %s: %w", h, err)
	}
	if s.Key != nil && *s.Key == k {
		return assigned, nil
	}
	return reserved, nil
}
