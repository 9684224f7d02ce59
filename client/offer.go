package client

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

var (
	// ErrBadCode says that something is not the code of a new device.
	ErrBadCode = errors.New("bad code")
	// ErrBadOffer says that what waits under a code is not an offer for this
	// account that the code's maker made.
	ErrBadOffer = errors.New("bad offer")
)

// A Code is what a person carries from a new device to one that has the seed.
// Whoever has it can read the offer, and write another.
type Code [16]byte

const (
	codeURI   = "kez:link:"
	codeGroup = 4
	// maxName is the size of a device's name.
	maxName = 64
	// offerPoll is how often a new device looks for itself in the sigchain.
	offerPoll = 2 * time.Second
)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ParseCode reads what String and URI write, in any grouping and case.
func ParseCode(text string) (Code, error) {
	text = strings.ToLower(strings.Join(strings.Fields(text), ""))
	text = strings.ReplaceAll(strings.TrimPrefix(text, codeURI), "-", "")
	raw, err := base32Lower.DecodeString(text)
	var c Code
	if err != nil || len(raw) != len(c) || base32Lower.EncodeToString(raw) != text {
		return Code{}, fmt.Errorf("%w: it is %d letters and digits", ErrBadCode, base32Lower.EncodedLen(len(c)))
	}
	copy(c[:], raw)
	return c, nil
}

func (c Code) word() string { return base32Lower.EncodeToString(c[:]) }

// String is the code in groups of four, for people.
func (c Code) String() string {
	var groups []string
	for word := c.word(); word != ""; {
		n := min(codeGroup, len(word))
		groups, word = append(groups, word[:n]), word[n:]
	}
	return strings.Join(groups, " ")
}

// URI is the code for a picture that another device reads.
func (c Code) URI() string { return codeURI + c.word() }

// derive gives where the offer lies and what it is sealed with.
func (c Code) derive() (slot identity.ID, aead cipher.AEAD, err error) {
	place, err := hkdf.Key(sha256.New, c[:], nil, "kez.link/id", len(slot))
	if err != nil {
		return slot, nil, err
	}
	key, err := hkdf.Key(sha256.New, c[:], nil, "kez.link/key", 32)
	if err != nil {
		return slot, nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return slot, nil, err
	}
	aead, err = cipher.NewGCM(block)
	return identity.ID(place), aead, err
}

// An Offer is what a new device asks to be certified. Only opening one makes
// it: its keys were proved, its name was only said.
type Offer struct {
	device identity.ID
	key    identity.Key
	box    []byte
	proof  []byte
	name   string
}

// Device is the id that the new device chose.
func (o Offer) Device() identity.ID { return o.device }

// Key is the new device's own.
func (o Offer) Key() identity.Key { return o.key }

// Name is what the new device calls itself. It stands nowhere else.
func (o Offer) Name() string { return o.name }

type offerForm struct {
	Primary identity.Primary `json:"primary"`
	Device  identity.ID      `json:"device"`
	Key     identity.Key     `json:"key"`
	Box     string           `json:"box"`
	Proof   string           `json:"proof"`
	Name    string           `json:"name"`
}

// sealOffer gives the slot and what is put there.
func sealOffer(random io.Reader, c Code, l Linked, name string) (slot identity.ID, sealed string, err error) {
	if len(name) > maxName || !utf8.ValidString(name) {
		return slot, "", fmt.Errorf("%w: a name has at most %d bytes", ErrBadOffer, maxName)
	}
	primary := identity.PrimaryOf(l.Account)
	data, err := json.Marshal(offerForm{
		primary, l.ID, l.Seed.Key(), hex.EncodeToString(l.Box.PublicKey().Bytes()),
		hex.EncodeToString(sigchain.ProveDevice(l.Seed, primary, l.ID)), name,
	})
	if err != nil {
		return slot, "", err
	}
	plain, err := identity.Canonical(data)
	if err != nil {
		return slot, "", err
	}
	slot, aead, err := c.derive()
	if err != nil {
		return slot, "", err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return slot, "", err
	}
	return slot, base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, []byte(slot.String()))), nil
}

