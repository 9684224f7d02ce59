package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// errKeyChanged says that a node shows another key for an address than it did
// before. Nodes never give a handle to another key, so that one of the two was
// a lie.
var errKeyChanged = errors.New("the key of this person is another one than before")

// known remembers who has which key: one address and key a line, and how far
// each key's sigchain was seen: a key, the number and the hash of its last event.
// Lines are only added, each in one write, so that several programs may do it at
// once.
type known struct {
	path      string
	mu        sync.Mutex // of heads, which are asked for from several goroutines
	heads     map[identity.Key]sigchain.Head
	keys      map[identity.Address]identity.Key
	addresses map[identity.Key]identity.Address
}

func openKnown(base string) (*known, error) {
	k := &known{path: base + ".known", heads: make(map[identity.Key]sigchain.Head), keys: make(map[identity.Address]identity.Key), addresses: make(map[identity.Key]identity.Address)}
	data, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the keys of people: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if key, head, ok := readHead(line); ok {
			if head.Seq > k.heads[key].Seq {
				k.heads[key] = head
			}
			continue
		}
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

// readHead reads a line about a sigchain.
func readHead(line string) (k identity.Key, h sigchain.Head, ok bool) {
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return k, h, false
	}
	k, kerr := identity.ParseKey(fields[0])
	seq, serr := strconv.ParseUint(fields[1], 10, 63)
	sum, herr := hex.DecodeString(fields[2])
	ok = errors.Join(kerr, serr, herr) == nil && seq > 0 && len(sum) == sha256.Size
	return k, sigchain.Head{Seq: seq, Hash: fields[2]}, ok
}

// memory is how far sigchains were seen: a node that takes a revocation back is
// found out, also by the next run.
func (k *known) memory() client.Memory {
	return client.Memory{
		Recall: func(account identity.Key) sigchain.Head {
			k.mu.Lock()
			defer k.mu.Unlock()
			return k.heads[account]
		},
		Keep: func(account identity.Key, h sigchain.Head) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			if err := k.append(fmt.Sprintf("%s %d %s\n", account, h.Seq, h.Hash)); err != nil {
				return err
			}
			k.heads[account] = h
			return nil
		},
	}
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
