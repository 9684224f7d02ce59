package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
)

func testKey(t testing.TB) identity.Key {
	t.Helper()
	seed, err := identity.ParseSeed(strings.Repeat("42", 32))
	if err != nil {
		t.Fatal(err)
	}
	return seed.Key()
}

func open(t testing.TB, base string) *journal {
	t.Helper()
	j, err := openJournal(base, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func shut(t testing.TB, j *journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestJournalRemembers(t *testing.T) {
	base, key := filepath.Join(t.TempDir(), "sub", "ana.key"), testKey(t)
	j := open(t, base)
	at := client.Cursor{Epoch: "00000000000000aa", Seq: 7}
	j.Take(key, identity.ID{1})
	if err := j.Advance(at); err != nil {
		t.Fatal(err)
	}
	j.Take(key, identity.ID{2}) // never written down
	shut(t, j)

	j = open(t, base)
	defer shut(t, j)
	if j.cursor != at || !j.Seen(key, identity.ID{1}) || j.Seen(key, identity.ID{2}) {
		t.Errorf("got %+v, %v", j.cursor, j.order)
	}
}

func TestJournalIsForOne(t *testing.T) {
	base := filepath.Join(t.TempDir(), "ana.key")
	first := open(t, base)
	if _, err := openJournal(base, testKey(t)); !errors.Is(err, errBusy) {
		t.Errorf("got %v, want %v", err, errBusy)
	}
	shut(t, first)
	shut(t, open(t, base))
}

// TestJournalCutAnywhere loses power in the middle of a write: what is whole
// is there, and writing goes on.
func TestJournalCutAnywhere(t *testing.T) {
	base, key := filepath.Join(t.TempDir(), "ana.key"), testKey(t)
	j := open(t, base)
	for i := range 3 {
		j.Take(key, identity.ID{byte(i + 1)})
		if err := j.Advance(client.Cursor{Epoch: "00000000000000aa", Seq: uint64(i + 1)}); err != nil {
			t.Fatal(err)
		}
	}
	shut(t, j)
	whole, err := os.ReadFile(base + ".mail")
	if err != nil {
		t.Fatal(err)
	}
	head := len(journalHead) + len(key.String()) + 1
	for cut := head; cut < len(whole); cut++ {
		if err := os.WriteFile(base+".mail", whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		j := open(t, base)
		got := j.cursor.Seq
		if want := uint64(strings.Count(string(whole[:cut]), "cursor 00000000000000aa ") - cutsCursor(whole[:cut])); got != want {
			t.Fatalf("cut at %d: got %d, want %d", cut, got, want)
		}
		if err := j.Advance(client.Cursor{Epoch: "00000000000000aa", Seq: 99}); err != nil {
			t.Fatal(err)
		}
		shut(t, j)
		if j = open(t, base); j.cursor.Seq != 99 {
			t.Fatalf("cut at %d: after going on: got %d, want 99", cut, j.cursor.Seq)
		}
		shut(t, j)
	}
}

// cutsCursor is 1 if the last line, cut off, is that of a cursor.
func cutsCursor(data []byte) int {
	last := data[strings.LastIndexByte(string(data), '\n')+1:]
	return strings.Count(string(last), "cursor 00000000000000aa ")
}

func TestJournalStaysSmall(t *testing.T) {
	base, key := filepath.Join(t.TempDir(), "ana.key"), testKey(t)
	shut(t, open(t, base))
	text := []byte(journalHead + key.String() + "\n")
	name := func(i int) letterName {
		return letterName{key, identity.ID{byte(i), byte(i >> 8), byte(i >> 16), 1}}
	}
	for i := range journalLines {
		text = appendSeen(text, name(i))
	}
	text = appendCursor(text, client.Cursor{Epoch: "00000000000000aa", Seq: 5})
	if err := os.WriteFile(base+".mail", text, 0o600); err != nil {
		t.Fatal(err)
	}
	shut(t, open(t, base))
	j := open(t, base)
	defer shut(t, j)
	if len(j.order) != seenKept || j.lines != seenKept+1 || j.cursor.Seq != 5 || j.Seen(key, name(0).id) || !slices.Contains(j.order, name(journalLines-1)) {
		t.Errorf("got %d letters in %d lines, cursor %+v", len(j.order), j.lines, j.cursor)
	}
}

func FuzzJournal(f *testing.F) {
	key := testKey(f)
	head := journalHead + key.String() + "\n"
	f.Add("seen " + key.Hex() + " 00000000000000000000000000000001\ncursor 00000000000000aa 1\n")
	f.Add("cursor a 99999999999999999999\n")
	f.Fuzz(func(t *testing.T, text string) {
		j := newJournal()
		if err := j.parse(head+text, head); err != nil {
			return
		}
		back := newJournal()
		if err := back.parse(string(j.whole(head)), head); err != nil || back.cursor != j.cursor && j.cursor.Epoch != "" || !slices.Equal(back.order, j.order) {
			t.Errorf("%q: written as %q: %v", text, j.whole(head), err)
		}
	})
}
