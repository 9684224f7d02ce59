package identity

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// ErrBadID says that something does not name a message.
var ErrBadID = errors.New("bad id")

// An ID names one message for ever: 16 random bytes that its sender draws, so
// that a repeated send is known for a repeat. The zero ID is none.
type ID [16]byte

// ParseID reads 32 lower-case hex digits.
func ParseID(digits string) (ID, error) {
	var id ID
	if !decodeHex(id[:], digits) {
		return ID{}, fmt.Errorf("%w: it is not %d lower-case hex digits", ErrBadID, 2*len(id))
	}
	return id, nil
}

// NewID takes 16 bytes of random.
func NewID(random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return ID{}, fmt.Errorf("make an id: %w", err)
	}
	return id, nil
}

// String is the form that ParseID reads.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// IsZero says that there is no id.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText writes what String does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is ParseID.
func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := ParseID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}
