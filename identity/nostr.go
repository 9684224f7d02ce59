package identity

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
)

// How NIP-19 calls a public and a secret key in bech32.
const (
	npubPart = "npub"
	nsecPart = "nsec"
)

// A NostrKey is the key of somebody on Nostr: the x coordinate of a point of
// secp256k1, BIP-340. The zero NostrKey is none.
type NostrKey struct{ x [32]byte }

// ParseNostrKey reads npub1… in lower case (NIP-19).
func ParseNostrKey(text string) (NostrKey, error) {
	var raw [32]byte
	if !decodeBech32(raw[:], npubPart, text) {
		return NostrKey{}, fmt.Errorf("%w: it is not npub1 and bech32 of 32 bytes", ErrBadKey)
	}
	return NostrKeyFromBytes(raw[:])
}

// NostrKeyFromBytes checks that there is a point with this x coordinate.
func NostrKeyFromBytes(raw []byte) (NostrKey, error) {
	if _, err := schnorr.ParsePubKey(raw); err != nil {
		return NostrKey{}, fmt.Errorf("%w: it is no x coordinate of a point of secp256k1", ErrBadKey)
	}
	return NostrKey{[32]byte(raw)}, nil
}

// String is the form that ParseNostrKey reads; empty for no key.
func (k NostrKey) String() string {
	if k.IsZero() {
		return ""
	}
	return encodeBech32(npubPart, k.x[:])
}

// Hex is the form that stands in the events of Nostr.
func (k NostrKey) Hex() string { return hex.EncodeToString(k.x[:]) }

// Bytes are the 32 bytes of the x coordinate, the caller's to keep.
func (k NostrKey) Bytes() []byte { return bytes.Clone(k.x[:]) }

// IsZero says that there is no key.
func (k NostrKey) IsZero() bool { return k == NostrKey{} }

// Verify says whether sig is the key's BIP-340 signature of a digest.
func (k NostrKey) Verify(digest [sha256.Size]byte, sig []byte) bool {
	if k.IsZero() {
		return false
	}
	point, err := schnorr.ParsePubKey(k.x[:])
	if err != nil {
		return false
	}
	parsed, err := schnorr.ParseSignature(sig)
	return err == nil && parsed.Verify(digest[:], point)
}

// A NostrSecret is what a NostrKey follows from. It prints as "hidden"
// whatever the format. The zero NostrSecret signs nothing.
type NostrSecret struct{ private *btcec.PrivateKey }

// ParseNostrSecret reads nsec1… (NIP-19) or 64 hex digits, in lower case.
func ParseNostrSecret(text string) (NostrSecret, error) {
	raw := make([]byte, 32)
	if !decodeHex(raw, text) && !decodeBech32(raw, nsecPart, text) {
		return NostrSecret{}, fmt.Errorf("%w: it is neither nsec1 and bech32 of 32 bytes nor %d lower-case hex digits", ErrBadSeed, 2*len(raw))
	}
	return nostrSecretFromBytes(raw)
}

// NewNostrSecret takes 32 bytes of random.
func NewNostrSecret(random io.Reader) (NostrSecret, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return NostrSecret{}, fmt.Errorf("make a secret: %w", err)
	}
	return nostrSecretFromBytes(raw) // which fails for one of 2^128 draws
}

func nostrSecretFromBytes(raw []byte) (NostrSecret, error) {
	var scalar btcec.ModNScalar
	if over := scalar.SetByteSlice(raw); over || scalar.IsZero() {
		return NostrSecret{}, fmt.Errorf("%w: it is not between 0 and the order of secp256k1", ErrBadSeed)
	}
	private, _ := btcec.PrivKeyFromBytes(raw)
	return NostrSecret{private}, nil
}

// Key is the public side.
func (s NostrSecret) Key() NostrKey {
	if s.IsZero() {
		return NostrKey{}
	}
	return NostrKey{[32]byte(schnorr.SerializePubKey(s.private.PubKey()))}
}

// Sign signs a digest, always with the same signature: BIP-340 with 32 zero
// bytes as auxiliary randomness.
func (s NostrSecret) Sign(digest [sha256.Size]byte) ([]byte, error) {
	if s.IsZero() {
		return nil, fmt.Errorf("%w: there is none", ErrBadSeed)
	}
	sig, err := schnorr.Sign(s.private, digest[:], schnorr.CustomNonce([32]byte{}))
	if err != nil {
		return nil, fmt.Errorf("sign for %s: %w", s.Key(), err)
	}
	return sig.Serialize(), nil
}

// Reveal gives the secret away, as nsec1….
func (s NostrSecret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return encodeBech32(nsecPart, s.private.Serialize())
}

// IsZero says that there is no secret.
func (s NostrSecret) IsZero() bool { return s.private == nil }

// String keeps the secret out of logs and errors.
func (s NostrSecret) String() string { return "hidden" }

// Format prints String for every verb; %x of the struct would not ask it.
func (s NostrSecret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }
