package identity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Members are those of one object in canonical form, in its order. What they
// refuse is ErrBadEnvelope.
type Members struct{ list []member }

type member struct{ name, raw []byte }

// readMembers wants exactly the names, or, when none are given, any.
func readMembers(canonical []byte, names ...string) (Members, error) {
	if canonical[0] != '{' {
		return Members{}, badEnvelope("it is not an object")
	}
	m := Members{make([]member, 0, 8)}
	for at := 1; canonical[at] != '}'; {
		if canonical[at] == ',' {
			at++
		}
		colon := afterValue(canonical, at)
		end := afterValue(canonical, colon+1)
		name := canonical[at+1 : colon-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			text, err := textOf(canonical[at:colon])
			if err != nil {
				return Members{}, err
			}
			name = []byte(text)
		}
		m.list = append(m.list, member{name, canonical[colon+1 : end]})
		at = end
	}
	for _, name := range names {
		if !m.Has(name) {
			return Members{}, badEnvelope("%s is absent", name)
		}
	}
	if len(names) > 0 && len(m.list) > len(names) {
		return Members{}, badEnvelope("it has members besides %q", names)
	}
	return m, nil
}

// afterValue is where the value that begins at a place of a canonical text
// ends.
func afterValue(canonical []byte, at int) int {
	for depth := 0; ; {
		switch canonical[at] {
		case '"':
			at = afterText(canonical, at)
		case '{', '[':
			depth++
			at++
			continue
		case '}', ']':
			depth--
			at++
		case ',', ':':
			at++
			continue
		default: // a number or a word
			for c := canonical[at]; c != ',' && c != '}' && c != ']'; c = canonical[at] {
				at++
			}
		}
		if depth == 0 {
			return at
		}
	}
}

func afterText(canonical []byte, at int) int {
	for at++; canonical[at] != '"'; at++ {
		if canonical[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// textOf reads a string with its quotes.
func textOf(raw []byte) (string, error) {
	if raw[0] != '"' {
		return "", badEnvelope("it is not a string")
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", badEnvelope("it is not a string")
	}
	return text, nil
}

// Has says that there is a member of this name.
func (m Members) Has(name string) bool { return m.value(name) != nil }

// value is nil for a member that is not there.
func (m Members) value(name string) []byte {
	at := slices.IndexFunc(m.list, func(one member) bool { return string(one.name) == name })
	if at < 0 {
		return nil
	}
	return m.list[at].raw
}

// Text is a member that is a string.
func (m Members) Text(name string) (string, error) {
	raw := m.value(name)
	if raw == nil {
		return "", badEnvelope("%s is absent", name)
	}
	text, err := textOf(raw)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}

// Number is a member that is a number, as it is written in canonical form:
// there the number 1 is "1", however it came.
func (m Members) Number(name string) (string, error) {
	raw := m.value(name)
	if raw == nil {
		return "", badEnvelope("%s is absent", name)
	}
	if raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') {
		return "", badEnvelope("%s is not a number", name)
	}
	return string(raw), nil
}

// Sequence is a member that is an integer from 1, exact.
func (m Members) Sequence(name string) (uint64, error) {
	digits, err := m.Number(name)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n == 0 {
		return 0, badEnvelope("%s is not an integer from 1", name)
	}
	return n, nil
}

// Time is a member that is a time as ParseTime reads it.
func (m Members) Time(name string) (time.Time, error) {
	text, err := m.Text(name)
	if err != nil {
		return time.Time{}, err
	}
	t, err := ParseTime(text)
	if err != nil {
		return time.Time{}, badEnvelope("%s: %w", name, err)
	}
	return t, nil
}

// Subject is a member that names somebody elsewhere, in any spelling.
func (m Members) Subject(name string) (Subject, error) {
	text, err := m.Text(name)
	if err != nil {
		return Subject{}, err
	}
	s, err := ParseSubject(text)
	if err != nil {
		return Subject{}, badEnvelope("%s: %w", name, err)
	}
	return s, nil
}

// Hex fills dst from a member that is lower-case hex of exactly its length.
func (m Members) Hex(dst []byte, name string) error {
	text, err := m.Text(name)
	if err != nil {
		return err
	}
	if !decodeHex(dst, text) {
		return badEnvelope("%s is not %d lower-case hex digits", name, 2*len(dst))
	}
	return nil
}

func badEnvelope(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrBadEnvelope, fmt.Errorf(format, args...))
}

// A Heading is what every signed payload says of itself.
type Heading struct {
	Type, Version string
	Primary       string // as written, which need not be a key
	CreatedAt     time.Time
}

// Heading reads type, version, primary and created_at.
func (m Members) Heading() (h Heading, err error) {
	if h.Type, err = m.Text("type"); err != nil {
		return Heading{}, err
	}
	if h.Version, err = m.Number("version"); err != nil {
		return Heading{}, err
	}
	if h.Primary, err = m.Text("primary"); err != nil {
		return Heading{}, err
	}
	h.CreatedAt, err = m.Time("created_at")
	return h, err
}

// Expect wants version 1 of a kind of statement, which is about the key that
// signed it: ErrBadType, ErrKeyMismatch.
func (u Unverified) Expect(tag, kind string, h Heading) error {
	if u.tag != tag || h.Type != kind || h.Version != "1" {
		return fmt.Errorf("%w: this is not a %s of version 1", ErrBadType, tag)
	}
	if u.key != h.Primary {
		return fmt.Errorf("%w: the signing key is not the primary of the payload", ErrKeyMismatch)
	}
	return nil
}
