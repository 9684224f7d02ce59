package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha512"
	"errors"
	"fmt"

	"filippo.io/edwards25519"

	"kez.lat/chat/identity"
)

var (
	// ErrBadKeyWrap says that the key for me was not wrapped for me.
	ErrBadKeyWrap = errors.New("bad key wrap")
	// ErrBadCiphertext says that the box was changed after it was sealed.
	ErrBadCiphertext = errors.New("bad ciphertext")
)

// info separates this use of HPKE from every other.
const info = "kez.box/v1"

// wrap gives the content key to one reader. The text of to is authenticated:
// a wrapped key cannot be passed off as somebody else's.
func wrap(contentKey []byte, to string, public *ecdh.PublicKey) (wrapped, error) {
	key, err := hpke.NewDHKEMPublicKey(public)
	if err != nil {
		return wrapped{}, fmt.Errorf("wrap for %s: %w", to, err)
	}
	enc, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(info))
	if err != nil {
		return wrapped{}, fmt.Errorf("wrap for %s: %w", to, err)
	}
	ek, err := sender.Seal([]byte(to), contentKey)
	if err != nil {
		return wrapped{}, fmt.Errorf("wrap for %s: %w", to, err)
	}
	return wrapped{to, enc, ek}, nil
}

func (w wrapped) unwrap(private hpke.PrivateKey) ([]byte, error) {
	recipient, err := hpke.NewRecipient(w.enc, private, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(info))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadKeyWrap, err)
	}
	contentKey, err := recipient.Open([]byte(w.to), w.ek)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadKeyWrap, err)
	}
	return contentKey, nil
}

// content is AES-256-GCM under a content key. The nonce is zero because each
// key is used once.
func content(contentKey []byte) (cipher.AEAD, []byte, error) {
	blocks, err := aes.NewCipher(contentKey)
	if err != nil {
		return nil, nil, err
	}
	aead, err := cipher.NewGCM(blocks)
	if err != nil {
		return nil, nil, err
	}
	return aead, make([]byte, aead.NonceSize()), nil
}

// publicX25519 is the Montgomery form of an account's key.
func publicX25519(key identity.Key) (*ecdh.PublicKey, error) {
	point, err := new(edwards25519.Point).SetBytes(key.Bytes())
	if err != nil {
		return nil, err
	}
	return ecdh.X25519().NewPublicKey(point.BytesMontgomery())
}

// privateX25519 is the private side: X25519 clamps it.
func privateX25519(seed identity.Seed) (*ecdh.PrivateKey, error) {
	sum := sha512.Sum512(seed.Bytes())
	return ecdh.X25519().NewPrivateKey(sum[:32])
}
