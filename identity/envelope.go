package identity

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

var (
	// ErrBadEnvelope says that JSON does not hold what it should: members are
	// absent, unknown, or of the wrong type or shape.
	ErrBadEnvelope = errors.New("bad envelope")
	// ErrBadType says that an envelope is whole, but not of the kind asked for.
	ErrBadType = errors.New("bad type")
	// ErrBadSignature says that the key did not sign this.
	ErrBadSignature = errors.New("bad signature")
)

// algorithm names what is signed: Ed25519 over the SHA-512 of the canonical
// payload. See signedBytes.
const algorithm = "ed25519-sha512-jcs"

// An Envelope is a signed statement whose signature was checked: only
// OpenEnvelope makes one.
type Envelope struct {
	signer       Key
	payload, raw []byte
}

// Signer is the key whose signature fits.
func (e Envelope) Signer() Key { return e.signer }

// Payload is the canonical form of what was signed.
func (e Envelope) Payload() []byte { return bytes.Clone(e.payload) }

// Raw is the envelope as it came.
func (e Envelope) Raw() []byte { return bytes.Clone(e.raw) }

// OpenEnvelope checks, in this order: well-formed · tag · key · signature.
func OpenEnvelope(data []byte, tag string) (Envelope, error) {
	u, err := readEnvelope(data)
	if err != nil {
		return Envelope{}, err
	}
	if u.tag != tag {
		return Envelope{}, fmt.Errorf("%w: the envelope is tagged %.40q, not %q", ErrBadType, u.tag, tag)
	}
	return u.verify()
}

// SignEnvelope gives the envelope in canonical form. The payload is anything
// that encoding/json writes as an object; it is as strict with it as with
// foreign bytes.
func SignEnvelope(seed Seed, tag string, payload any) ([]byte, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", tag, err)
	}
	canonical, err := Canonical(data)
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", tag, err)
	}
	envelope, err := json.Marshal(struct {
		Tag       string          `json:"kez"`
		Payload   json.RawMessage `json:"payload"`
		Signature signature       `json:"signature"`
	}{tag, canonical, signature{algorithm, seed.Key().String(), hex.EncodeToString(seed.Sign(signedBytes(canonical)))}})
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

// unverified is an envelope of the right shape, of which nothing is proved.
type unverified struct {
	tag          string
	payload, raw []byte // payload in canonical form
	key          string
	sig          [ed25519.SignatureSize]byte
}

// readEnvelope checks the shape. An envelope has its three members and no
// others: what stands beside the payload is not signed, so that anybody could
// add it. The payload may hold members that we do not know: its signer put
// them there.
func readEnvelope(data []byte) (unverified, error) {
	if len(data) > MaxEnvelope {
		return unverified{}, fmt.Errorf("%w: an envelope has at most %d bytes", ErrTooLarge, MaxEnvelope)
	}
	canonical, err := Canonical(data)
	if err != nil {
		return unverified{}, err
	}
	u := unverified{raw: bytes.Clone(data)}
	outer, err := readMembers(canonical, "kez", "payload", "signature")
	if err != nil {
		return unverified{}, err
	}
	if u.tag, err = outer.text("kez"); err != nil {
		return unverified{}, err
	}
	if u.payload = outer["payload"]; u.payload[0] != '{' {
		return unverified{}, badEnvelope("payload is not an object")
	}
	inner, err := readMembers(outer["signature"], "alg", "key", "sig")
	if err != nil {
		return unverified{}, fmt.Errorf("signature: %w", err)
	}
	alg, algErr := inner.text("alg")
	key, keyErr := inner.text("key")
	sig, sigErr := inner.text("sig")
	switch u.key = key; {
	case errors.Join(algErr, keyErr, sigErr) != nil:
		return unverified{}, fmt.Errorf("signature: %w", errors.Join(algErr, keyErr, sigErr))
	case alg != algorithm:
		return unverified{}, badEnvelope("the algorithm %.40q is not %s", alg, algorithm)
	case !decodeHex(u.sig[:], sig):
		return unverified{}, badEnvelope("signature.sig is not %d lower-case hex digits", 2*len(u.sig))
	}
	return u, nil
}

// verify checks the key before it asks it about a signature. Whether upstream
// signs the digest or the canonical bytes could not be confirmed, so both are
// read; the algorithm and the strings are such that one never fits as the
// other.
func (u unverified) verify() (Envelope, error) {
	signer, err := ParseKey(u.key)
	if err != nil {
		return Envelope{}, err
	}
	if !signer.Verify(signedBytes(u.payload), u.sig[:]) && !signer.Verify(u.payload, u.sig[:]) {
		return Envelope{}, fmt.Errorf("%w: it does not fit the key and the payload", ErrBadSignature)
	}
	return Envelope{signer, u.payload, u.raw}, nil
}

// members are those of one object in canonical form.
type members map[string]json.RawMessage

// readMembers wants exactly the names, or, when none are given, any.
func readMembers(canonical []byte, names ...string) (members, error) {
	var m members
	if err := json.Unmarshal(canonical, &m); err != nil || m == nil {
		return nil, badEnvelope("it is not an object")
	}
	for _, name := range names {
		if _, ok := m[name]; !ok {
			return nil, badEnvelope("%s is absent", name)
		}
	}
	if len(names) > 0 && len(m) > len(names) {
		return nil, badEnvelope("it has members besides %q", names)
	}
	return m, nil
}

func (m members) text(name string) (string, error) {
	raw, ok := m[name]
	if !ok {
		return "", badEnvelope("%s is absent", name)
	}
	if raw[0] != '"' {
		return "", badEnvelope("%s is not a string", name)
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", badEnvelope("%s is not a string", name)
	}
	return text, nil
}

func badEnvelope(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrBadEnvelope, fmt.Errorf(format, args...))
}
