package sigchain

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"kez.lat/chat/identity"
)

const (
	hashSize = 32
	boxSize  = 32
)

// payload is an event of the right shape, of which nothing is proved.
type payload struct {
	heading identity.Heading
	link    Link
	key     string // as written, which need not be a key
	proof   [ed25519.SignatureSize]byte
}

func badEnvelope(format string, args ...any) error {
	return fmt.Errorf("%w: %w", identity.ErrBadEnvelope, fmt.Errorf(format, args...))
}

func readPayload(u identity.Unverified) (p payload, err error) {
	m, err := u.Payload()
	if err != nil {
		return payload{}, err
	}
	if p.heading, err = m.Heading(); err != nil {
		return payload{}, err
	}
	// The zero time says "never" of a revoked device.
	if p.link.createdAt = p.heading.CreatedAt; p.link.createdAt.Before(time.Unix(0, 0)) {
		return payload{}, badEnvelope("created_at is before 1970")
	}
	if err := p.link.readPlace(m); err != nil {
		return payload{}, err
	}
	op, err := m.Text("op")
	if err != nil {
		return payload{}, err
	}
	if p.link.op, err = ParseOp(op); err != nil {
		return payload{}, badEnvelope("op: %w", err)
	}
	return p, p.readDeed(m)
}

// readPlace wants an event before, unless it is the first.
func (l *Link) readPlace(m identity.Members) (err error) {
	if l.seq, err = m.Sequence("seq"); err != nil {
		return err
	}
	if l.seq == 1 {
		if m.Has("prev") {
			return badEnvelope("the first event has no prev")
		}
		return nil
	}
	var prev [hashSize]byte
	if err := m.Hex(prev[:], "prev"); err != nil {
		return err
	}
	l.prev = hex.EncodeToString(prev[:])
	return nil
}

// readDeed reads what the op is about. Of an op that we do not know, nothing.
func (p *payload) readDeed(m identity.Members) (err error) {
	switch p.link.op {
	case Add, Revoke:
		p.link.subject, err = m.Subject("subject")
	case DeviceRevoke:
		err = m.Hex(p.link.device[:], "device")
	case DeviceAdd:
		if err = m.Hex(p.link.device[:], "device"); err != nil {
			return err
		}
		if p.key, err = m.Text("key"); err != nil {
			return err
		}
		if m.Has("box") {
			p.link.box = make([]byte, boxSize)
			if err = m.Hex(p.link.box, "box"); err != nil {
				return err
			}
		}
		err = m.Hex(p.proof[:], "proof")
	}
	return err
}

// parseKeys checks the keys of a device.
func (p *payload) parseKeys() (err error) {
	if p.link.op != DeviceAdd {
		return nil
	}
	if p.link.key, err = identity.ParseKey(p.key); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if p.link.box == nil {
		return nil
	}
	if err := checkBox(p.link.box); err != nil {
		return fmt.Errorf("box: %w", err)
	}
	return nil
}

// checkBox refuses the points of small order, to which nothing can be sealed:
// RFC 7748 section 6.1 gives zeros with them, whatever the secret.
func checkBox(raw []byte) error {
	public, err := ecdh.X25519().NewPublicKey(raw)
	if err != nil {
		return fmt.Errorf("%w: %w", identity.ErrBadKey, err)
	}
	any32 := make([]byte, boxSize)
	any32[0] = 1
	secret, err := ecdh.X25519().NewPrivateKey(any32)
	if err != nil {
		return fmt.Errorf("%w: %w", identity.ErrBadKey, err)
	}
	if _, err := secret.ECDH(public); err != nil {
		return fmt.Errorf("%w: it is of small order", identity.ErrBadKey)
	}
	return nil
}

// verifyProof asks whether the device holds its key, and meant this primary.
func (p *payload) verifyProof() error {
	l := p.link
	if l.op == DeviceAdd && !l.key.Verify(provenText(l.primary, l.device), p.proof[:]) {
		return fmt.Errorf("%w: the proof of the device does not fit its key", identity.ErrBadSignature)
	}
	return nil
}

// provenText is what a device signs to be certified.
func provenText(primary identity.Primary, device identity.ID) []byte {
	return []byte("kez.device/v1\n" + primary.String() + "\n" + device.String())
}

// ProveDevice gives the proof of a device_add: that whoever holds the device's
// key wants to be a device of primary.
func ProveDevice(device identity.Seed, primary identity.Primary, id identity.ID) []byte {
	return device.Sign(provenText(primary, id))
}
