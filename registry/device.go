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
	// Refused is the key of a device in a copied chain that this node does not
	// take, now or later. It counts as revoked.
	Refused *identity.Key `json:"refused,omitempty"`
}

// errKeyElsewhere: the key belongs to somebody else here, which the chain that
// brings it cannot know.
var errKeyElsewhere = fmt.Errorf("%w: the key is an account's, or another account's device", sigchain.ErrDeviceTaken)

// admitDevice takes a device in if there is room. Of a copied chain one that has none
// is noted, so that its id and its key stay used up.
func admitDevice(tx *bbolt.Tx, owner []byte, l sigchain.Link, devices int64, rules ChainRules) (gain int64, err error) {
	if rules.Copy {
		if err := unrefused(tx, owner, l); err != nil {
			return 0, err
		}
	}
	full := rules.Devices > 0 && devices >= rules.Devices
	err = mayCertify(tx, owner, l)
	if err == nil && full {
		err = ErrTooManyDevices
	}
	switch {
	case err == nil:
		return 1, certify(tx, owner, l)
	case rules.Copy && (errors.Is(err, errKeyElsewhere) || errors.Is(err, ErrTooManyDevices)):
		k, at := l.Key(), instant(l.CreatedAt())
		return 0, put(tx, bucketDevices, deviceKey(owner, l.Device()), deviceRecord{Refused: &k, Revoked: &at})
	}
	return 0, err
}

// unrefused makes sure that the key is none that was refused before: it stands
// in this chain already.
func unrefused(tx *bbolt.Tx, owner []byte, l sigchain.Link) error {
	c := tx.Bucket(bucketDevices).Cursor()
	for k, _ := c.Seek(owner); bytes.HasPrefix(k, owner); k, _ = c.Next() {
		d, _, err := deviceOf(tx, k)
		if err != nil {
			return err
		}
		if d.Refused != nil && *d.Refused == l.Key() {
			return fmt.Errorf("%w: the key stood in this chain before", sigchain.ErrDeviceTaken)
		}
	}
	return nil
}

// shutsOut says whether an event revokes a device that may log in. Such are
// taken into a full chain too: there are as many as there are devices.
func shutsOut(tx *bbolt.Tx, owner []byte, l sigchain.Link) (bool, error) {
	if l.Op() != sigchain.DeviceRevoke {
		return false, nil
	}
	d, there, err := deviceOf(tx, deviceKey(owner, l.Device()))
	return there && d.Revoked == nil, err
}

// mayCertify refuses a device whose id or key is used. A key belongs to one
// account alone, for ever, and is nobody's primary.
func mayCertify(tx *bbolt.Tx, owner []byte, l sigchain.Link) error {
	place := tx.Bucket(bucketDeviceKeys).Get(l.Key().Bytes())
	switch {
	case tx.Bucket(bucketDevices).Get(deviceKey(owner, l.Device())) != nil:
		return fmt.Errorf("%w: the device %s stood in this chain before", sigchain.ErrDeviceTaken, l.Device())
	case bytes.HasPrefix(place, owner):
		return fmt.Errorf("%w: the key stood in this chain before", sigchain.ErrDeviceTaken)
	case bytes.Equal(owner, chainKey(identity.PrimaryOf(l.Key()))):
		return fmt.Errorf("%w: the key is the primary", sigchain.ErrDeviceTaken)
	case place != nil, tx.Bucket(bucketKeys).Get(l.Key().Bytes()) != nil:
		return errKeyElsewhere
	}
	return nil
}

// certify takes a device into the indexes.
func certify(tx *bbolt.Tx, owner []byte, l sigchain.Link) error {
	key := deviceKey(owner, l.Device())
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
