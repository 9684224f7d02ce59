package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// A Device is one that an account certified, revoked or not.
type Device struct {
	Account identity.Key
	ID      identity.ID
	Key     identity.Key
	Revoked bool
}

// deviceRecord is the record in the bucket devices. One that was revoked and
// never added has no key, and cannot be added any more.
type deviceRecord struct {
	Key     *identity.Key `json:"key,omitempty"`
	Added   *time.Time    `json:"added,omitempty"`
	Revoked *time.Time    `json:"revoked,omitempty"`
}

// certify takes a device into the indexes. Its key belongs to this account
// alone, for ever, and is nobody's primary.
func certify(tx *bbolt.Tx, owner []byte, l sigchain.Link) error {
	key := deviceKey(owner, l.Device())
	switch {
	case tx.Bucket(bucketDevices).Get(key) != nil:
		return fmt.Errorf("%w: the device %s stood in this chain before", sigchain.ErrDeviceTaken, l.Device())
	case tx.Bucket(bucketDeviceKeys).Get(l.Key().Bytes()) != nil:
		return fmt.Errorf("%w: the key is a device's already", sigchain.ErrDeviceTaken)
	case bytes.Equal(owner, chainKey(identity.PrimaryOf(l.Key()))):
		return fmt.Errorf("%w: the key is the primary", sigchain.ErrDeviceTaken)
	case tx.Bucket(bucketKeys).Get(l.Key().Bytes()) != nil:
		return fmt.Errorf("%w: the key is an account's", sigchain.ErrDeviceTaken)
	}
	if err := tx.Bucket(bucketDeviceKeys).Put(l.Key().Bytes(), key); err != nil {
		return err
	}
	k, added := l.Key(), instant(l.CreatedAt())
	return put(tx, bucketDevices, key, deviceRecord{Key: &k, Added: &added})
}

// revokeDevice is for ever: a device that was not added yet cannot be any more.
func revokeDevice(tx *bbolt.Tx, owner []byte, l sigchain.Link) (gain int64, err error) {
	key := deviceKey(owner, l.Device())
	d, _, err := deviceOf(tx, key)
	if err != nil || d.Revoked != nil {
		return 0, err
	}
	if d.Key != nil {
		gain = -1
	}
	at := instant(l.CreatedAt())
	d.Revoked = &at
	return gain, put(tx, bucketDevices, key, d)
}

func deviceOf(tx *bbolt.Tx, key []byte) (d deviceRecord, there bool, err error) {
	raw := tx.Bucket(bucketDevices).Get(key)
	if raw == nil {
		return d, false, nil
	}
	if err := decode(raw, &d); err != nil {
		return d, true, fmt.Errorf("device: %w", err)
	}
	return d, true, nil
}

// Speaks finds the account that a key speaks for: the one whose primary it is,
// and else the one of which it is an unrevoked device. ErrUnknownKey if there
// is neither. The device has no ID for a primary.
func (r *Registry) Speaks(ctx context.Context, k identity.Key) (Entry, Device, error) {
	e, err := r.ByKey(ctx, k)
	if !errors.Is(err, ErrUnknownKey) {
		return e, Device{Account: k, Key: k}, err
	}
	var d Device
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		place := tx.Bucket(bucketDeviceKeys).Get(k.Bytes())
		if place == nil {
			return ErrUnknownKey
		}
		record, _, err := deviceOf(tx, place)
		if err != nil {
			return err
		}
		if d, err = shown(place, record); err != nil {
			return err
		}
		if d.Revoked || d.Account.IsZero() {
			return ErrUnknownKey
		}
		e, err = entryByKey(tx, d.Account)
		return err
	})
	if err != nil {
		return Entry{}, Device{}, err
	}
	return e, d, nil
}

// Devices lists the devices that an account has certified, revoked ones too.
func (r *Registry) Devices(ctx context.Context, account identity.Key) (list []Device, err error) {
	owner := chainKey(identity.PrimaryOf(account))
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketDevices).Cursor()
		for k, _ := c.Seek(owner); bytes.HasPrefix(k, owner); k, _ = c.Next() {
			record, _, err := deviceOf(tx, k)
			if err != nil {
				return err
			}
			d, err := shown(k, record)
			if err != nil {
				return err
			}
			if !d.Key.IsZero() {
				list = append(list, d)
			}
		}
		return nil
	})
	return list, err
}

func shown(place []byte, record deviceRecord) (Device, error) {
	if len(place) != ownerSize+len(identity.ID{}) {
		return Device{}, fmt.Errorf("%w: a device at a key of %d bytes", ErrDamaged, len(place))
	}
	primary, err := primaryOf(place[:ownerSize])
	if err != nil {
		return Device{}, fmt.Errorf("%w: device: %v", ErrDamaged, err)
	}
	account, _ := primary.Key()
	d := Device{Account: account, ID: identity.ID(place[ownerSize:]), Revoked: record.Revoked != nil}
	if record.Key != nil {
		d.Key = *record.Key
	}
	return d, nil
}

func deviceKey(owner []byte, id identity.ID) []byte { return append(bytes.Clone(owner), id[:]...) }
