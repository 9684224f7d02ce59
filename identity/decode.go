package identity

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// DecodeStrict parses one JSON object as strictly as Canonical and decodes it
// into a struct. Members that the struct does not have are ignored: protocols
// grow. ErrMalformed says that it is not JSON that we accept, ErrBadEnvelope
// that a member is of the wrong type.
func DecodeStrict(data []byte, into any) error {
	if _, err := checkJSON(data); err != nil {
		return err
	}
	if err := checkNames(data, reflect.TypeOf(into)); err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: %w", ErrBadEnvelope, err)
	}
	return nil
}

var (
	jsonReader = reflect.TypeFor[json.Unmarshaler]()
	textReader = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// checkNames refuses members whose name differs from a field's in case only.
// encoding/json would take them for the field, so that "to" and "To" were
// duplicates which no other parser sees.
func checkNames(data []byte, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	data = bytes.TrimSpace(data)
	if reflect.PointerTo(t).Implements(jsonReader) || reflect.PointerTo(t).Implements(textReader) {
		return nil
	}
	switch {
	case t.Kind() == reflect.Slice && data[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(data, &items); err != nil {
			return fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		for _, item := range items {
			if err := checkNames(item, t.Elem()); err != nil {
				return err
			}
		}
	case t.Kind() == reflect.Struct && data[0] == '{':
		var members map[string]json.RawMessage
		if err := json.Unmarshal(data, &members); err != nil {
			return fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		for _, field := range reflect.VisibleFields(t) {
			if err := checkField(members, field); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkField(members map[string]json.RawMessage, field reflect.StructField) error {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if !field.IsExported() || field.Anonymous && name == "" {
		return nil // VisibleFields lists what an embedded struct has by itself
	}
	if name == "" {
		name = field.Name
	}
	for member, value := range members {
		switch {
		case member == name:
			if err := checkNames(value, field.Type); err != nil {
				return err
			}
		case strings.EqualFold(member, name):
			return malformed("the member %.40q is written %q", member, name)
		}
	}
	return nil
}
