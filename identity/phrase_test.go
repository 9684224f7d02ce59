package identity_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

func TestPhrasesOfTheVectors(t *testing.T) {
	for _, row := range identityVectors(t).Phrases {
		p, err := identity.ParsePhrase(row.Words)
		if err != nil {
			t.Errorf("%s: %v", row.Words, err)
			continue
		}
		if p.Seed().Hex() != row.Seed || p.Seed().Key().Hex() != row.Public || strings.Join(p.Words(), " ") != row.Words {
			t.Errorf("got %s %s %s, want %+v", p.Seed().Hex(), p.Seed().Key().Hex(), p.Words(), row)
		}
	}
}

func TestPhraseAsPeopleTypeIt(t *testing.T) {
	want := identityVectors(t).Phrases[2]
	typed := "\n  " + strings.ToUpper(strings.ReplaceAll(want.Words, " ", " \t\n ")) + "\n"
	if p, err := identity.ParsePhrase(typed); err != nil || p.Seed().Hex() != want.Seed {
		t.Errorf("got %v, want %s", err, want.Seed)
	}
}

func TestNewPhrases(t *testing.T) {
	for _, words := range []int{12, 24} {
		p, err := identity.NewPhrase(rand.Reader, words)
		if err != nil || len(p.Words()) != words {
			t.Fatalf("got %d words, %v, want %d", len(p.Words()), err, words)
		}
		if back, err := identity.ParsePhrase(strings.Join(p.Words(), " ")); err != nil || back.Seed().Hex() != p.Seed().Hex() {
			t.Errorf("%d words: read back: %v", words, err)
		}
	}
	if p, err := identity.NewPhrase(bytes.NewReader(make([]byte, 32)), 24); err != nil || p.Seed().Hex() != strings.Repeat("0", 64) {
		t.Errorf("24 words: the entropy is not the seed: %v", err)
	}
	for _, words := range []int{0, 11, 13, 15, 18, 21} {
		if _, err := identity.NewPhrase(rand.Reader, words); !errors.Is(err, identity.ErrBadPhrase) {
			t.Errorf("%d words: got %v, want %v", words, err, identity.ErrBadPhrase)
		}
	}
	if _, err := identity.NewPhrase(strings.NewReader("short"), 12); err == nil {
		t.Error("a phrase was made of five bytes")
	}
}

func TestPhrasesRefused(t *testing.T) {
	good := strings.Fields(identityVectors(t).Phrases[1].Words)
	with := func(i int, word string) string {
		words := append([]string(nil), good...)
		words[i] = word
		return strings.Join(words, " ")
	}
	for text, want := range map[string]string{
		"":                               "not 0",
		"abandon":                        "not 1",
		strings.Join(good[:11], " "):     "not 11",
		with(3, "abandom"):               `word 4, "abandom"`,
		with(11, "über"):                 `word 12, "über"`,
		with(0, "zoo"):                   "do not fit together",
		with(11, "abandon"):              "do not fit together",
		strings.Repeat("abandon ", 24):   "do not fit together",
		strings.Repeat("abandon ", 15):   "not 15",
		strings.Join(good, ",") + " x":   "not 2",
		with(5, strings.Repeat("a", 99)): `word 6, "` + strings.Repeat("a", 40) + `"`,
	} {
		if _, err := identity.ParsePhrase(text); !errors.Is(err, identity.ErrBadPhrase) || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%q: got %v, want %q in it", text, err, want)
		}
	}
}

func TestNoPhrase(t *testing.T) {
	var none identity.Phrase
	if !none.Seed().IsZero() || len(none.Words()) != 0 {
		t.Error("the zero phrase is not none")
	}
}

// TestWordList pins the list to the file of the BIPs.
func TestWordList(t *testing.T) {
	data, err := os.ReadFile("english.txt")
	if err != nil {
		t.Fatal(err)
	}
	const want = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
	if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzPhrase(f *testing.F) {
	for _, row := range identityVectors(f).Phrases {
		f.Add(row.Words)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := identity.ParsePhrase(text)
		if err != nil {
			if !errors.Is(err, identity.ErrBadPhrase) {
				t.Errorf("got %v, want %v", err, identity.ErrBadPhrase)
			}
			return
		}
		words := strings.Join(p.Words(), " ")
		if words != strings.Join(strings.Fields(strings.ToLower(text)), " ") || p.Seed().Key().IsZero() {
			t.Errorf("got %q, want %q", words, text)
		}
	})
}
