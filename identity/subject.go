package identity

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrBadSubject says that something does not name an account elsewhere.
var ErrBadSubject = errors.New("bad subject")

// maxSubjectID bounds the identifier, as given and in normal form.
const maxSubjectID = 512

// A Subject is somebody's account elsewhere, system:identifier, in normal
// form: two spellings of one account are equal. The zero Subject is none.
type Subject struct{ system, id string }

// ParseSubject reads any spelling. What it knows of systems stands in systems;
// identifiers of others are kept as they are.
func ParseSubject(text string) (Subject, error) {
	system, id, ok := strings.Cut(text, ":")
	if !ok {
		return Subject{}, badSubject("%.80q is not system:identifier", text)
	}
	if system, ok = parseSystem(system); !ok {
		return Subject{}, badSubject("%.80q begins with no system: a letter, then letters, digits, + - and ., %d at most", text, maxSystem)
	}
	if other, ok := aliases[system]; ok {
		system = other
	}
	if err := checkSubjectID(id); err != nil {
		return Subject{}, err
	}
	if normal, known := systems[system]; known {
		var err error
		if id, err = normal(id); err != nil {
			return Subject{}, fmt.Errorf("%s: %w", system, err)
		}
		if err := checkSubjectID(id); err != nil {
			return Subject{}, err
		}
	}
	return Subject{system, id}, nil
}

// checkSubjectID refuses what a page or a terminal would not show as it is.
func checkSubjectID(id string) error {
	switch {
	case id == "":
		return badSubject("the identifier is empty")
	case len(id) > maxSubjectID:
		return badSubject("an identifier has at most %d bytes", maxSubjectID)
	case !utf8.ValidString(id):
		return badSubject("an identifier is UTF-8")
	case strings.ContainsFunc(id, invisible):
		return badSubject("an identifier has no white space, control and format characters")
	}
	return nil
}

func invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// System is what the identifier belongs to: dns, github, …
func (s Subject) System() string { return s.system }

// ID is the identifier within its system.
func (s Subject) ID() string { return s.id }

// Known says that the system is one of those that proofs are looked for in.
func (s Subject) Known() bool { return systems[s.system] != nil }

// String is the normal form; empty for none.
func (s Subject) String() string {
	if s.IsZero() {
		return ""
	}
	return s.system + ":" + s.id
}

// IsZero says that there is no subject.
func (s Subject) IsZero() bool { return s == Subject{} }

// MarshalText writes what String does.
func (s Subject) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is ParseSubject.
func (s *Subject) UnmarshalText(text []byte) error {
	parsed, err := ParseSubject(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

func badSubject(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrBadSubject, fmt.Errorf(format, args...))
}