// openOffer checks that an offer was sealed under the code, for the account,
// by who holds the device's key.
func openOffer(c Code, sealed string, account identity.Key) (Offer, error) {
	slot, aead, err := c.derive()
	if err != nil {
		return Offer{}, err
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(data) < aead.NonceSize() {
		return Offer{}, fmt.Errorf("%w: it is not sealed", ErrBadOffer)
	}
	plain, err := aead.Open(nil, data[:aead.NonceSize()], data[aead.NonceSize():], []byte(slot.String()))
	if err != nil {
		return Offer{}, fmt.Errorf("%w: it was sealed under another code", ErrBadOffer)
	}
	var f offerForm
	if err := identity.DecodeStrict(plain, &f); err != nil {
		return Offer{}, fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	box, boxErr := hex.DecodeString(f.Box)
	proof, proofErr := hex.DecodeString(f.Proof)
	switch {
	case f.Primary != identity.PrimaryOf(account):
		return Offer{}, fmt.Errorf("%w: it is for %.80s", ErrBadOffer, f.Primary)
	case errors.Join(boxErr, proofErr) != nil || len(box) != 32 || f.Device.IsZero() || f.Key.IsZero() || len(f.Name) > maxName:
		return Offer{}, fmt.Errorf("%w: its members are not as they should be", ErrBadOffer)
	case !f.Key.Verify(fmt.Appendf(nil, "kez.device/v1\n%s\n%s", f.Primary, f.Device), proof):
		return Offer{}, fmt.Errorf("%w: it does not prove the device's key", ErrBadOffer)
	}
	return Offer{f.Device, f.Key, box, proof, printable(f.Name)}, nil
}

// printable keeps a name from writing over what is shown around it.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\ufffd'
		}
		return r
	}, name)
}

// Offer puts the offer of a new device, for ten minutes, under a code that its
// person carries to a device that has the seed.
func (n *Node) Offer(ctx context.Context, random io.Reader, l Linked, name string) (Code, error) {
	var c Code
	if _, err := io.ReadFull(random, c[:]); err != nil {
		return Code{}, fmt.Errorf("make a code: %w", err)
	}
	slot, sealed, err := sealOffer(random, c, l, name)
	if err != nil {
		return Code{}, err
	}
	body, err := json.Marshal(map[string]string{"sealed": sealed})
	if err != nil {
		return Code{}, err
	}
	if _, err := n.ask(ctx, http.MethodPut, "/v1/link/"+slot.String(), nil, body); err != nil {
		return Code{}, fmt.Errorf("offer the device: %w", err)
	}
	return c, nil
}

// AwaitLink waits until the device stands in the sigchain of its account.
func (b *Book) AwaitLink(ctx context.Context, l Linked) error {
	for {
		s, err := b.Refresh(ctx, l.Account)
		if err != nil && !errors.Is(err, ErrUnreachable) {
			return fmt.Errorf("wait to be linked: %w", err)
		}
		if err == nil {
			if done, err := l.certified(s); done || err != nil {
				return err
			}
		}
		if err := newLink().wait(ctx, offerPoll); err != nil {
			return fmt.Errorf("wait to be linked: %w", err)
		}
	}
}

// TakeOffer takes what waits under a code. It is given out once: if it is not
// accepted, the new device has to make another.
func (n *Node) TakeOffer(ctx context.Context, c Code, account identity.Key) (Offer, error) {
	slot, _, err := c.derive()
	if err != nil {
		return Offer{}, err
	}
	body, err := n.ask(ctx, http.MethodGet, "/v1/link/"+slot.String(), nil, nil)
	if err != nil {
		return Offer{}, fmt.Errorf("take the offer: %w", err)
	}
	var form struct{ Sealed string }
	if err := json.Unmarshal(body, &form); err != nil {
		return Offer{}, fmt.Errorf("take the offer: %w", ErrNotANode)
	}
	return openOffer(c, form.Sealed, account)
}

// Accept certifies the device of an offer.
func (b *Book) Accept(ctx context.Context, seed identity.Seed, o Offer) (sigchain.Link, error) {
	return b.Append(ctx, seed, sigchain.Draft{Op: sigchain.DeviceAdd, Device: o.device, Key: o.key, Box: o.box, Proof: o.proof})
}

// RevokeDevice shuts a device of the account out, for ever.
func (b *Book) RevokeDevice(ctx context.Context, seed identity.Seed, device identity.ID) (sigchain.Link, error) {
	return b.Append(ctx, seed, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: device})
}
