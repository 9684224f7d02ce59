package seal

import (
	"crypto/ecdh"

	"kez.lat/chat/identity"
)

// Forge seals any plaintext under the same keys that Seal would use, for tests
// of what a hostile sender can do: padded as told, signed or not.
func Forge(contentKey, padded []byte, to, from identity.Key) ([]byte, error) {
	keys, err := wrapAll(contentKey, to, from, nil)
	if err != nil {
		return nil, err
	}
	aad, err := head(keys)
	if err != nil {
		return nil, err
	}
	aead, nonce, err := content(contentKey)
	if err != nil {
		return nil, err
	}
	return closeBox(aad, aead.Seal(nil, nonce, padded, aad)), nil
}

// Remake gives the box that comes of a letter, a content key and the wrapped
// keys of a box that is there.
func Remake(contentKey, letter, like []byte) ([]byte, error) {
	b, err := readBox(like)
	if err != nil {
		return nil, err
	}
	return sealWith(contentKey, b.keys, letter)
}

var (
	Pad   = pad
	Unpad = unpad
)

// X25519 are the two halves that box.json shows.
func X25519(seed identity.Seed) (*ecdh.PrivateKey, *ecdh.PublicKey, error) {
	private, err := privateX25519(seed)
	if err != nil {
		return nil, nil, err
	}
	public, err := publicX25519(seed.Key())
	return private, public, err
}
