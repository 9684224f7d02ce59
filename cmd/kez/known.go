package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
)

// errKeyChanged says that a node shows another key for an address than it did
// before. Nodes never give a handle to another key, so that one of the two was
// a lie.
var errKeyChanged = errors.New("the key of this person is another one than before")

// known remembers who has which key: one address and key a line. Lines are only
// added, each in one write, so that several programs may do it at once.
type known struct {
	path      string
	keys      map[identity.Address]identity.Key
	addresses map[identity.Key]identity.Address
}

func openKnown(base string) (*known, error) {
	k := &known{path: base + ".known", keys: make(map[identity.Address]identity.Key), addresses: make(map[identity.Key]identity.Address)}
	data, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the keys of people: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		address, aerr := parseFullAddress(name)
		key, kerr := identity.ParseKey(text)
		if aerr != nil || kerr != nil {
			return nil, fmt.Errorf("%s is damaged: it has a line %.80q", k.path, strings.TrimSpace(line))
		}
		k.add(address, key)
	}
	return k, nil
}

// add keeps the first word about an address.
func (k *known) add(address identity.Address, key identity.Key) {
	if _, there := k.keys[address]; !there {
		k.keys[address] = key
		k.addresses[key] = address
	}
}

// check remembers a person, or refuses one who is another than before.
func (k *known) check(p client.Person) error {
	before, there := k.keys[p.Address()]
	switch {
	case there && before == p.Key:
		return nil
	case there:
		return &hintedError{
			fmt.Errorf("%s: %w: %s, before %s", p.Address(), errKeyChanged, p.Key.Fingerprint(), before.Fingerprint()),
			"Ask them on another way which is theirs. If it is the new one, remove the line from " + k.path + ".",
		}
	}
	if err := k.append(fmt.Sprintf("%s %s\n", p.Address(), p.Key)); err != nil {
		return fmt.Errorf("remember the key of %s: %w", p.Address(), err)
	}
	k.add(p.Address(), p.Key)
	return nil
}

func (k *known) append(line string) error {
	if err := os.MkdirAll(filepath.Dir(k.path), dirMode); err != nil {
		return err
	}
	f, err := os.OpenFile(k.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	return writeAndSync(f, []byte(line))
}
