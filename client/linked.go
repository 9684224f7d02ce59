package client

import (
	"crypto/ecdh"
	"fmt"
	"io"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/seal"
)

// A Linked device works for an account whose seed it does not hold, with two
// keys of its own. Whoever keeps it keeps the bytes of both.
type Linked struct {
	Account identity.Key
	ID      identity.ID
	Seed    identity.Seed    // signs: log-ins, calls, letters
	Box     *ecdh.PrivateKey // X25519: opens boxes
}

// NewLinked makes the keys of a device. They are of no use before the account
// certifies them.
func NewLinked(random io.Reader, account identity.Key) (Linked, error) {
	l := Linked{Account: account}
	var err error
	if l.ID, err = identity.NewID(random); err != nil {
		return Linked{}, err
	}
	if l.Seed, err = identity.NewSeed(random); err != nil {
		return Linked{}, err
	}
	var raw [32]byte // drawn here: GenerateKey may take a byte more or less
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return Linked{}, fmt.Errorf("make the keys of a device: %w", err)
	}
	if l.Box, err = ecdh.X25519().NewPrivateKey(raw[:]); err != nil {
		return Linked{}, fmt.Errorf("make the keys of a device: %w", err)
	}
	return l, nil
}

// IsZero says that there is no device.
func (l Linked) IsZero() bool { return l.ID.IsZero() }

// An Account is who a program works as: the account itself, by its seed, or a
// device that is linked to it.
type Account struct {
	Seed   identity.Seed
	Linked Linked // counts when there is no seed
}

// Key is the account's primary.
func (a Account) Key() identity.Key {
	if a.Seed.IsZero() {
		return a.Linked.Account
	}
	return a.Seed.Key()
}

// Signer signs calls and log-ins: the account's seed, or the device's. It signs
// no sigchain unless it is the account's.
func (a Account) Signer() identity.Seed {
	if a.Seed.IsZero() {
		return a.Linked.Seed
	}
	return a.Seed
}

// Opener opens what was sealed for the account.
func (a Account) Opener() (*seal.Opener, error) {
	if a.Seed.IsZero() {
		return seal.NewDeviceOpener(a.Linked.Account, a.Linked.Seed.Key(), a.Linked.Box)
	}
	return seal.NewOpener(a.Seed)
}

// certified says whether a sigchain has the device as it is.
func (l Linked) certified(s sigchain.State) (bool, error) {
	d, there := s.Device(l.ID)
	switch {
	case !there:
		return false, nil
	case d.Key != l.Seed.Key() || string(d.Box) != string(l.Box.PublicKey().Bytes()):
		return false, fmt.Errorf("%w: the sigchain has other keys under its id", ErrNotLinked)
	case !d.Revoked.IsZero():
		return false, fmt.Errorf("%w: it is revoked", ErrNotLinked)
	}
	return true, nil
}
