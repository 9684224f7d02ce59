package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// ErrBadRelation refuses a state that is none of the four.
var ErrBadRelation = errors.New("unknown contact state")

// A Relation is what one person decided about another.
type Relation string

// The states of a contact.
const (
	None     Relation = "none"
	Accepted Relation = "accepted"
	Muted    Relation = "muted"
	Blocked  Relation = "blocked"
)

var relations = []Relation{None, Accepted, Muted, Blocked}

// ParseRelation reads a state from outside.
func ParseRelation(text string) (Relation, error) {
	if rel := Relation(text); slices.Contains(relations, rel) {
		return rel, nil
	}
	return "", ErrBadRelation
}

// A Contact is one line of a person's list.
type Contact struct {
	Peer     identity.Key
	Relation Relation
	// Since is when the relation became what it is.
	Since time.Time
}

// contact is the record in the bucket contacts.
type contact struct {
	State Relation  `json:"state"`
	Since time.Time `json:"since"`
}

// SetRelation records what owner decided about peer; both must be registered.
// Deciding the same again changes and writes nothing.
func (r *Registry) SetRelation(ctx context.Context, owner, peer identity.Key, rel Relation, now time.Time) error {
	if !slices.Contains(relations, rel) {
		return fmt.Errorf("%w: %q", ErrBadRelation, rel)
	}
	was, err := r.Relation(ctx, owner, peer)
	if err != nil || was == rel {
		return err
	}
	err = r.update(ctx, func(tx *bbolt.Tx) error {
		for _, k := range []identity.Key{owner, peer} {
			if tx.Bucket(bucketKeys).Get(k.Bytes()) == nil {
				return ErrUnknownKey
			}
		}
		// Read again: it may have changed since the look above.
		was, err := relationIn(tx, owner, peer)
		if err != nil || was.State == rel {
			return err
		}
		if rel == None {
			return tx.Bucket(bucketContacts).Delete(contactKey(owner, peer))
		}
		return put(tx, bucketContacts, contactKey(owner, peer), contact{State: rel, Since: instant(now)})
	})
	if err != nil {
		return fmt.Errorf("set contact %s of %s: %w", peer.Fingerprint(), owner.Fingerprint(), err)
	}
	return nil
}

// Relations lists everybody about whom owner decided something, in the order
// of keys.
func (r *Registry) Relations(ctx context.Context, owner identity.Key) (list []Contact, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketContacts).Cursor()
		prefix := owner.Bytes()
		for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
			peer, err := identity.KeyFromBytes(k[len(prefix):])
			if err != nil {
				return fmt.Errorf("%w: contact of %s: %v", ErrDamaged, owner.Fingerprint(), err)
			}
			var record contact
			if err := decode(raw, &record); err != nil {
				return fmt.Errorf("contact %s of %s: %w", peer.Fingerprint(), owner.Fingerprint(), err)
			}
			list = append(list, Contact{Peer: peer, Relation: record.State, Since: record.Since})
		}
		return nil
	})
	return list, err
}

func relationIn(tx *bbolt.Tx, owner, peer identity.Key) (contact, error) {
	raw := tx.Bucket(bucketContacts).Get(contactKey(owner, peer))
	if raw == nil {
		return contact{State: None}, nil
	}
	var c contact
	if err := decode(raw, &c); err != nil {
		return contact{}, fmt.Errorf("contact %s of %s: %w", peer.Fingerprint(), owner.Fingerprint(), err)
	}
	return c, nil
}

func contactKey(owner, peer identity.Key) []byte {
	return slices.Concat(owner.Bytes(), peer.Bytes())
}
