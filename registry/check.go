package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// maxFaults is how many faults Check lists before it stops looking.
const maxFaults = 20

// Check reads the whole registry and reports every invariant of doc.go that
// does not hold, nil if all do. It does not write.
func (r *Registry) Check() error {
	return r.db.View(func(tx *bbolt.Tx) error {
		c := &checker{
			tx: tx, live: make(map[identity.Key]bool), once: make(map[identity.Key]bool),
			chains: make(map[string]sigchain.State),
		}
		c.structure()
		// The order matters: contacts and cursors are judged by who is live.
		for _, check := range []struct {
			bucket []byte
			record func(k, v []byte) error
		}{
			{bucketKeys, c.person},
			{bucketRegistrations, c.registration},
			{bucketHandles, c.handle},
			{bucketRetired, c.retired},
			{bucketReserved, c.reserved},
			{bucketContacts, c.contact},
			{bucketInvites, c.invite},
			{bucketCursors, c.cursor},
			{bucketHeads, c.head},
			{bucketSigchains, c.event},
			{bucketClaims, c.claim},
			{bucketDevices, c.device},
			{bucketDeviceKeys, c.deviceKey},
			{bucketSubscriptions, c.subscription},
			{bucketEndpoints, c.endpoint},
		} {
			c.each(check.bucket, check.record)
		}
		return errors.Join(c.faults...)
	})
}

type checker struct {
	tx     *bbolt.Tx
	live   map[identity.Key]bool
	once   map[identity.Key]bool // live now or before
	chains map[string]sigchain.State
	faults []error
}

func (c *checker) fault(err error) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, fmt.Errorf("%w: %w", ErrDamaged, err))
	}
}

func (c *checker) each(bucket []byte, record func(k, v []byte) error) {
	_ = c.tx.Bucket(bucket).ForEach(func(k, v []byte) error {
		if err := record(k, v); err != nil {
			c.fault(fmt.Errorf("%s %s: %w", bucket, label(bucket, k), err))
		}
		return nil
	})
}

// label names a record: handles are readable, keys and hashes are shortened.
func label(bucket, k []byte) string {
	if slices.ContainsFunc([][]byte{bucketHandles, bucketRetired, bucketReserved}, func(b []byte) bool {
		return bytes.Equal(b, bucket)
	}) {
		return fmt.Sprintf("%q", k)
	}
	return fmt.Sprintf("%.8x", k[:min(4, len(k))])
}

// structure has bbolt compare its free pages with the used ones.
func (c *checker) structure() {
	for err := range c.tx.Check() {
		c.fault(err)
	}
}

func (c *checker) person(k, raw []byte) error {
	key, err := identity.KeyFromBytes(k)
	if err != nil {
		return err
	}
	c.live[key], c.once[key] = true, true
	var p person
	if err := decode(raw, &p); err != nil {
		return err
	}
	switch _, err := identity.ParseHandle(string(p.Handle)); {
	case err != nil:
		return err
	case p.RegisteredAt.IsZero():
		return errors.New("no time of registration")
	case len(p.Proofs) > maxProofs:
		return ErrTooManyProofs
	case !bytes.Equal(c.tx.Bucket(bucketHandles).Get([]byte(p.Handle)), k):
		return fmt.Errorf("handle %s leads elsewhere", p.Handle)
	case c.tx.Bucket(bucketRegistrations).Get(k) == nil:
		return errors.New("no registration")
	}
	return nil
}

// registration opens the signed envelope again and compares it with the record.
func (c *checker) registration(k, raw []byte) error {
	key, err := identity.KeyFromBytes(k)
	if err != nil {
		return err
	}
	if !c.live[key] {
		return errors.New("nobody has this key")
	}
	p, err := personByKey(c.tx, key)
	if err != nil {
		return nil // said by person
	}
	var said struct {
		Payload struct {
			Server string `json:"server"`
		} `json:"payload"`
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return err
	}
	// The file does not know the node's domain, and its age says nothing.
	reg, err := identity.ReadRegistration(raw, said.Payload.Server)
	if err != nil {
		return err
	}
	if reg.Key() != key || reg.Handle() != p.Handle {
		return errors.New("signed by another key or for another handle")
	}
	return nil
}

func (c *checker) handle(h, k []byte) error {
	if _, err := identity.ParseHandle(string(h)); err != nil {
		return err
	}
	if c.tx.Bucket(bucketRetired).Get(h) != nil {
		return errors.New("live and retired")
	}
	if c.tx.Bucket(bucketReserved).Get(h) != nil {
		return errors.New("live and reserved")
	}
	_, err := entryByHandle(c.tx, identity.Handle(h))
	return err
}

func (c *checker) retired(h, raw []byte) error {
	if _, err := identity.ParseHandle(string(h)); err != nil {
		return err
	}
	var grave tombstone
	if err := decode(raw, &grave); err != nil {
		return err
	}
	if grave.Key.IsZero() || grave.At.IsZero() {
		return errors.New("no key or no time")
	}
	c.once[grave.Key] = true
	return nil
}

func (c *checker) reserved(h, raw []byte) error {
	if _, err := identity.ParseHandle(string(h)); err != nil {
		return err
	}
	var s setAside
	if err := decode(raw, &s); err != nil {
		return err
	}
	if s.Key != nil && s.Key.IsZero() || s.At.IsZero() {
		return errors.New("no key or no time")
	}
	return nil
}

func (c *checker) contact(k, raw []byte) error {
	if len(k) != 64 {
		return fmt.Errorf("key of %d bytes", len(k))
	}
	owner, err := identity.KeyFromBytes(k[:32])
	if err != nil {
		return err
	}
	peer, err := identity.KeyFromBytes(k[32:])
	if err != nil {
		return err
	}
	if !c.live[owner] || !c.once[peer] {
		return errors.New("nobody has this key")
	}
	var record contact
	if err := decode(raw, &record); err != nil {
		return err
	}
	if _, err := ParseRelation(string(record.State)); err != nil || record.State == None || record.Since.IsZero() {
		return fmt.Errorf("state %q since %s", record.State, record.Since.Format(time.RFC3339))
	}
	return nil
}

func (c *checker) invite(hash, raw []byte) error {
	if len(hash) != 32 {
		return fmt.Errorf("hash of %d bytes", len(hash))
	}
	var record invite
	if err := decode(raw, &record); err != nil {
		return err
	}
	if record.Uses < 1 || record.Uses > maxInviteUses || record.Used < 0 || record.Used > record.Uses {
		return fmt.Errorf("%d of %d uses", record.Used, record.Uses)
	}
	return nil
}

func (c *checker) cursor(k, raw []byte) error {
	key, err := identity.KeyFromBytes(k)
	if err != nil {
		return err
	}
	if !c.live[key] {
		return errors.New("nobody has this key")
	}
	if len(raw) != 8 {
		return fmt.Errorf("%d bytes", len(raw))
	}
	return nil
}
