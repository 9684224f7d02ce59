package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"fmt"
	"time"

	"kez.lat/chat/identity"
)

var (
	// ErrNoKeyForMe says that a box was sealed for others.
	ErrNoKeyForMe = errors.New("no key for me")
	// ErrNotMine says that a letter is neither to me nor from me: somebody
	// passed on what was written to somebody else.
	ErrNotMine = errors.New("not mine")
	// ErrBadSignature says that its sender did not sign a letter.
	ErrBadSignature = errors.New("bad signature")
	// ErrWrongDevice says that a letter was signed by what is no device of its
	// sender, or was shut out before the letter came.
	ErrWrongDevice = errors.New("wrong device")
	// ErrWrongSender says that the node names another sender than the letter.
	ErrWrongSender = errors.New("wrong sender")
	// ErrWrongID says that the node names another id than the letter.
	ErrWrongID = errors.New("wrong id")
	// ErrSeen says that the letter came before.
	ErrSeen = errors.New("seen before")
	// ErrUntimely says that a letter was written too long before it came, or
	// after.
	ErrUntimely = errors.New("untimely")
)

// How far sent_at may lie from the time at which the node took the message.
const (
	oldest = 30 * 24 * time.Hour
	newest = 5 * time.Minute
)

// Given is what the node says about a message. Its zero values are what it did
// not say; the rules about them then do not hold.
type Given struct {
	From identity.Key
	ID   identity.ID
	Time time.Time
	// Seen says whether a letter of this sender and id was opened before.
	// Opening the letter itself does not make it seen.
	Seen func(from identity.Key, id identity.ID) bool
	// Device gives the key of a device that its account's sigchain certifies
	// and has not revoked before a time, which is zero where the node said
	// none; else ErrWrongDevice. Another error says that it could not be told,
	// and is passed on. Without the function no device's letters are opened.
	Device func(account identity.Key, device identity.ID, at time.Time) (identity.Key, error)
}

// An Opener opens what was sealed for one account, or for one of its devices.
type Opener struct {
	account identity.Key
	name    string // as the box names it
	private hpke.PrivateKey
}

// NewOpener opens for the account itself.
func NewOpener(seed identity.Seed) (*Opener, error) {
	private, err := privateX25519(seed)
	if err != nil {
		return nil, fmt.Errorf("open boxes: %w", err)
	}
	return NewDeviceOpener(seed.Key(), seed.Key(), private)
}

// NewDeviceOpener opens for a device of the account with its own X25519 key:
// it needs the account's public key alone.
func NewDeviceOpener(account, device identity.Key, private *ecdh.PrivateKey) (*Opener, error) {
	key, err := hpke.NewDHKEMPrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("open boxes: %w", err)
	}
	return &Opener{account, device.String(), key}, nil
}

// Open checks every rule of docs/protocol.md section 6 in its order.
func (o *Opener) Open(data []byte, given Given) (Letter, error) {
	b, err := readBox(data)
	if err != nil {
		return Letter{}, err
	}
	plain, err := o.decrypt(b)
	if err != nil {
		return Letter{}, err
	}
	u, err := readLetter(plain)
	if err != nil {
		return Letter{}, err
	}
	if u.to != o.account && u.from != o.account {
		return Letter{}, ErrNotMine
	}
	signer, err := u.signer(given)
	if err != nil {
		return Letter{}, err
	}
	late := u.sentAt.Sub(given.Time)
	switch {
	case !u.signedBy(signer):
		return Letter{}, ErrBadSignature
	case !given.From.IsZero() && given.From != u.from:
		return Letter{}, ErrWrongSender
	case !given.ID.IsZero() && given.ID != u.id:
		return Letter{}, ErrWrongID
	case given.Seen != nil && given.Seen(u.from, u.id):
		return Letter{}, ErrSeen
	case !given.Time.IsZero() && (late > newest || late < -oldest):
		return Letter{}, ErrUntimely
	}
	return u.Letter, nil
}

func (o *Opener) decrypt(b box) ([]byte, error) {
	for _, key := range b.keys {
		if key.to != o.name {
			continue
		}
		contentKey, err := key.unwrap(o.private)
		if err != nil {
			return nil, err
		}
		aead, nonce, err := content(contentKey)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBadKeyWrap, err)
		}
		padded, err := aead.Open(nil, nonce, b.ct, b.aad)
		if err != nil {
			return nil, ErrBadCiphertext
		}
		return unpad(padded)
	}
	return nil, ErrNoKeyForMe
}
