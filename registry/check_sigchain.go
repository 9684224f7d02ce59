package registry

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// head replays the chain, and compares its head and its counts of claims and
// devices; claim and device compare the records themselves.
func (c *checker) head(owner, raw []byte) error {
	primary, err := primaryOf(owner)
	if err != nil {
		return err
	}
	var h headRecord
	if err := decode(raw, &h); err != nil {
		return err
	}
	state, err := replay(c.tx, owner)
	if err != nil {
		return err
	}
	c.chains[string(owner)] = state
	var devices int64
	for _, d := range state.Devices {
		record, _, err := deviceOf(c.tx, deviceKey(owner, d.ID))
		if err != nil {
			return err
		}
		if record.Refused != nil {
			continue // it means nothing here
		}
		if d.Revoked.IsZero() {
			devices++
		}
		if k, _ := primary.Key(); c.live[d.Key] || k == d.Key {
			c.fault(fmt.Errorf("device %s of %s has the key of an account", d.ID, primary))
		}
	}
	switch {
	case state.Primary != primary:
		return fmt.Errorf("a chain of %s", state.Primary)
	case state.Head != sigchain.Head{Seq: h.Seq, Hash: h.Hash}:
		return fmt.Errorf("the chain ends at %d %s, not at %d %s", state.Head.Seq, state.Head.Hash, h.Seq, h.Hash)
	case devices != h.Devices:
		return fmt.Errorf("%d unrevoked devices, not %d", devices, h.Devices)
	case count(c.tx, bucketClaims, owner) != len(state.Active)+len(state.Revoked):
		return errors.New("claims that do not stand in the chain, or the reverse")
	case count(c.tx, bucketDevices, owner) < len(state.Devices):
		return errors.New("devices of the chain are missing")
	}
	return nil
}

// replay reads a chain and verifies all of it.
func replay(tx *bbolt.Tx, owner []byte) (sigchain.State, error) {
	var links []sigchain.Link
	c := tx.Bucket(bucketSigchains).Cursor()
	for k, v := c.Seek(owner); bytes.HasPrefix(k, owner); k, v = c.Next() {
		l, err := sigchain.Open(v)
		if err != nil {
			return sigchain.State{}, fmt.Errorf("event %d: %w", len(links)+1, err)
		}
		if !bytes.Equal(k, linkKey(owner, l.Seq())) || !bytes.Equal(v, l.Raw()) {
			return sigchain.State{}, fmt.Errorf("event %d is not as it was stored", len(links)+1)
		}
		links = append(links, l)
	}
	return sigchain.Replay(links)
}

// count says how many records of a bucket belong to a chain.
func count(tx *bbolt.Tx, bucket, owner []byte) (n int) {
	c := tx.Bucket(bucket).Cursor()
	for k, _ := c.Seek(owner); bytes.HasPrefix(k, owner); k, _ = c.Next() {
		n++
	}
	return n
}

// chainOf is the chain that a record belongs to, which head has replayed.
func (c *checker) chainOf(k []byte) (sigchain.State, []byte, error) {
	if len(k) < ownerSize {
		return sigchain.State{}, nil, fmt.Errorf("key of %d bytes", len(k))
	}
	state, ok := c.chains[string(k[:ownerSize])]
	if !ok {
		return state, nil, errors.New("there is no such chain")
	}
	return state, k[ownerSize:], nil
}

func (c *checker) event(k, _ []byte) error {
	_, _, err := c.chainOf(k)
	return err
}

func (c *checker) claim(k, raw []byte) error {
	state, text, err := c.chainOf(k)
	if err != nil {
		return err
	}
	var record claimRecord
	if err := decode(raw, &record); err != nil {
		return err
	}
	subject, err := identity.ParseSubject(string(text))
	if err != nil || subject.String() != string(text) {
		return fmt.Errorf("subject %.40q", text)
	}
	if want := state.Subject(subject); record.Status != want.Status || record.Seq != want.Seq {
		return fmt.Errorf("%s since %d; the chain says %s since %d", record.Status, record.Seq, want.Status, want.Seq)
	}
	return nil
}

func (c *checker) device(k, raw []byte) error {
	state, id, err := c.chainOf(k)
	if err != nil {
		return err
	}
	if len(id) != len(identity.ID{}) {
		return fmt.Errorf("device of %d bytes", len(id))
	}
	var record deviceRecord
	if err := decode(raw, &record); err != nil {
		return err
	}
	if record.Key == nil {
		if record.Revoked == nil {
			return errors.New("neither added nor revoked")
		}
		if d, added := state.Device(identity.ID(id)); added && (record.Refused == nil || *record.Refused != d.Key) {
			return errors.New("the chain adds it")
		}
		return nil
	}
	want, ok := state.Device(identity.ID(id))
	if !ok || want.Key != *record.Key || want.Revoked.IsZero() != (record.Revoked == nil) {
		return errors.New("the chain says something else")
	}
	if !bytes.Equal(c.tx.Bucket(bucketDeviceKeys).Get(record.Key.Bytes()), k) {
		return errors.New("its key leads elsewhere")
	}
	return nil
}

func (c *checker) deviceKey(k, place []byte) error {
	key, err := identity.KeyFromBytes(k)
	if err != nil {
		return err
	}
	record, there, err := deviceOf(c.tx, place)
	if err != nil || !there || record.Key == nil || *record.Key != key {
		return errors.Join(errors.New("no device has this key"), err)
	}
	return nil
}
