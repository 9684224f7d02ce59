package seal

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"kez.lat/chat/identity"
)

// members are those of one object in canonical form.
type members map[string]json.RawMessage

func membersOf(canonical []byte) (members, error) {
	var m members
	err := json.Unmarshal(canonical, &m)
	return m, err
}

func (m members) text(name string) (string, error) {
	var text *string
	if err := json.Unmarshal(m[name], &text); err != nil || text == nil {
		return "", fmt.Errorf("%s is not a string", name)
	}
	return *text, nil
}

// bytes reads base64url in its one spelling: no padding, no line breaks, no
// spare bits.
func (m members) bytes(name string) ([]byte, error) {
	text, err := m.text(name)
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || encode(raw) != text {
		return nil, fmt.Errorf("%s is not base64url", name)
	}
	return raw, nil
}

// without is the canonical form of the object that lacks one member.
func (m members) without(name string) ([]byte, error) {
	rest := make(map[string]any, len(m))
	for other, value := range m {
		if other != name {
			rest[other] = value
		}
	}
	return canonical(rest)
}

// canonical undoes what encoding/json does to order and escapes.
func canonical(object map[string]any) ([]byte, error) {
	data, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return identity.Canonical(data)
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
