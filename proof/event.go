package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"kez.lat/chat/identity"
)

// Kinds of events that proofs stand in: NIP-01 profile, NIP-01 note, NIP-78
// data of an application.
const (
	kindProfile = 0
	kindNote    = 1
	kindData    = 30078
	dataName    = "kez" // the tag d of our data
)

// event is one of Nostr, NIP-01.
type event struct {
	ID        string     `json:"id"`
	PubKey    string     `json:"pubkey"`
	CreatedAt int64      `json:"created_at"`
	Kind      int        `json:"kind"`
	Tags      [][]string `json:"tags"`
	Content   string     `json:"content"`
	Sig       string     `json:"sig"`
}

// by says that the key signed exactly this. Relays are believed in nothing.
func (e event) by(k identity.NostrKey) bool {
	var id [sha256.Size]byte
	var sig [64]byte
	return e.PubKey == k.Hex() && unhex(id[:], e.ID) && unhex(sig[:], e.Sig) && e.hash() == id && k.Verify(id, sig[:])
}

func unhex(dst []byte, digits string) bool {
	raw, err := hex.DecodeString(digits)
	return err == nil && copy(dst, raw) == len(raw) && len(raw) == len(dst) && hex.EncodeToString(raw) == digits
}

// hash is the id as NIP-01 has it: SHA-256 of a JSON array without white space.
func (e event) hash() [sha256.Size]byte {
	var b bytes.Buffer
	b.WriteString(`[0,`)
	quote(&b, e.PubKey)
	b.WriteByte(',')
	b.WriteString(strconv.FormatInt(e.CreatedAt, 10))
	b.WriteByte(',')
	b.WriteString(strconv.Itoa(e.Kind))
	b.WriteString(",[")
	for n, tag := range e.Tags {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('[')
		for m, text := range tag {
			if m > 0 {
				b.WriteByte(',')
			}
			quote(&b, text)
		}
		b.WriteByte(']')
	}
	b.WriteString("],")
	quote(&b, e.Content)
	b.WriteByte(']')
	return sha256.Sum256(b.Bytes())
}

// quote escapes the seven characters that NIP-01 names and leaves all others as
// they are, unlike encoding/json.
func quote(b *bytes.Buffer, text string) {
	b.WriteByte('"')
	for n := range len(text) {
		switch c := text[n]; c {
		case '\n':
			b.WriteString(`\n`)
		case '"':
			b.WriteString(`\"`)
		case '\\':
			b.WriteString(`\\`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case '\b':
			b.WriteString(`\b`)
		case '\f':
			b.WriteString(`\f`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}

// asked says that it is of a kind that a proof may stand in, whatever it says.
func (e event) asked() bool {
	switch e.Kind {
	case kindProfile, kindNote:
		return true
	case kindData:
		for _, tag := range e.Tags {
			if len(tag) > 1 && tag[0] == "d" {
				return tag[1] == dataName // the first one names it
			}
		}
	}
	return false
}

// text is where a proof would stand in it.
func (e event) text() []byte {
	if e.Kind != kindProfile {
		return []byte(e.Content)
	}
	var profile struct {
		About string `json:"about"`
	}
	if json.Unmarshal([]byte(e.Content), &profile) != nil {
		return nil // a profile of another make, or none
	}
	return []byte(profile.About)
}

// message is what a relay says: ["EVENT",id,{…}], ["EOSE",id], ["CLOSED",id,why],
// ["NOTICE",text].
type message struct {
	kind, subscription, text string
	event                    event
}

// readMessage gives ok false for what is none of these.
func readMessage(data []byte) (m message, ok bool) {
	var parts []json.RawMessage
	if !utf8.Valid(data) || json.Unmarshal(data, &parts) != nil || len(parts) < 2 || json.Unmarshal(parts[0], &m.kind) != nil {
		return message{}, false
	}
	texts := []*string{&m.subscription, &m.text}
	switch m.kind {
	case "EVENT":
		if len(parts) != 3 || json.Unmarshal(parts[2], &m.event) != nil {
			return message{}, false
		}
		texts = texts[:1]
	case "EOSE":
		texts = texts[:1]
	case "NOTICE":
		texts = texts[1:]
	}
	for n, text := range texts {
		if n+1 < len(parts) && json.Unmarshal(parts[n+1], text) != nil {
			return message{}, false
		}
	}
	return m, true
}
