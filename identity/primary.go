package identity

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

const nostrPrefix = "nostr:"

// How envelopes name what was signed: which signature, over which digest of
// the payload in canonical form. See signedBytes for the first.
const (
	ed25519Algorithm = "ed25519-sha512-jcs"
	nostrAlgorithm   = "secp256k1-schnorr-sha256-jcs"
)

// A Primary is the key that a person is: of claims and sigchains an Ed25519
// key or a Nostr key, of an account of a node always an Ed25519 key. The zero
// Primary is none.
type Primary struct {
	// One of the two is zero.
	key   Key
	nostr NostrKey
}

// ParsePrimary reads "ed25519:" and 64 hex digits or "nostr:npub1…".
func ParsePrimary(text string) (Primary, error) {
	if npub, ok := strings.CutPrefix(text, nostrPrefix); ok {
		k, err := ParseNostrKey(npub)
		return Primary{nostr: k}, err
	}
	if !strings.HasPrefix(text, keyPrefix) {
		return Primary{}, fmt.Errorf("%w: it begins neither with %s nor with %s", ErrBadKey, keyPrefix, nostrPrefix)
	}
	k, err := ParseKey(text)
	return Primary{key: k}, err
}

// PrimaryOf is the primary of an account.
func PrimaryOf(k Key) Primary { return Primary{key: k} }

// NostrPrimary is the primary of somebody who has a Nostr key only.
func NostrPrimary(k NostrKey) Primary { return Primary{nostr: k} }

// Key is the Ed25519 key, if it is one.
func (p Primary) Key() (Key, bool) { return p.key, !p.key.IsZero() }

// Nostr is the Nostr key, if it is one.
func (p Primary) Nostr() (NostrKey, bool) { return p.nostr, !p.nostr.IsZero() }

// Algorithm is what its signatures are called in envelopes; empty for none.
func (p Primary) Algorithm() string {
	switch {
	case !p.key.IsZero():
		return ed25519Algorithm
	case !p.nostr.IsZero():
		return nostrAlgorithm
	}
	return ""
}

// String is the form that ParsePrimary reads; empty for none.
func (p Primary) String() string {
	if p.nostr.IsZero() {
		return p.key.String()
	}
	return nostrPrefix + p.nostr.String()
}

// IsZero says that there is no key.
func (p Primary) IsZero() bool { return p == Primary{} }

// MarshalText writes what String does.
func (p Primary) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is ParsePrimary.
func (p *Primary) UnmarshalText(text []byte) error {
	parsed, err := ParsePrimary(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// verify says whether sig fits a payload in canonical form. Whether upstream
// signs the digest or the canonical bytes with Ed25519 could not be confirmed,
// so both are read; the algorithm and the strings are such that one never fits
// as the other.
func (p Primary) verify(canonical, sig []byte) bool {
	if p.nostr.IsZero() {
		return p.key.Verify(signedBytes(canonical), sig) || p.key.Verify(canonical, sig)
	}
	return p.nostr.Verify(sha256.Sum256(canonical), sig)
}

// A Signer holds the secret of a primary: a Seed or a NostrSecret.
type Signer interface {
	Primary() Primary
	// signPayload gives the signature that a payload's envelope carries.
	signPayload(canonical []byte) ([]byte, error)
}

// Primary is the key as the signer of envelopes.
func (s Seed) Primary() Primary { return Primary{key: s.Key()} }

func (s Seed) signPayload(canonical []byte) ([]byte, error) {
	if s.IsZero() {
		return nil, fmt.Errorf("%w: there is none", ErrBadSeed)
	}
	return s.Sign(signedBytes(canonical)), nil
}

// Primary is the key as the signer of envelopes.
func (s NostrSecret) Primary() Primary { return Primary{nostr: s.Key()} }

func (s NostrSecret) signPayload(canonical []byte) ([]byte, error) {
	return s.Sign(sha256.Sum256(canonical))
}
