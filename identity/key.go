package identity

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"filippo.io/edwards25519"
)

// ErrBadKey says that something is not the key of an account.
var ErrBadKey = errors.New("bad key")

const keyPrefix = "ed25519:"

// A Key is the primary key of an account: the canonical encoding of a point
// of edwards25519 that is not of small order. The zero Key is none.
type Key struct{ point [ed25519.PublicKeySize]byte }

// ParseKey reads "ed25519:" and 64 lower-case hex digits.
func ParseKey(text string) (Key, error) {
	digits, ok := strings.CutPrefix(text, keyPrefix)
	if !ok {
		return Key{}, fmt.Errorf("%w: it does not begin with %s", ErrBadKey, keyPrefix)
	}
	var raw [ed25519.PublicKeySize]byte
	if !decodeHex(raw[:], digits) {
		return Key{}, fmt.Errorf("%w: after %s come %d lower-case hex digits", ErrBadKey, keyPrefix, 2*len(raw))
	}
	return KeyFromBytes(raw[:])
}

// KeyFromBytes checks the 32 bytes of a public key. With a key of small order
// one fixed signature fits every message; with a second encoding of the same
// point one person would have two keys.
func KeyFromBytes(raw []byte) (Key, error) {
	point, err := new(edwards25519.Point).SetBytes(raw)
	if err != nil {
		return Key{}, fmt.Errorf("%w: it is not a point of the curve", ErrBadKey)
	}
	if beyondField(raw) {
		return Key{}, fmt.Errorf("%w: the encoding is not canonical", ErrBadKey)
	}
	if point.MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 1 {
		return Key{}, fmt.Errorf("%w: it is of small order", ErrBadKey)
	}
	return Key{[ed25519.PublicKeySize]byte(raw)}, nil
}

// beyondField says that the y coordinate is not below p = 2^255 - 19, so that
// it has a second encoding. The other encodings that are not canonical, of
// x = 0 with a sign, are of points of small order.
func beyondField(raw []byte) bool {
	if raw[0] < 0xed || raw[31]|0x80 != 0xff {
		return false
	}
	for _, b := range raw[1:31] {
		if b != 0xff {
			return false
		}
	}
	return true
}

// String is the form that ParseKey reads; empty for no key.
func (k Key) String() string {
	if k.IsZero() {
		return ""
	}
	return keyPrefix + k.Hex()
}

// Hex is the form that stands in subjects.
func (k Key) Hex() string { return hex.EncodeToString(k.point[:]) }

// Bytes are the 32 bytes of the public key, the caller's to keep.
func (k Key) Bytes() []byte { return bytes.Clone(k.point[:]) }

// Fingerprint names a key in logs: its first eight hex digits.
func (k Key) Fingerprint() string { return hex.EncodeToString(k.point[:4]) }

// IsZero says that there is no key.
func (k Key) IsZero() bool { return k == Key{} }

// Verify says whether sig is the key's signature of message. S ≥ L and a
// non-canonical R are refused: the first by crypto/ed25519, the second because
// it compares the encoding of the point it expects.
func (k Key) Verify(message, sig []byte) bool {
	return !k.IsZero() && len(sig) == ed25519.SignatureSize && ed25519.Verify(k.point[:], message, sig)
}

// MarshalText writes what String does.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText is ParseKey.
func (k *Key) UnmarshalText(text []byte) error {
	parsed, err := ParseKey(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// decodeHex fills dst from exactly as many lower-case digits. Upper case would
// be a second spelling of the same bytes.
func decodeHex(dst []byte, digits string) bool {
	if len(digits) != 2*len(dst) || strings.ContainsAny(digits, "ABCDEF") {
		return false
	}
	_, err := hex.Decode(dst, []byte(digits))
	return err == nil
}
