package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// Who is not here.
var (
	ErrUnknownHandle = errors.New("nobody is registered under this handle")
	ErrUnknownKey    = errors.New("nobody is registered under this key")
)

// An Entry is what the registry knows about a person.
type Entry struct {
	Handle       identity.Handle
	Key          identity.Key
	RegisteredAt time.Time
	// Registration is the signed envelope as sent.
	Registration []byte
	Proofs       []string
	Suspended    bool
}

// person is the record in the bucket keys.
type person struct {
	Handle       identity.Handle `json:"handle"`
	RegisteredAt time.Time       `json:"registered_at"`
	Proofs       []string        `json:"proofs,omitempty"`
	Suspended    bool            `json:"suspended,omitempty"`
}

// ByHandle finds the person with a handle.
func (r *Registry) ByHandle(ctx context.Context, h identity.Handle) (e Entry, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		e, err = entryByHandle(tx, h)
		return err
	})
	return e, err
}

// peoplePage is how many entries People reads in one transaction.
const peoplePage = 256

// People calls visit for everybody, in the order of handles. No transaction is
// open meanwhile: visit may call the registry, and who comes or goes during
// the walk may be seen or not.
func (r *Registry) People(ctx context.Context, visit func(Entry) error) error {
	var after []byte
	for {
		page, err := r.peopleAfter(ctx, after)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := visit(e); err != nil {
				return err
			}
		}
		if len(page) < peoplePage {
			return nil
		}
		after = []byte(page[len(page)-1].Handle)
	}
}

func (r *Registry) peopleAfter(ctx context.Context, after []byte) (page []Entry, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketHandles).Cursor()
		h, _ := c.Seek(after)
		if after != nil && bytes.Equal(h, after) {
			h, _ = c.Next()
		}
		for ; h != nil && len(page) < peoplePage; h, _ = c.Next() {
			e, err := entryByHandle(tx, identity.Handle(h))
			if err != nil {
				return err
			}
			page = append(page, e)
		}
		return nil
	})
	return page, err
}

func entryByHandle(tx *bbolt.Tx, h identity.Handle) (Entry, error) {
	raw := tx.Bucket(bucketHandles).Get([]byte(h))
	if raw == nil {
		return Entry{}, ErrUnknownHandle
	}
	k, err := identity.KeyFromBytes(raw)
	if err != nil {
		return Entry{}, fmt.Errorf("%w: handle %s: %v", ErrDamaged, h, err)
	}
	e, err := entryByKey(tx, k)
	if errors.Is(err, ErrUnknownKey) || err == nil && e.Handle != h {
		return Entry{}, fmt.Errorf("%w: handle %s and key %s disagree", ErrDamaged, h, k.Fingerprint())
	}
	return e, err
}

func entryByKey(tx *bbolt.Tx, k identity.Key) (Entry, error) {
	p, err := personByKey(tx, k)
	if err != nil {
		return Entry{}, err
	}
	registration := tx.Bucket(bucketRegistrations).Get(k.Bytes())
	if registration == nil {
		return Entry{}, fmt.Errorf("%w: key %s has no registration", ErrDamaged, k.Fingerprint())
	}
	return Entry{
		Handle:       p.Handle,
		Key:          k,
		RegisteredAt: p.RegisteredAt,
		Registration: bytes.Clone(registration), // bbolt's bytes end with the transaction
		Proofs:       p.Proofs,
		Suspended:    p.Suspended,
	}, nil
}

func personByKey(tx *bbolt.Tx, k identity.Key) (person, error) {
	raw := tx.Bucket(bucketKeys).Get(k.Bytes())
	if raw == nil {
		return person{}, ErrUnknownKey
	}
	var p person
	if err := decode(raw, &p); err != nil {
		return person{}, fmt.Errorf("key %s: %w", k.Fingerprint(), err)
	}
	return p, nil
}

func putPerson(tx *bbolt.Tx, k identity.Key, p person) error {
	return put(tx, bucketKeys, k.Bytes(), p)
}

func put(tx *bbolt.Tx, bucket, key []byte, record any) error {
	raw, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return tx.Bucket(bucket).Put(key, raw)
}

func decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	return nil
}

// instant is the precision that times have on disk and in answers.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
