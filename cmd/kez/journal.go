package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
)

const (
	journalHead = "kez-mail 1 "
	// seenKept is how many letters are remembered, so that none is shown twice
	// when a mailbox is read anew or somebody repeats an old one.
	seenKept = 20_000
	// A journal longer than this is written anew at the next start.
	journalLines = 4 * seenKept
)

// errBusy says that another program receives with this identity.
var errBusy = errors.New("another kez is receiving with this identity")

// letterName names a letter for ever.
type letterName struct {
	from identity.Key
	id   identity.ID
}

// A journal is what was received: a text file to which lines are added, "seen
// KEY ID" and "cursor EPOCH SEQ". What was printed is written down and synced
// before more is printed; a loss of power may repeat the last message, and
// never swallows one.
type journal struct {
	file   *os.File
	lock   *os.File
	cursor client.Cursor
	seen   map[letterName]bool
	order  []letterName
	keys   identity.KeyCache
	lines  int
	ahead  []letterName // printed, not written down
}

// newJournal begins one that is not kept.
func newJournal() *journal { return &journal{seen: make(map[letterName]bool)} }

// openJournal reads the journal of the identity, for one program at a time.
func openJournal(base string, key identity.Key) (*journal, error) {
	path := base + ".mail"
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(base+".lock", os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return nil, err
	}
	j := newJournal()
	j.lock = lock
	if err := lockFile(lock); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if err := j.load(path, key); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return j, nil
}

func (j *journal) load(path string, key identity.Key) error {
	head := journalHead + key.String() + "\n"
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(data) == 0:
		err = replaceDurably(path, []byte(head))
	case err == nil:
		// A line that a loss of power cut off was never acknowledged.
		whole := data[:bytes.LastIndexByte(data, '\n')+1]
		if err = j.parse(string(whole), head); err != nil {
			return &hintedError{fmt.Errorf("%s: %w", path, err), "Move the file away to receive everything anew."}
		}
		if j.lines > journalLines || len(whole) < len(data) {
			err = replaceDurably(path, j.whole(head))
		}
	}
	if err != nil {
		return fmt.Errorf("keep what was received: %w", err)
	}
	j.file, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, fileMode)
	return err
}

func (j *journal) parse(text, head string) error {
	body, ok := strings.CutPrefix(text, head)
	if !ok {
		return errors.New("it is not the mail of this identity")
	}
	for line := range strings.Lines(body) {
		j.lines++
		if err := j.parseLine(strings.Fields(line)); err != nil {
			return fmt.Errorf("it is damaged in line %d: %w", j.lines+1, err)
		}
	}
	return nil
}

func (j *journal) parseLine(words []string) error {
	if len(words) != 3 {
		return errors.New("it has not three words")
	}
	switch words[0] {
	case "seen":
		key, kerr := j.keys.Parse(words[1])
		id, ierr := identity.ParseID(words[2])
		if err := errors.Join(kerr, ierr); err != nil {
			return err
		}
		j.remember(letterName{key, id})
		return nil
	case "cursor":
		seq, err := strconv.ParseUint(words[2], 10, 64)
		j.cursor = client.Cursor{Epoch: words[1], Seq: seq}
		return err
	}
	return fmt.Errorf("there is no %.20q", words[0])
}

func (j *journal) remember(name letterName) {
	if j.seen[name] {
		return
	}
	j.seen[name] = true
	j.order = append(j.order, name)
	if len(j.order) > seenKept {
		delete(j.seen, j.order[0])
		j.order = j.order[1:]
	}
}

func (j *journal) whole(head string) []byte {
	b := []byte(head)
	for _, name := range j.order {
		b = appendSeen(b, name)
	}
	return appendCursor(b, j.cursor)
}

func appendSeen(b []byte, name letterName) []byte {
	return fmt.Appendf(b, "seen %s %s\n", name.from.Hex(), name.id)
}

func appendCursor(b []byte, c client.Cursor) []byte {
	if c.Epoch == "" {
		return b
	}
	return fmt.Appendf(b, "cursor %s %d\n", c.Epoch, c.Seq)
}

// Seen says that a letter was taken before.
func (j *journal) Seen(from identity.Key, id identity.ID) bool {
	return j.seen[letterName{from, id}]
}

// Take remembers a letter; Advance writes it down.
func (j *journal) Take(from identity.Key, id identity.ID) {
	name := letterName{from, id}
	j.remember(name)
	j.ahead = append(j.ahead, name)
}

// Advance writes down what was taken, and how far the mailbox was read.
func (j *journal) Advance(c client.Cursor) error {
	var b []byte
	for _, name := range j.ahead {
		b = appendSeen(b, name)
	}
	if c != j.cursor {
		b = appendCursor(b, c)
	}
	if len(b) == 0 || j.file == nil {
		return nil
	}
	if _, err := j.file.Write(b); err != nil {
		return fmt.Errorf("keep what was received: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("keep what was received: %w", err)
	}
	j.ahead, j.cursor = nil, c
	return nil
}

// Close lets another program receive.
func (j *journal) Close() error {
	if j.file == nil {
		return nil
	}
	return errors.Join(j.file.Close(), j.lock.Close())
}
