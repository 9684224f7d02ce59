package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

var (
	// ErrEndpointTaken refuses an endpoint that another account has, to
	// somebody who does not know its keys.
	ErrEndpointTaken = errors.New("the endpoint belongs to another account")
	// ErrTooManySubscriptions refuses one more device to wake.
	ErrTooManySubscriptions = errors.New("too many push subscriptions")
)

// MaxSubscriptions of an account, docs/protocol.md section 5.
const MaxSubscriptions = 10

// A Subscription is where, and sealed for whom, a device of an account is woken.
type Subscription struct {
	Owner    identity.Key
	Device   identity.ID
	Endpoint string
	P256dh   []byte // of the device's browser: 65 bytes, a point of P-256
	Auth     []byte // and its secret of 16 bytes
	// By is the key that signed for it: the account's or a linked device's.
	By identity.Key
}

// subscription is the record in the bucket subscriptions.
type subscription struct {
	Device   identity.ID  `json:"device"`
	Endpoint string       `json:"endpoint"`
	P256dh   []byte       `json:"p256dh"`
	Auth     []byte       `json:"auth"`
	By       identity.Key `json:"by"`
	Since    time.Time    `json:"since"`
}

// Subscribe keeps a subscription. A device has one: its new one takes the place
// of the old. An endpoint belongs to one account; another takes it over by
// knowing its keys, which is the same browser with somebody else in it.
func (r *Registry) Subscribe(ctx context.Context, s Subscription, now time.Time) error {
	err := r.update(ctx, func(tx *bbolt.Tx) error {
		if tx.Bucket(bucketKeys).Get(s.Owner.Bytes()) == nil {
			return ErrUnknownKey
		}
		if err := vacate(tx, s); err != nil {
			return err
		}
		others, err := subscriptionsOf(tx, s.Owner)
		if err != nil {
			return err
		}
		kept := 0
		for _, o := range others {
			if o.Device != s.Device {
				kept++
				continue
			}
			if err := unsubscribe(tx, o.Owner, endpointHash(o.Endpoint)); err != nil {
				return err
			}
		}
		if kept >= MaxSubscriptions {
			return ErrTooManySubscriptions
		}
		hash := endpointHash(s.Endpoint)
		if err := tx.Bucket(bucketEndpoints).Put(hash, s.Owner.Bytes()); err != nil {
			return err
		}
		return put(tx, bucketSubscriptions, subscriptionKey(s.Owner, hash),
			subscription{s.Device, s.Endpoint, s.P256dh, s.Auth, s.By, instant(now)})
	})
	if err != nil {
		return fmt.Errorf("subscribe %s: %w", s.Owner.Fingerprint(), err)
	}
	return nil
}

// vacate takes the endpoint of s from whoever has it.
func vacate(tx *bbolt.Tx, s Subscription) error {
	hash := endpointHash(s.Endpoint)
	raw := tx.Bucket(bucketEndpoints).Get(hash)
	if raw == nil {
		return nil
	}
	owner, err := identity.KeyFromBytes(raw)
	if err != nil {
		return fmt.Errorf("%w: endpoint: %v", ErrDamaged, err)
	}
	var held subscription
	if err := decode(tx.Bucket(bucketSubscriptions).Get(subscriptionKey(owner, hash)), &held); err != nil {
		return err
	}
	same := subtle.ConstantTimeCompare(held.Auth, s.Auth) & subtle.ConstantTimeCompare(held.P256dh, s.P256dh)
	if owner != s.Owner && same == 0 {
		return ErrEndpointTaken
	}
	return unsubscribe(tx, owner, hash)
}

// Unsubscribe forgets an endpoint of the owner. One that is not the owner's is
// left alone, which is no error: it is gone as far as the owner goes.
func (r *Registry) Unsubscribe(ctx context.Context, owner identity.Key, endpoint string) error {
	err := r.update(ctx, func(tx *bbolt.Tx) error {
		hash := endpointHash(endpoint)
		if tx.Bucket(bucketSubscriptions).Get(subscriptionKey(owner, hash)) == nil {
			return nil
		}
		return unsubscribe(tx, owner, hash)
	})
	if err != nil {
		return fmt.Errorf("unsubscribe %s: %w", owner.Fingerprint(), err)
	}
	return nil
}

