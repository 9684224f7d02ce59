package identity

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrBadEnvelope says that JSON does not hold what it should: members are
	// absent, unknown, or of the wrong type or shape.
	ErrBadEnvelope = errors.New("bad envelope")
	// ErrBadType says that an envelope is whole, but not of the kind asked for.
	ErrBadType = errors.New("bad type")
	// ErrKeyMismatch says that another key signed than the one it speaks of.
	ErrKeyMismatch = errors.New("key mismatch")
	// ErrBadSignature says that the key did not sign this.
	ErrBadSignature = errors.New("bad signature")
)

// An Envelope is a signed statement whose signature was checked: only
// OpenEnvelope and Unverified.Verify make one.
type Envelope struct {
	primary                 Primary
	payload, raw, canonical []byte
}

// Primary is the key whose signature fits.
func (e Envelope) Primary() Primary { return e.primary }

// Signer is the Ed25519 key whose signature fits; the zero Key where a Nostr
// key signed.
func (e Envelope) Signer() Key { return e.primary.key }

// Payload is the canonical form of what was signed.
func (e Envelope) Payload() []byte { return bytes.Clone(e.payload) }

// Raw is the envelope as it came.
func (e Envelope) Raw() []byte { return bytes.Clone(e.raw) }

// Canonical is the canonical form of the whole envelope.
func (e Envelope) Canonical() []byte { return bytes.Clone(e.canonical) }

// OpenEnvelope checks, in this order: well-formed · tag · key · signature. Its
// signer is an account's: an Ed25519 key. Where a Nostr key may sign, read it
// with ReadEnvelope.
func OpenEnvelope(data []byte, tag string) (Envelope, error) {
	u, err := ReadEnvelope(data)
	if err != nil {
		return Envelope{}, err
	}
	if u.tag != tag {
		return Envelope{}, fmt.Errorf("%w: the envelope is tagged %.40q, not %q", ErrBadType, u.tag, tag)
	}
	return u.verifyAccount()
}

// SignEnvelope gives the envelope in canonical form. The payload is anything
// that encoding/json writes as an object; it is as strict with it as with
// foreign bytes.
func SignEnvelope(signer Signer, tag string, payload any) ([]byte, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", tag, err)
	}
	canonical, err := Canonical(data)
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", tag, err)
	}
	sig, err := signer.signPayload(canonical)
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", tag, err)
	}
	primary := signer.Primary()
	envelope, err := json.Marshal(struct {
		Tag       string          `json:"kez"`
		Payload   json.RawMessage `json:"payload"`
		Signature signature       `json:"signature"`
	}{tag, canonical, signature{primary.Algorithm(), primary.String(), hex.EncodeToString(sig)}})
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", tag, err)
	}
	if len(envelope) > MaxEnvelope {
		return nil, fmt.Errorf("sign %s: %w: an envelope has at most %d bytes", tag, ErrTooLarge, MaxEnvelope)
	}
	return Canonical(envelope)
}

type signature struct {
	Alg string `json:"alg"`
	Key string `json:"key"`
	Sig string `json:"sig"`
}

// signedBytes is the one place that says which form we sign.
func signedBytes(canonical []byte) []byte {
	digest := sha512.Sum512(canonical)
	return digest[:]
}

// Unverified is an envelope of the right shape, of which nothing is proved.
// Only ReadEnvelope makes one.
type Unverified struct {
	tag                     string
	payload, raw, canonical []byte // payload in canonical form
	key                     string
	sig                     [ed25519.SignatureSize]byte // BIP-340's are of the same size
}

// Tag is what kind of statement the envelope calls itself.
func (u Unverified) Tag() string { return u.tag }

// Key is the signer as written, which need not be a key.
func (u Unverified) Key() string { return u.key }

// Payload gives the members of the payload.
func (u Unverified) Payload() (Members, error) { return readMembers(u.payload) }

// Canonical is the canonical form of the whole envelope.
func (u Unverified) Canonical() []byte { return bytes.Clone(u.canonical) }

// ReadEnvelope checks the shape. An envelope has its three members and no
// others: what stands beside the payload is not signed, so that anybody could
// add it. The payload may hold members that we do not know: its signer put
// them there.
func ReadEnvelope(data []byte) (Unverified, error) {
	if len(data) > MaxEnvelope {
		return Unverified{}, fmt.Errorf("%w: an envelope has at most %d bytes", ErrTooLarge, MaxEnvelope)
	}
	u := Unverified{raw: bytes.Clone(data)}
	var err error
	if u.canonical, err = canonicalize(u.raw); err != nil {
		return Unverified{}, err
	}
	outer, err := readMembers(u.canonical, "kez", "payload", "signature")
	if err != nil {
		return Unverified{}, err
	}
	if u.tag, err = outer.Text("kez"); err != nil {
		return Unverified{}, err
	}
	if u.payload = outer.value("payload"); u.payload[0] != '{' {
		return Unverified{}, badEnvelope("payload is not an object")
	}
	if err := u.readSignature(outer.value("signature")); err != nil {
		return Unverified{}, fmt.Errorf("signature: %w", err)
	}
	return u, nil
}

// readSignature wants the algorithm to be that of the kind of key. What is no
// kind of key at all is told apart later, as a bad key.
func (u *Unverified) readSignature(canonical []byte) error {
	inner, err := readMembers(canonical, "alg", "key", "sig")
	if err != nil {
		return err
	}
	alg, algErr := inner.Text("alg")
	key, keyErr := inner.Text("key")
	sig, sigErr := inner.Text("sig")
	switch u.key = key; {
	case errors.Join(algErr, keyErr, sigErr) != nil:
		return errors.Join(algErr, keyErr, sigErr)
	case alg != ed25519Algorithm && alg != nostrAlgorithm:
		return badEnvelope("the algorithm %.40q is neither %s nor %s", alg, ed25519Algorithm, nostrAlgorithm)
	case alg == ed25519Algorithm && strings.HasPrefix(key, nostrPrefix), alg == nostrAlgorithm && strings.HasPrefix(key, keyPrefix):
		return badEnvelope("the algorithm %s is not one of the key %.80q", alg, key)
	case !decodeHex(u.sig[:], sig):
		return badEnvelope("sig is not %d lower-case hex digits", 2*len(u.sig))
	}
	return nil
}

// Verify checks the key before it asks it about the signature.
func (u Unverified) Verify() (Envelope, error) {
	primary, err := ParsePrimary(u.key)
	if err != nil {
		return Envelope{}, err
	}
	return u.VerifyBy(primary)
}

// VerifyBy is Verify for a signer who is known: the key was checked already,
// and another signer is ErrKeyMismatch.
func (u Unverified) VerifyBy(primary Primary) (Envelope, error) {
	if u.key != primary.String() {
		return Envelope{}, fmt.Errorf("%w: it is signed by %.80q, not %s", ErrKeyMismatch, u.key, primary)
	}
	if !primary.verify(u.payload, u.sig[:]) {
		return Envelope{}, fmt.Errorf("%w: it does not fit the key and the payload", ErrBadSignature)
	}
	return Envelope{primary, u.payload, u.raw, u.canonical}, nil
}

// verifyAccount is Verify for what only the key of an account may sign.
func (u Unverified) verifyAccount() (Envelope, error) {
	key, err := ParseKey(u.key)
	if err != nil {
		return Envelope{}, err
	}
	return u.VerifyBy(PrimaryOf(key))
}
