package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// Why a registration is refused.
var (
	ErrRegistrationClosed = errors.New("this node takes no registrations")
	ErrInviteRequired     = errors.New("this node takes registrations by invitation")
	ErrInviteInvalid      = errors.New("the invite is unknown, used up or expired")
	ErrHandleReserved     = errors.New("the handle is reserved")
	ErrHandleTaken        = errors.New("the handle is taken")
	ErrKeyTaken           = errors.New("the key has another handle, or is a device's")
)

// A HandleTakenError is an ErrHandleTaken that says by whom. A client that
// repeats a registration after losing the answer finds its own key there.
type HandleTakenError struct {
	// Entry is zero for a retired handle.
	Entry Entry
}

func (e *HandleTakenError) Error() string {
	if e.Entry.Key.IsZero() {
		return "the handle was removed and is never given again"
	}
	return ErrHandleTaken.Error()
}

// Is makes errors.Is(err, ErrHandleTaken) true.
func (e *HandleTakenError) Is(target error) bool { return target == ErrHandleTaken }

// A Mode says who may register.
type Mode string

// The modes of the setting registration.
const (
	ModeOpen   Mode = "open"
	ModeInvite Mode = "invite"
	ModeClosed Mode = "closed"
)

// Register gives the handle of a verified registration to its key. The checks
// run in the order of docs/protocol.md section 2, in the one transaction that
// also writes both indexes and takes a use from the invite.
//
// Two cases stand before that order. The same handle and key again is a
// repeat, whatever the mode and whatever became of the invite. A handle that
// the operator assigned to the key needs no invite in any mode.
func (r *Registry) Register(ctx context.Context, reg identity.Registration, mode Mode, now time.Time) (e Entry, err error) {
	err = r.update(ctx, func(tx *bbolt.Tx) error {
		e, err = register(tx, reg, mode, now)
		return err
	})
	if err != nil {
		return Entry{}, fmt.Errorf("register %s: %w", reg.Handle(), err)
	}
	return e, nil
}

func register(tx *bbolt.Tx, reg identity.Registration, mode Mode, now time.Time) (Entry, error) {
	h, k := reg.Handle(), reg.Key()
	holder, err := entryByHandle(tx, h)
	if err != nil && !errors.Is(err, ErrUnknownHandle) {
		return Entry{}, err
	}
	if err == nil && holder.Key == k {
		return Entry{}, &HandleTakenError{Entry: holder}
	}
	claim, err := claimOn(tx, h, k)
	if err != nil {
		return Entry{}, err
	}
	if claim != assigned {
		if err := admit(tx, reg, mode, now); err != nil {
			return Entry{}, err
		}
	}
	switch {
	case claim == reserved:
		return Entry{}, ErrHandleReserved
	case !holder.Key.IsZero():
		return Entry{}, &HandleTakenError{Entry: holder}
	case tx.Bucket(bucketRetired).Get([]byte(h)) != nil:
		return Entry{}, &HandleTakenError{}
	case tx.Bucket(bucketKeys).Get(k.Bytes()) != nil, tx.Bucket(bucketDeviceKeys).Get(k.Bytes()) != nil:
		return Entry{}, ErrKeyTaken
	}
	return enrol(tx, reg, now)
}

// admit applies the mode and takes a use from the invite. The use is given
// back when the transaction fails later on.
func admit(tx *bbolt.Tx, reg identity.Registration, mode Mode, now time.Time) error {
	switch {
	case mode == ModeOpen:
		return nil
	case mode == ModeInvite && reg.Invite() == "":
		return ErrInviteRequired
	case mode == ModeInvite:
		return useInvite(tx, reg, now)
	default:
		return ErrRegistrationClosed
	}
}

func enrol(tx *bbolt.Tx, reg identity.Registration, now time.Time) (Entry, error) {
	h, k := reg.Handle(), reg.Key()
	if err := tx.Bucket(bucketHandles).Put([]byte(h), k.Bytes()); err != nil {
		return Entry{}, err
	}
	if err := tx.Bucket(bucketRegistrations).Put(k.Bytes(), reg.Raw()); err != nil {
		return Entry{}, err
	}
	if err := tx.Bucket(bucketReserved).Delete([]byte(h)); err != nil {
		return Entry{}, err
	}
	if err := putPerson(tx, k, person{Handle: h, RegisteredAt: instant(now)}); err != nil {
		return Entry{}, err
	}
	return entryByKey(tx, k)
}
