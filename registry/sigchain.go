package registry

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// Why an event is not taken.
var (
	ErrSuspended      = errors.New("the account is suspended")
	ErrSigchainFull   = errors.New("the sigchain has as many events as it may have")
	ErrTooManyDevices = errors.New("the account has as many devices as it may have")
)

// ChainRules are what the node's settings say of sigchains; 0 is no limit.
type ChainRules struct {
	// Strangers may keep a chain here, and nostr keys.
	Strangers          bool
	MaxEvents, Devices int64
	// Copy says that the chain is kept elsewhere and copied here. Its devices
	// that cannot be taken then mean nothing on this node; what comes after them
	// is taken all the same, for it may revoke others.
	Copy bool
}

// headRecord is the record in the bucket heads. Devices counts the unrevoked.
type headRecord struct {
	Seq     uint64 `json:"seq"`
	Hash    string `json:"hash"`
	Devices int64  `json:"devices,omitempty"`
}

// claimRecord is the record in the bucket claims.
type claimRecord struct {
	Status sigchain.Status `json:"status"`
	Seq    uint64          `json:"seq"` // of the event since which it is so
}

// Append stores an event that was prepared on a head. What the decision rested
// on is checked again in the transaction that writes: a chain that grew
// meanwhile answers *sigchain.HeadMovedError. The checks run in the order of
// docs/protocol.md section 2.
func (r *Registry) Append(ctx context.Context, p sigchain.Prepared, rules ChainRules) error {
	l := p.Link()
	err := r.update(ctx, func(tx *bbolt.Tx) error {
		if err := mayKeep(tx, l.Primary(), rules.Strangers); err != nil {
			return err
		}
		return appendLink(tx, p, rules)
	})
	if err != nil {
		return fmt.Errorf("append %d to the sigchain of %s: %w", l.Seq(), l.Primary(), err)
	}
	return nil
}

// mayKeep says whether a primary may keep a chain here.
func mayKeep(tx *bbolt.Tx, primary identity.Primary, strangers bool) error {
	k, account := primary.Key()
	if !account {
		if !strangers {
			return ErrUnknownKey
		}
		return nil
	}
	p, err := personByKey(tx, k)
	switch {
	case errors.Is(err, ErrUnknownKey) && strangers:
		return nil
	case err != nil:
		return err
	case p.Suspended:
		return ErrSuspended
	}
	return nil
}

func appendLink(tx *bbolt.Tx, p sigchain.Prepared, rules ChainRules) error {
	l, owner := p.Link(), chainKey(p.Link().Primary())
	head, err := headOf(tx, owner)
	if err != nil {
		return err
	}
	at := sigchain.Head{Seq: head.Seq, Hash: head.Hash}
	switch {
	case at != p.Head():
		return &sigchain.HeadMovedError{Head: at}
	case rules.MaxEvents > 0 && int64(l.Seq()) > rules.MaxEvents:
		if shuts, err := shutsOut(tx, owner, l); err != nil || !shuts {
			return cmp.Or(err, ErrSigchainFull)
		}
	}
	gain, err := enact(tx, owner, l, head.Devices, rules)
	if err != nil {
		return err
	}
	if err := tx.Bucket(bucketSigchains).Put(linkKey(owner, l.Seq()), l.Raw()); err != nil {
		return err
	}
	return put(tx, bucketHeads, owner, headRecord{l.Seq(), l.Hash(), head.Devices + gain})
}

// enact brings the indexes of a chain up to an event, and says how many
// unrevoked devices it brought.
func enact(tx *bbolt.Tx, owner []byte, l sigchain.Link, devices int64, rules ChainRules) (gain int64, err error) {
	switch l.Op() {
	case sigchain.Add:
		return 0, mark(tx, owner, l, sigchain.Active)
	case sigchain.Revoke:
		return 0, mark(tx, owner, l, sigchain.Revoked)
	case sigchain.DeviceAdd:
		return admitDevice(tx, owner, l, devices, rules)
	case sigchain.DeviceRevoke:
		return revokeDevice(tx, owner, l)
	}
	return 0, nil
}

