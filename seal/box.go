package seal

import (
	"encoding/json"
	"errors"
	"fmt"

	"kez.lat/chat/identity"
)

var (
	// ErrNotABox says that bytes are not a box of version 1.
	ErrNotABox = errors.New("not a box")
	// ErrTooLarge says that a message does not fit into one box.
	ErrTooLarge = errors.New("too large")
)

const (
	// MaxBox is the most that a node takes for one message.
	MaxBox = 256 << 10
	// MaxKeys is how many may open one box: two accounts and 64 devices.
	MaxKeys = 66

	kind    = "box"
	version = "1"
	encSize = 32      // an X25519 public key
	ekSize  = 32 + 16 // the content key and its tag
)

// box is the outer form. Members that we do not know are authenticated like
// the others, and so they may stand there.
type box struct {
	keys []wrapped
	ct   []byte
	aad  []byte // the canonical form without ct
}

type wrapped struct {
	to      string
	enc, ek []byte
}

// readBox reads members by their exact names: encoding/json would take "CT" for
// "ct", and a box would open here that opens nowhere else.
func readBox(data []byte) (box, error) {
	if len(data) > MaxBox {
		return box{}, fmt.Errorf("%w: it has more than %d bytes", ErrNotABox, MaxBox)
	}
	canonical, err := identity.Canonical(data)
	if err != nil {
		return box{}, fmt.Errorf("%w: %w", ErrNotABox, err)
	}
	m, err := membersOf(canonical)
	if err != nil {
		return box{}, fmt.Errorf("%w: %w", ErrNotABox, err)
	}
	// In canonical form the number 1 is "1", however it was written.
	if kez, _ := m.text("kez"); kez != kind || string(m["v"]) != version {
		return box{}, fmt.Errorf("%w: it is not a box of version %s", ErrNotABox, version)
	}
	var b box
	if b.keys, err = readKeys(m["keys"]); err != nil {
		return box{}, err
	}
	if b.ct, err = m.bytes("ct"); err != nil {
		return box{}, fmt.Errorf("%w: %w", ErrNotABox, err)
	}
	if b.aad, err = m.without("ct"); err != nil {
		return box{}, fmt.Errorf("%w: %w", ErrNotABox, err)
	}
	return b, nil
}

func readKeys(list json.RawMessage) ([]wrapped, error) {
	var forms []members
	if err := json.Unmarshal(list, &forms); err != nil || len(forms) < 1 || len(forms) > MaxKeys {
		return nil, fmt.Errorf("%w: keys is not a list of 1 to %d", ErrNotABox, MaxKeys)
	}
	keys := make([]wrapped, len(forms))
	seen := make(map[string]bool, len(forms))
	for i, form := range forms {
		to, toErr := form.text("to")
		enc, encErr := form.bytes("enc")
		ek, ekErr := form.bytes("ek")
		switch {
		case errors.Join(toErr, encErr, ekErr) != nil, len(enc) != encSize, len(ek) != ekSize:
			return nil, fmt.Errorf("%w: key %d has not its three members", ErrNotABox, i+1)
		case seen[to]:
			// Which of the two is meant would depend on the reader.
			return nil, fmt.Errorf("%w: two keys are for %.72q", ErrNotABox, to)
		}
		seen[to] = true
		keys[i] = wrapped{to, enc, ek}
	}
	return keys, nil
}

// head is the box before there is a ciphertext, in canonical form.
func head(keys []wrapped) ([]byte, error) {
	forms := make([]map[string]string, len(keys))
	for i, k := range keys {
		forms[i] = map[string]string{"to": k.to, "enc": encode(k.enc), "ek": encode(k.ek)}
	}
	return canonical(map[string]any{"kez": kind, "v": json.RawMessage(version), "keys": forms})
}

// closeBox puts the ciphertext into the box. In canonical form it comes first.
func closeBox(head, ct []byte) []byte {
	return fmt.Appendf(nil, `{"ct":"%s",%s`, encode(ct), head[1:])
}
