package identity

import (
	"bytes"
	"fmt"
	"time"
)

// What a claim's envelope is tagged, and what its payload calls itself.
const (
	ClaimTag  = "claim"
	claimType = "kez.claim"
)

// A Claim is the word of a primary that a subject is the same person. It was
// verified: only OpenClaim and UnverifiedClaim.Verify make one. A proof it is
// where only the subject can have put it.
type Claim struct {
	subject   Subject
	primary   Primary
	createdAt time.Time
	canonical []byte
}

// Subject is who the primary says to be elsewhere.
func (c Claim) Subject() Subject { return c.subject }

// Primary signed the claim.
func (c Claim) Primary() Primary { return c.primary }

// CreatedAt is when its maker says that it was made.
func (c Claim) CreatedAt() time.Time { return c.createdAt }

// Raw is the signed envelope in canonical form.
func (c Claim) Raw() []byte { return bytes.Clone(c.canonical) }

// An UnverifiedClaim says what a claim says, of which nothing is proved: for
// whoever asks first whether it is about the right subject and primary. Only
// ReadClaim makes one.
type UnverifiedClaim struct {
	envelope  Unverified
	subject   Subject
	primary   Primary
	createdAt time.Time
}

// Subject is who the claim is about.
func (c UnverifiedClaim) Subject() Subject { return c.subject }

// Primary is who should have signed it.
func (c UnverifiedClaim) Primary() Primary { return c.primary }

// CreatedAt is when it calls itself made.
func (c UnverifiedClaim) CreatedAt() time.Time { return c.createdAt }

// Raw is the envelope in canonical form.
func (c UnverifiedClaim) Raw() []byte { return bytes.Clone(c.envelope.canonical) }

// ReadClaim checks, in this order: well-formed · tag, type, version · signer
// is the primary · key. Verify asks the rest.
func ReadClaim(data []byte) (UnverifiedClaim, error) {
	u, err := ReadEnvelope(data)
	if err != nil {
		return UnverifiedClaim{}, err
	}
	c := UnverifiedClaim{envelope: u}
	h, err := c.readPayload()
	if err != nil {
		return UnverifiedClaim{}, fmt.Errorf("payload: %w", err)
	}
	if err := u.Expect(ClaimTag, claimType, h); err != nil {
		return UnverifiedClaim{}, err
	}
	if c.primary, err = ParsePrimary(u.key); err != nil {
		return UnverifiedClaim{}, err
	}
	return c, nil
}

func (c *UnverifiedClaim) readPayload() (Heading, error) {
	m, err := c.envelope.Payload()
	if err != nil {
		return Heading{}, err
	}
	h, err := m.Heading()
	if err != nil {
		return Heading{}, err
	}
	c.createdAt = h.CreatedAt
	c.subject, err = m.Subject("subject")
	return h, err
}

// Verify checks the signature.
func (c UnverifiedClaim) Verify() (Claim, error) {
	if _, err := c.envelope.VerifyBy(c.primary); err != nil {
		return Claim{}, err
	}
	return Claim{c.subject, c.primary, c.createdAt, c.envelope.canonical}, nil
}

// OpenClaim is ReadClaim, and the signature.
func OpenClaim(data []byte) (Claim, error) {
	c, err := ReadClaim(data)
	if err != nil {
		return Claim{}, err
	}
	return c.Verify()
}

// SignClaim gives the envelope in canonical form.
func SignClaim(signer Signer, subject Subject, createdAt time.Time) ([]byte, error) {
	if subject.IsZero() {
		return nil, fmt.Errorf("sign %s: %w: there is none", ClaimTag, ErrBadSubject)
	}
	return SignEnvelope(signer, ClaimTag, struct {
		Type      string  `json:"type"`
		Version   int     `json:"version"`
		Subject   Subject `json:"subject"`
		Primary   Primary `json:"primary"`
		CreatedAt string  `json:"created_at"`
	}{claimType, 1, subject, signer.Primary(), createdAt.UTC().Format(secondsFormat)})
}