// Head is the last event of a chain: the zero Head for a person who has begun
// none, ErrUnknownKey for anybody else.
func (r *Registry) Head(ctx context.Context, primary identity.Primary) (h sigchain.Head, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		h, err = knownHead(tx, primary)
		return err
	})
	return h, err
}

// knownHead is the head of a chain that is there, or of none where somebody
// registered has not begun.
func knownHead(tx *bbolt.Tx, primary identity.Primary) (sigchain.Head, error) {
	record, err := headOf(tx, chainKey(primary))
	if err != nil {
		return sigchain.Head{}, err
	}
	if record.Seq == 0 {
		k, account := primary.Key()
		if !account {
			return sigchain.Head{}, ErrUnknownKey
		}
		if _, err := personByKey(tx, k); err != nil {
			return sigchain.Head{}, err
		}
	}
	return sigchain.Head{Seq: record.Seq, Hash: record.Hash}, nil
}

// Chain gives the events after since, each an envelope in canonical form, and
// the head they lead to.
func (r *Registry) Chain(ctx context.Context, primary identity.Primary, since uint64) (events [][]byte, h sigchain.Head, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		if h, err = knownHead(tx, primary); err != nil || since >= h.Seq {
			return err
		}
		owner := chainKey(primary)
		c := tx.Bucket(bucketSigchains).Cursor()
		for k, v := c.Seek(linkKey(owner, since+1)); bytes.HasPrefix(k, owner); k, v = c.Next() {
			events = append(events, bytes.Clone(v)) // bbolt's bytes end with the transaction
		}
		return nil
	})
	return events, h, err
}

// Claimed is what the chain of a primary says of a subject.
func (r *Registry) Claimed(ctx context.Context, primary identity.Primary, subject identity.Subject) (s sigchain.Status, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		record, err := claimOf(tx, claimKey(chainKey(primary), subject))
		s = record.Status
		return err
	})
	return s, err
}

// mark keeps the first of several events that say the same.
func mark(tx *bbolt.Tx, owner []byte, l sigchain.Link, s sigchain.Status) error {
	key := claimKey(owner, l.Subject())
	record, err := claimOf(tx, key)
	if err != nil || record.Status == s {
		return err
	}
	return put(tx, bucketClaims, key, claimRecord{s, l.Seq()})
}

func claimOf(tx *bbolt.Tx, key []byte) (claimRecord, error) {
	record := claimRecord{Status: sigchain.Unlisted}
	raw := tx.Bucket(bucketClaims).Get(key)
	if raw == nil {
		return record, nil
	}
	if err := decode(raw, &record); err != nil {
		return record, fmt.Errorf("claim: %w", err)
	}
	return record, nil
}

func headOf(tx *bbolt.Tx, owner []byte) (headRecord, error) {
	var h headRecord
	raw := tx.Bucket(bucketHeads).Get(owner)
	if raw == nil {
		return h, nil
	}
	if err := decode(raw, &h); err != nil {
		return h, fmt.Errorf("head: %w", err)
	}
	return h, nil
}

// The kinds of primaries, as keys begin.
const (
	kindEd25519 = 'e'
	kindNostr   = 'n'
	ownerSize   = 1 + 32
)

// chainKey is how a primary begins the keys of its chain.
func chainKey(primary identity.Primary) []byte {
	if k, account := primary.Key(); account {
		return append([]byte{kindEd25519}, k.Bytes()...)
	}
	k, _ := primary.Nostr()
	return append([]byte{kindNostr}, k.Bytes()...)
}

// primaryOf is chainKey's other direction.
func primaryOf(owner []byte) (identity.Primary, error) {
	if len(owner) != ownerSize {
		return identity.Primary{}, fmt.Errorf("key of %d bytes", len(owner))
	}
	switch owner[0] {
	case kindEd25519:
		k, err := identity.KeyFromBytes(owner[1:])
		return identity.PrimaryOf(k), err
	case kindNostr:
		k, err := identity.NostrKeyFromBytes(owner[1:])
		return identity.NostrPrimary(k), err
	}
	return identity.Primary{}, fmt.Errorf("kind %q", owner[0])
}

func linkKey(owner []byte, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(owner), seq)
}

func claimKey(owner []byte, s identity.Subject) []byte {
	return append(bytes.Clone(owner), s.String()...)
}
