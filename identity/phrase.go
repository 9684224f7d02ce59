package identity

import (
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
)

// ErrBadPhrase says which word of a recovery phrase is wrong, or that the
// words do not fit together.
var ErrBadPhrase = errors.New("bad phrase")

// english is the word list of BIP-39, one word a line, in order; every word is
// known by its first four letters. The two Go modules for BIP-39 have been
// asleep for years and bring PBKDF2, which this protocol does not use, so the
// list lies here as data and what is left of BIP-39 is below: entropy, a
// checksum of one bit for 32, and eleven bits a word.
//
//go:embed english.txt
var english string

const (
	phraseSalt  = "kez-bip39-12-v1"
	bitsPerWord = 11
	shortPhrase = 12 // words, for 16 bytes of entropy
	longPhrase  = 24 // for 32
)

// A Phrase is a recovery phrase whose checksum is right. It is as secret as
// the Seed that follows from it, and prints as "hidden".
type Phrase struct{ entropy []byte }

// NewPhrase draws a phrase of 12 or 24 words.
func NewPhrase(random io.Reader, words int) (Phrase, error) {
	if words != shortPhrase && words != longPhrase {
		return Phrase{}, fmt.Errorf("%w: it has %d or %d words, not %d", ErrBadPhrase, shortPhrase, longPhrase, words)
	}
	entropy := make([]byte, words*4/3)
	if _, err := io.ReadFull(random, entropy); err != nil {
		return Phrase{}, fmt.Errorf("make a phrase: %w", err)
	}
	return Phrase{entropy}, nil
}

// ParsePhrase reads words as people type them: in any case, with any space
// between.
func ParsePhrase(text string) (Phrase, error) {
	words := strings.Fields(strings.ToLower(text))
	if len(words) != shortPhrase && len(words) != longPhrase {
		return Phrase{}, fmt.Errorf("%w: it has %d or %d words, not %d", ErrBadPhrase, shortPhrase, longPhrase, len(words))
	}
	list := strings.Fields(english)
	bits := new(big.Int)
	for i, word := range words {
		index, found := slices.BinarySearch(list, word)
		if !found {
			return Phrase{}, fmt.Errorf("%w: word %d, %.40q, is not in the list of words", ErrBadPhrase, i+1, word)
		}
		bits.Lsh(bits, bitsPerWord).Or(bits, big.NewInt(int64(index)))
	}
	entropy := make([]byte, len(words)*4/3)
	checkBits := uint(len(entropy) / 4)
	new(big.Int).Rsh(bits, checkBits).FillBytes(entropy)
	p := Phrase{entropy}
	if p.bits().Cmp(bits) != 0 {
		return Phrase{}, fmt.Errorf("%w: the words do not fit together; one is wrong or in the wrong place", ErrBadPhrase)
	}
	return p, nil
}

// Words gives the secret away: the words in order.
func (p Phrase) Words() []string {
	list := strings.Fields(english)
	words := make([]string, len(p.entropy)*3/4)
	bits, mask := p.bits(), big.NewInt(1<<bitsPerWord-1)
	for i := len(words) - 1; i >= 0; i-- {
		words[i] = list[new(big.Int).And(bits, mask).Int64()]
		bits.Rsh(bits, bitsPerWord)
	}
	return words
}

// Seed is the entropy itself for 24 words, a digest of it for 12.
func (p Phrase) Seed() Seed {
	switch len(p.entropy) {
	case 32:
		return seedFromBytes(p.entropy)
	case 16:
		digest := sha256.Sum256(append([]byte(phraseSalt), p.entropy...))
		return seedFromBytes(digest[:])
	}
	return Seed{}
}

// bits are the entropy and its checksum as one number.
func (p Phrase) bits() *big.Int {
	checkBits := uint(len(p.entropy) / 4)
	sum := sha256.Sum256(p.entropy)
	bits := new(big.Int).SetBytes(p.entropy)
	return bits.Lsh(bits, checkBits).Or(bits, big.NewInt(int64(sum[0]>>(8-checkBits))))
}

// String keeps the secret out of logs and errors.
func (p Phrase) String() string { return "hidden" }

// Format prints String for every verb.
func (p Phrase) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }
