package registry

import (
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"
)

// The buckets, as doc.go describes them.
var (
	bucketMeta          = []byte("meta")
	bucketHandles       = []byte("handles")
	bucketKeys          = []byte("keys")
	bucketRegistrations = []byte("registrations")
	bucketRetired       = []byte("retired")
	bucketReserved      = []byte("reserved")
	bucketContacts      = []byte("contacts")
	bucketInvites       = []byte("invites")
	bucketCursors       = []byte("cursors")
	bucketSigchains     = []byte("sigchains")
	bucketHeads         = []byte("heads")
	bucketClaims        = []byte("claims")
	bucketDevices       = []byte("devices")
	bucketDeviceKeys    = []byte("devicekeys")
	bucketSubscriptions = []byte("subscriptions")
	bucketEndpoints     = []byte("endpoints")

	metaSchema = []byte("schema")

	// buckets by the schema that brought them, but for meta.
	buckets = map[int][][]byte{
		1: {
			bucketHandles, bucketKeys, bucketRegistrations, bucketRetired, bucketReserved,
			bucketContacts, bucketInvites, bucketCursors,
		},
		2: {bucketSigchains, bucketHeads, bucketClaims, bucketDevices, bucketDeviceKeys},
		3: {bucketSubscriptions, bucketEndpoints},
	}
)

// A migration leads from the schema before it to its own number.
type migration struct {
	schema int
	run    func(*bbolt.Tx) error
}

// migrations in order, without gaps. What was released never changes: a new
// schema is a new entry at the end.
var migrations = []migration{
	{1, createBuckets(1)},
	{2, createBuckets(2)},
	{3, createBuckets(3)},
}

// schemaNow is the schema this program reads and writes.
var schemaNow = migrations[len(migrations)-1].schema

// createBuckets makes those that a schema brings.
func createBuckets(schema int) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		for _, name := range buckets[schema] {
			if _, err := tx.CreateBucket(name); err != nil {
				return fmt.Errorf("create bucket %s: %w", name, err)
			}
		}
		return nil
	}
}

// migrate brings the file to schemaNow in one transaction: a machine that
// stops half-way finds the old schema again.
func migrate(db *bbolt.DB) error {
	var have int
	err := db.View(func(tx *bbolt.Tx) (err error) {
		have, err = schemaOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	if have > schemaNow {
		return fmt.Errorf("%w: schema %d, this program knows up to %d", ErrNewerSchema, have, schemaNow)
	}
	if have == schemaNow {
		return nil
	}
	return db.Update(func(tx *bbolt.Tx) error {
		for _, m := range migrations {
			if m.schema <= have {
				continue
			}
			if err := m.run(tx); err != nil {
				return fmt.Errorf("migrate to schema %d: %w", m.schema, err)
			}
		}
		meta, err := tx.CreateBucketIfNotExists(bucketMeta)
		if err != nil {
			return err
		}
		return meta.Put(metaSchema, []byte(strconv.Itoa(schemaNow)))
	})
}

// schemaOf reads the schema, 0 for a file without any bucket. Every bucket of
// that schema must be there: the rest of the room relies on it.
func schemaOf(tx *bbolt.Tx) (int, error) {
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		if k, _ := tx.Cursor().First(); k != nil {
			return 0, fmt.Errorf("%w: it has no schema", ErrDamaged)
		}
		return 0, nil
	}
	text := string(meta.Get(metaSchema))
	schema, err := strconv.Atoi(text)
	if err != nil || schema < 1 {
		return 0, fmt.Errorf("%w: schema %q", ErrDamaged, text)
	}
	if schema > schemaNow {
		return schema, nil
	}
	for brought := 1; brought <= schema; brought++ {
		for _, name := range buckets[brought] {
			if tx.Bucket(name) == nil {
				return 0, fmt.Errorf("%w: bucket %s is missing", ErrDamaged, name)
			}
		}
	}
	return schema, nil
}
