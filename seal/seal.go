package seal

import (
	"crypto/ecdh"
	"fmt"
	"io"

	"kez.lat/chat/identity"
)

// A Device may open boxes with a key of its own, which the account's sigchain
// certifies.
type Device struct {
	Key identity.Key    // names the device in the box
	Box *ecdh.PublicKey // X25519
}

const contentKeySize = 32

// Seal signs the draft and seals it for its recipient, for the sender, and for
// further devices of either. The content key comes from random; HPKE, which
// the standard library keeps from being steered, draws its own.
func Seal(random io.Reader, from identity.Seed, draft Draft, devices ...Device) ([]byte, error) {
	return seal(random, author{account: from.Key(), seed: from}, draft, devices)
}

// Seal does what the function does, signed by the device for its account. The
// device is among the readers only if it is named.
func (l Linked) Seal(random io.Reader, draft Draft, devices ...Device) ([]byte, error) {
	if l.Device.IsZero() {
		return nil, fmt.Errorf("seal: %w: the device has no id", ErrBadLetter)
	}
	return seal(random, author{l.Account, l.Device, l.Seed}, draft, devices)
}

func seal(random io.Reader, by author, draft Draft, devices []Device) ([]byte, error) {
	letter, err := draft.sign(by)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	contentKey := make([]byte, contentKeySize)
	if _, err := io.ReadFull(random, contentKey); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	defer clear(contentKey)
	keys, err := wrapAll(contentKey, draft.To, by.account, devices)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealWith(contentKey, keys, letter)
}

func sealWith(contentKey []byte, keys []wrapped, letter []byte) ([]byte, error) {
	aad, err := head(keys)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, nonce, err := content(contentKey)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	data := closeBox(aad, aead.Seal(nil, nonce, pad(letter), aad))
	if len(data) > MaxBox {
		return nil, fmt.Errorf("seal: %w: the box would have more than %d bytes", ErrTooLarge, MaxBox)
	}
	return data, nil
}

// wrapAll names nobody twice: a message to oneself has one key.
func wrapAll(contentKey []byte, to, from identity.Key, devices []Device) ([]wrapped, error) {
	var readers []Device
	for _, account := range []identity.Key{to, from} {
		public, err := publicX25519(account)
		if err != nil {
			return nil, fmt.Errorf("the key of %s: %w", account.Fingerprint(), err)
		}
		readers = append(readers, Device{account, public})
	}
	var keys []wrapped
	named := make(map[identity.Key]bool)
	for _, r := range append(readers, devices...) {
		if named[r.Key] {
			continue
		}
		named[r.Key] = true
		k, err := wrap(contentKey, r.Key.String(), r.Box)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) > MaxKeys {
		return nil, fmt.Errorf("%w: %d keys are more than %d", ErrTooLarge, len(keys), MaxKeys)
	}
	return keys, nil
}
