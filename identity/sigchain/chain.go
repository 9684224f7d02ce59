package sigchain

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"kez.lat/chat/identity"
)

var (
	// ErrBroken says that links do not make a chain, with the place and the
	// reason: ErrKeyMismatch of identity, ErrHeadMoved, ErrDeviceTaken.
	ErrBroken = errors.New("broken chain")
	// ErrDeviceTaken says that a device, or its key, already stood in the chain,
	// or that the key is the primary.
	ErrDeviceTaken = errors.New("device taken")
)

// A Chain is replayed link by link. The zero Chain has none and takes the
// first of any primary.
type Chain struct {
	primary  identity.Primary
	head     Head
	subjects map[identity.Subject]Claimed
	devices  map[identity.ID]Device
	keys     map[identity.Key]identity.ID
}

// Replay appends all links to an empty chain.
func Replay(links []Link) (State, error) {
	var c Chain
	for _, l := range links {
		if err := c.Append(l); err != nil {
			return State{}, err
		}
	}
	return c.State(), nil
}

// Head is that of the last link.
func (c *Chain) Head() Head { return c.head }

// Append checks a link by the rules of the chain and takes it. A link that is
// refused changes nothing.
func (c *Chain) Append(l Link) error {
	if err := c.check(l); err != nil {
		return fmt.Errorf("%w at %d: %w", ErrBroken, l.seq, err)
	}
	if c.head.Seq == 0 {
		c.primary = l.primary
		c.subjects = make(map[identity.Subject]Claimed)
		c.devices, c.keys = make(map[identity.ID]Device), make(map[identity.Key]identity.ID)
	}
	c.head = l.Head()
	switch l.op {
	case Add:
		c.mark(l, Active)
	case Revoke:
		c.mark(l, Revoked)
	case DeviceAdd:
		c.devices[l.device] = Device{ID: l.device, Key: l.key, Box: l.box, Added: l.createdAt, Seq: l.seq}
		c.keys[l.key] = l.device
	case DeviceRevoke:
		c.revokeDevice(l)
	}
	return nil
}

func (c *Chain) check(l Link) error {
	switch {
	case c.head.Seq > 0 && l.primary != c.primary:
		return fmt.Errorf("%w: the chain is of %s", identity.ErrKeyMismatch, c.primary)
	case !c.head.next(l):
		return &HeadMovedError{c.head}
	case l.op != DeviceAdd:
		return nil
	}
	if _, known := c.devices[l.device]; known {
		return fmt.Errorf("%w: the device %s stood here before", ErrDeviceTaken, l.device)
	}
	if other, known := c.keys[l.key]; known {
		return fmt.Errorf("%w: the key is that of the device %s", ErrDeviceTaken, other)
	}
	if identity.PrimaryOf(l.key) == l.primary {
		return fmt.Errorf("%w: the key is the primary", ErrDeviceTaken)
	}
	return nil
}

// mark keeps the time of the first of several that say the same.
func (c *Chain) mark(l Link, status Status) {
	if c.subjects[l.subject].Status != status {
		c.subjects[l.subject] = Claimed{l.subject, status, l.createdAt, l.seq}
	}
}

// revokeDevice is for ever: a device that was not added yet cannot be any more.
func (c *Chain) revokeDevice(l Link) {
	d := c.devices[l.device]
	if d.Revoked.IsZero() {
		d.ID, d.Revoked = l.device, l.createdAt
		c.devices[l.device] = d
	}
}

// State is what the chain says now.
func (c *Chain) State() State {
	s := State{Primary: c.primary, Head: c.head}
	bySeq := func(a, b Claimed) int { return cmp.Compare(a.Seq, b.Seq) }
	for _, one := range slices.SortedFunc(maps.Values(c.subjects), bySeq) {
		if one.Status == Active {
			s.Active = append(s.Active, one)
		} else {
			s.Revoked = append(s.Revoked, one)
		}
	}
	for _, d := range slices.SortedFunc(maps.Values(c.devices), func(a, b Device) int { return cmp.Compare(a.Seq, b.Seq) }) {
		if d.Seq > 0 { // else it was revoked and never added
			s.Devices = append(s.Devices, d)
		}
	}
	return s
}
