package sigchain

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"kez.lat/chat/identity"
)

// What an event's envelope is tagged, and what its payload calls itself.
const (
	Tag      = "sigchain_event"
	linkType = "kez.sigchain_event"
)

// MaxLink bounds the envelope of one event.
const MaxLink = 4096

// An Op is what an event does. Others than those named here are kept, shown,
// and without effect.
type Op string

// The ops with an effect.
const (
	Add          Op = "add"
	Revoke       Op = "revoke"
	DeviceAdd    Op = "device_add"
	DeviceRevoke Op = "device_revoke"
)

const maxOp = 64

// ErrBadOp says that something does not name an op.
var ErrBadOp = errors.New("bad op")

// ParseOp checks the shape.
func ParseOp(text string) (Op, error) {
	if text == "" || len(text) > maxOp || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return "", fmt.Errorf("%w: it is 1 to %d of a-z, 0-9 and _", ErrBadOp, maxOp)
	}
	return Op(text), nil
}

// A Link is one event of a chain that was verified by itself: only Open makes
// one. Whether it fits a chain is asked of Prepare and of Chain.Append.
type Link struct {
	primary   identity.Primary
	seq       uint64
	prev      string
	op        Op
	subject   identity.Subject
	device    identity.ID
	key       identity.Key
	box       []byte
	createdAt time.Time
	hash      string
	canonical []byte
}

// Primary signed the event; the chain is its.
func (l Link) Primary() identity.Primary { return l.primary }

// Seq is its place in the chain, from 1.
func (l Link) Seq() uint64 { return l.seq }

// Prev is the hash of the event before, empty for the first.
func (l Link) Prev() string { return l.prev }

// Op is what it does.
func (l Link) Op() Op { return l.op }

// Subject is who an Add or a Revoke is about; none with other ops.
func (l Link) Subject() identity.Subject { return l.subject }

// Device is what a DeviceAdd or a DeviceRevoke is about; none with other ops.
func (l Link) Device() identity.ID { return l.device }

// Key is the device's in a DeviceAdd, which it proved to hold; none with other
// ops.
func (l Link) Key() identity.Key { return l.key }

// Box is the device's X25519 key in a DeviceAdd, nil without one.
func (l Link) Box() []byte { return bytes.Clone(l.box) }

// CreatedAt is when its maker says that it was made.
func (l Link) CreatedAt() time.Time { return l.createdAt }

// Hash is the hex SHA-256 of the payload in canonical form. It names the chain
// that ends here.
func (l Link) Hash() string { return l.hash }

// Head is the chain's after this event.
func (l Link) Head() Head { return Head{l.seq, l.hash} }

// Raw is the signed envelope in canonical form.
func (l Link) Raw() []byte { return bytes.Clone(l.canonical) }

// Open checks, in this order: size · well-formed · tag, type, version · signer
// is the primary · keys · signature, proof of a device.
func Open(envelope []byte) (Link, error) { return open(envelope, identity.Primary{}) }

// open takes the key of signer as checked, as long as that is who signed.
func open(envelope []byte, signer identity.Primary) (Link, error) {
	if len(envelope) > MaxLink {
		return Link{}, fmt.Errorf("%w: an event has at most %d bytes", identity.ErrTooLarge, MaxLink)
	}
	u, err := identity.ReadEnvelope(envelope)
	if err != nil {
		return Link{}, err
	}
	p, err := readPayload(u)
	if err != nil {
		return Link{}, fmt.Errorf("payload: %w", err)
	}
	if err := u.Expect(Tag, linkType, p.heading); err != nil {
		return Link{}, err
	}
	if signer.IsZero() || u.Key() != signer.String() {
		if signer, err = identity.ParsePrimary(u.Key()); err != nil {
			return Link{}, err
		}
	}
	p.link.primary = signer
	if err := p.parseKeys(); err != nil {
		return Link{}, err
	}
	e, err := u.VerifyBy(signer)
	if err != nil {
		return Link{}, err
	}
	if err := p.verifyProof(); err != nil {
		return Link{}, err
	}
	p.link.canonical = e.Canonical()
	if len(p.link.canonical) > MaxLink { // it is stored and passed on like this
		return Link{}, fmt.Errorf("%w: an event in canonical form has at most %d bytes", identity.ErrTooLarge, MaxLink)
	}
	sum := sha256.Sum256(e.Payload())
	p.link.hash = hex.EncodeToString(sum[:])
	return p.link, nil
}
