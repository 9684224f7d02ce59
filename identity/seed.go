package identity

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// ErrBadSeed says that something is not the secret of an account. The text of
// it is never part of an error.
var ErrBadSeed = errors.New("bad seed")

// A Seed is the secret of an account, from which its Key follows. It prints as
// "hidden" whatever the format. The zero Seed signs nothing.
type Seed struct{ private ed25519.PrivateKey }

// NewSeed takes 32 bytes of random.
func NewSeed(random io.Reader) (Seed, error) {
	raw := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, raw); err != nil {
		return Seed{}, fmt.Errorf("make a seed: %w", err)
	}
	return seedFromBytes(raw), nil
}

// ParseSeed reads 64 lower-case hex digits.
func ParseSeed(digits string) (Seed, error) {
	raw := make([]byte, ed25519.SeedSize)
	if !decodeHex(raw, digits) {
		return Seed{}, fmt.Errorf("%w: it is not %d lower-case hex digits", ErrBadSeed, 2*len(raw))
	}
	return seedFromBytes(raw), nil
}

func seedFromBytes(raw []byte) Seed { return Seed{ed25519.NewKeyFromSeed(raw)} }

// Key is the public side. It needs no check: it was computed.
func (s Seed) Key() Key {
	if s.IsZero() {
		return Key{}
	}
	return Key{[ed25519.PublicKeySize]byte(s.private[ed25519.SeedSize:])}
}

// Sign signs message itself, not a digest of it.
func (s Seed) Sign(message []byte) []byte { return ed25519.Sign(s.private, message) }

// Hex gives the secret away, in the form that ParseSeed reads.
func (s Seed) Hex() string { return hex.EncodeToString(s.Bytes()) }

// Bytes gives the secret away.
func (s Seed) Bytes() []byte {
	if s.IsZero() {
		return nil
	}
	return bytes.Clone(s.private[:ed25519.SeedSize])
}

// IsZero says that there is no seed.
func (s Seed) IsZero() bool { return s.private == nil }

// String keeps the secret out of logs and errors.
func (s Seed) String() string { return "hidden" }

// Format prints String for every verb; %x of the struct would not ask it.
func (s Seed) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }
