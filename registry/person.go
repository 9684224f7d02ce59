package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// ErrTooManyProofs refuses a list of claims that is too long.
var ErrTooManyProofs = errors.New("too many proofs")

// maxProofs per account, docs/protocol.md section 5.
const maxProofs = 64

// tombstone is the record in the bucket retired.
type tombstone struct {
	Key identity.Key `json:"key"`
	At  time.Time    `json:"at"`
}

// Suspend shuts a person out, or lets them in again. Mail for them is kept.
func (r *Registry) Suspend(ctx context.Context, k identity.Key, suspended bool) (Entry, error) {
	return r.amend(ctx, k, "suspend", func(p *person) error {
		p.Suspended = suspended
		return nil
	})
}

// SetProofs replaces the claim subjects that a person lists.
func (r *Registry) SetProofs(ctx context.Context, k identity.Key, subjects []string) (Entry, error) {
	return r.amend(ctx, k, "set proofs of", func(p *person) error {
		if len(subjects) > maxProofs {
			return ErrTooManyProofs
		}
		p.Proofs = subjects
		return nil
	})
}

func (r *Registry) amend(ctx context.Context, k identity.Key, deed string, change func(*person) error) (e Entry, err error) {
	err = r.update(ctx, func(tx *bbolt.Tx) error {
		p, err := personByKey(tx, k)
		if err != nil {
			return err
		}
		if err := change(&p); err != nil {
			return err
		}
		if err := putPerson(tx, k, p); err != nil {
			return err
		}
		e, err = entryByKey(tx, k)
		return err
	})
	if err != nil {
		return Entry{}, fmt.Errorf("%s %s: %w", deed, k.Fingerprint(), err)
	}
	return e, nil
}

// Remove takes a person out and retires the handle. It returns the entry as
// it last was.
func (r *Registry) Remove(ctx context.Context, h identity.Handle, now time.Time) (e Entry, err error) {
	err = r.update(ctx, func(tx *bbolt.Tx) error {
		if e, err = entryByHandle(tx, h); err != nil {
			return err
		}
		grave := tombstone{Key: e.Key, At: instant(now)}
		if err := put(tx, bucketRetired, []byte(h), grave); err != nil {
			return err
		}
		if err := tx.Bucket(bucketHandles).Delete([]byte(h)); err != nil {
			return err
		}
		for _, bucket := range [][]byte{bucketKeys, bucketRegistrations, bucketCursors} {
			if err := tx.Bucket(bucket).Delete(e.Key.Bytes()); err != nil {
				return err
			}
		}
		if err := forgetSubscriptions(tx, e.Key); err != nil {
			return err
		}
		return forgetContacts(tx, e.Key)
	})
	if err != nil {
		return Entry{}, fmt.Errorf("remove %s: %w", h, err)
	}
	return e, nil
}

// forgetContacts deletes what the owner decided about others.
func forgetContacts(tx *bbolt.Tx, owner identity.Key) error {
	b := tx.Bucket(bucketContacts)
	var gone [][]byte // a cursor must not delete while it walks
	c := b.Cursor()
	for k, _ := c.Seek(owner.Bytes()); bytes.HasPrefix(k, owner.Bytes()); k, _ = c.Next() {
		gone = append(gone, bytes.Clone(k))
	}
	for _, k := range gone {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
