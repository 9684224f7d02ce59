package seal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"kez.lat/chat/identity"
)

// ErrBadLetter says that what was sealed is not a letter.
var ErrBadLetter = errors.New("bad letter")

// Types of letters that this project knows. A client shows others as a newer
// message.
const (
	TypeText    = "text"
	TypeReceipt = "receipt"
	TypeTyping  = "typing"
	TypeProfile = "profile"
)

// signedContext begins what a letter's signature covers, so that it is good
// for nothing else.
const signedContext = "kez.box/v1\n"

// A Draft is a letter before it is signed and sealed.
type Draft struct {
	Type   string
	ID     identity.ID // the message's Kez-Id
	To     identity.Key
	SentAt time.Time
	Body   string
	// Members are further ones that the type has. They cannot replace those
	// above.
	Members map[string]any
}

// A Linked device writes letters of its account, whose seed it does not hold.
type Linked struct {
	Account identity.Key
	Device  identity.ID
	Seed    identity.Seed // of the device's own key
}

// author is who signs: an account, or one of its devices for it.
type author struct {
	account identity.Key
	device  identity.ID // zero for the account itself
	seed    identity.Seed
}

// A Letter passed every rule of opening: only an Opener makes one.
type Letter struct {
	kind     string
	id       identity.ID
	from, to identity.Key
	device   identity.ID
	sentAt   time.Time
	body     string
	members  members
}

// Type says what the letter is: TypeText and so on, or one we do not know.
func (l Letter) Type() string { return l.kind }

// ID is what its sender named it.
func (l Letter) ID() identity.ID { return l.id }

// From is the account that wrote it.
func (l Letter) From() identity.Key { return l.from }

// Device is the linked device that signed it, zero if the account itself did.
func (l Letter) Device() identity.ID { return l.device }

// To is whom it was written to.
func (l Letter) To() identity.Key { return l.to }

// SentAt is when its sender says to have sent it.
func (l Letter) SentAt() time.Time { return l.sentAt }

// Body is the text; not every type has one.
func (l Letter) Body() string { return l.body }

// Member is any member as JSON, nil if the letter has none of the name.
func (l Letter) Member(name string) json.RawMessage { return bytes.Clone(l.members[name]) }

// sign gives the letter in canonical form. What is no UTF-8 is refused, for
// encoding/json would repair it, and another letter would be signed.
func (d Draft) sign(by author) ([]byte, error) {
	switch {
	case d.Type == "", d.ID.IsZero(), d.To.IsZero(), by.account.IsZero(), by.seed.IsZero():
		return nil, fmt.Errorf("%w: type, id, sender and recipient are needed", ErrBadLetter)
	case !utf8.ValidString(d.Type), !utf8.ValidString(d.Body):
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrBadLetter)
	}
	letter := map[string]any{}
	maps.Copy(letter, d.Members)
	maps.Copy(letter, map[string]any{
		"type": d.Type, "id": d.ID, "from": by.account, "to": d.To,
		"sent_at": d.SentAt.UTC().Format(identity.TimeFormat), "body": d.Body,
	})
	delete(letter, "sig")
	if delete(letter, "device"); !by.device.IsZero() {
		letter["device"] = by.device
	}
	unsigned, err := canonical(letter)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadLetter, err)
	}
	letter["sig"] = hex.EncodeToString(by.seed.Sign(append([]byte(signedContext), unsigned...)))
	return canonical(letter)
}

// unverified is a letter of the right shape, of which nothing is proved.
type unverified struct {
	Letter
	signed, sig []byte
}

func readLetter(plain []byte) (unverified, error) {
	form, err := identity.Canonical(plain)
	if err != nil {
		return unverified{}, fmt.Errorf("%w: %w", ErrBadLetter, err)
	}
	m, err := membersOf(form)
	if err != nil {
		return unverified{}, fmt.Errorf("%w: %w", ErrBadLetter, err)
	}
	u := unverified{Letter: Letter{members: m}}
	for name, read := range map[string]func(text string) error{
		"type":    func(text string) error { u.kind = text; return nil },
		"id":      func(text string) (err error) { u.id, err = identity.ParseID(text); return err },
		"from":    func(text string) (err error) { u.from, err = identity.ParseKey(text); return err },
		"to":      func(text string) (err error) { u.to, err = identity.ParseKey(text); return err },
		"sent_at": func(text string) (err error) { u.sentAt, err = identity.ParseTime(text); return err },
	} {
		text, err := m.text(name)
		if err == nil {
			err = read(text)
		}
		if err != nil {
			return unverified{}, fmt.Errorf("%w: %s: %w", ErrBadLetter, name, err)
		}
	}
	if m["device"] != nil {
		text, err := m.text("device")
		if err == nil {
			u.device, err = identity.ParseID(text)
		}
		if err != nil || u.device.IsZero() {
			return unverified{}, fmt.Errorf("%w: device does not name one", ErrBadLetter)
		}
	}
	u.body, _ = m.text("body") // not every type has one
	if text, _ := m.text("sig"); text == strings.ToLower(text) {
		u.sig, _ = hex.DecodeString(text) // what is left out fits nothing
	}
	if u.signed, err = m.without("sig"); err != nil {
		return unverified{}, fmt.Errorf("%w: %w", ErrBadLetter, err)
	}
	return u, nil
}

// signer is whose key has to fit: the account's, or that of the device which
// says to have written for it.
func (u unverified) signer(given Given) (identity.Key, error) {
	switch {
	case u.device.IsZero():
		return u.from, nil
	case given.Device == nil:
		return identity.Key{}, ErrWrongDevice
	}
	key, err := given.Device(u.from, u.device, given.Time)
	if err != nil {
		return identity.Key{}, fmt.Errorf("device %s of %s: %w", u.device, u.from.Fingerprint(), err)
	}
	return key, nil
}

func (u unverified) signedBy(key identity.Key) bool {
	return key.Verify(append([]byte(signedContext), u.signed...), u.sig)
}