func unsubscribe(tx *bbolt.Tx, owner identity.Key, hash []byte) error {
	if err := tx.Bucket(bucketEndpoints).Delete(hash); err != nil {
		return err
	}
	return tx.Bucket(bucketSubscriptions).Delete(subscriptionKey(owner, hash))
}

// Subscriptions lists those of an account whose signers still speak for it: what
// a device left behind that was revoked is passed over.
func (r *Registry) Subscriptions(ctx context.Context, owner identity.Key) (list []Subscription, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		list, err = subscriptionsOf(tx, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	valid := list[:0]
	for _, s := range list {
		e, _, err := r.Speaks(ctx, s.By)
		if err != nil && !errors.Is(err, ErrUnknownKey) {
			return nil, err
		}
		if err == nil && e.Key == owner && !e.Suspended {
			valid = append(valid, s)
		}
	}
	return valid, nil
}

// Wakeable says whether an account has any subscription, good or not. It is
// cheap enough to be asked for every message.
func (r *Registry) Wakeable(ctx context.Context, owner identity.Key) (there bool, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		k, _ := tx.Bucket(bucketSubscriptions).Cursor().Seek(owner.Bytes())
		there = bytes.HasPrefix(k, owner.Bytes())
		return nil
	})
	return there, err
}

func subscriptionsOf(tx *bbolt.Tx, owner identity.Key) (list []Subscription, err error) {
	c := tx.Bucket(bucketSubscriptions).Cursor()
	for k, raw := c.Seek(owner.Bytes()); bytes.HasPrefix(k, owner.Bytes()); k, raw = c.Next() {
		var s subscription
		if err := decode(raw, &s); err != nil {
			return nil, fmt.Errorf("subscription of %s: %w", owner.Fingerprint(), err)
		}
		list = append(list, Subscription{owner, s.Device, s.Endpoint, s.P256dh, s.Auth, s.By})
	}
	return list, nil
}

func forgetSubscriptions(tx *bbolt.Tx, owner identity.Key) error {
	list, err := subscriptionsOf(tx, owner)
	if err != nil {
		return err
	}
	for _, s := range list {
		if err := unsubscribe(tx, owner, endpointHash(s.Endpoint)); err != nil {
			return err
		}
	}
	return nil
}

func endpointHash(endpoint string) []byte {
	sum := sha256.Sum256([]byte(endpoint))
	return sum[:]
}

func subscriptionKey(owner identity.Key, hash []byte) []byte {
	return slices.Concat(owner.Bytes(), hash)
}

func (c *checker) subscription(k, raw []byte) error {
	if len(k) != 64 {
		return fmt.Errorf("key of %d bytes", len(k))
	}
	owner, err := identity.KeyFromBytes(k[:32])
	if err != nil {
		return err
	}
	var s subscription
	if err := decode(raw, &s); err != nil {
		return err
	}
	switch {
	case !c.live[owner]:
		return errors.New("nobody has this key")
	case !bytes.Equal(endpointHash(s.Endpoint), k[32:]):
		return errors.New("another endpoint")
	case len(s.P256dh) != 65 || len(s.Auth) != 16 || s.By.IsZero() || s.Since.IsZero():
		return errors.New("no keys, no signer or no time")
	case !bytes.Equal(c.tx.Bucket(bucketEndpoints).Get(k[32:]), k[:32]):
		return errors.New("the endpoint leads elsewhere")
	}
	return nil
}

func (c *checker) endpoint(hash, owner []byte) error {
	if c.tx.Bucket(bucketSubscriptions).Get(slices.Concat(owner, hash)) == nil {
		return errors.New("no subscription")
	}
	return nil
}
