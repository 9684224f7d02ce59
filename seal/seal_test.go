package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

// vectors are files that the browser app reads, and in part writes.
type vectors struct {
	Cases []struct {
		ContentKey   string                     `json:"content_key_hex"`
		Envelope     json.RawMessage            `json:"envelope"`
		PaddedLength int                        `json:"padded_length"`
		Plaintext    map[string]json.RawMessage `json:"plaintext"`
	} `json:"cases"`
}

type parties struct {
	Recipient, Sender struct {
		Primary string `json:"primary"`
		Seed    string `json:"seed_hex"`
		Private string `json:"x25519_private_hex"`
		Public  string `json:"x25519_public_hex"`
	}
}

func read[T any](t testing.TB, name string) T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "identity", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// people are the two of the vectors.
func people(t testing.TB) (ana, bob identity.Seed) {
	t.Helper()
	p := read[parties](t, "box.json")
	return seedOf(t, p.Sender.Seed), seedOf(t, p.Recipient.Seed)
}

func seedOf(t testing.TB, digits string) identity.Seed {
	t.Helper()
	seed, err := identity.ParseSeed(digits)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func stranger(t testing.TB) identity.Seed {
	t.Helper()
	return seedOf(t, strings.Repeat("09", 32))
}

func opener(t testing.TB, seed identity.Seed) *seal.Opener {
	t.Helper()
	o, err := seal.NewOpener(seed)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

var (
	sentAt = time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC)
	id     = identity.ID{15: 0xaa}
)

func draftTo(to identity.Key) seal.Draft {
	return seal.Draft{Type: seal.TypeText, ID: id, To: to, SentAt: sentAt, Body: "hello"}
}

func sealed(t testing.TB, from identity.Seed, d seal.Draft, devices ...seal.Device) []byte {
	t.Helper()
	data, err := seal.Seal(rand.Reader, from, d, devices...)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestVectorsOpenForBoth(t *testing.T) {
	ana, bob := people(t)
	for _, file := range []string{"box.json", "box-ts.json"} {
		for _, row := range read[vectors](t, file).Cases {
			for name, reader := range map[string]identity.Seed{"sender": ana, "recipient": bob} {
				letter, err := opener(t, reader).Open(row.Envelope, seal.Given{From: ana.Key(), Time: sentAt})
				if err != nil {
					t.Errorf("%s for the %s: %v", file, name, err)
					continue
				}
				if letter.From() != ana.Key() || letter.To() != bob.Key() || !letter.SentAt().Equal(sentAt) {
					t.Errorf("%s: got %s to %s at %s", file, letter.From(), letter.To(), letter.SentAt())
				}
				for member, want := range row.Plaintext {
					if got := letter.Member(member); !sameJSON(t, got, want) {
						t.Errorf("%s: %s: got %s, want %s", file, member, got, want)
					}
				}
			}
		}
	}
}

func sameJSON(t *testing.T, got, want []byte) bool {
	t.Helper()
	var a, b any
	if err := errors.Join(json.Unmarshal(got, &a), json.Unmarshal(want, &b)); err != nil {
		t.Fatal(err)
	}
	return a == b
}

func TestSealOpens(t *testing.T) {
	ana, bob := people(t)
	for _, body := range []string{"", "hello", "שלום 👋 \u202e <b>&\u2028\x00", strings.Repeat("x", 300), strings.Repeat("x", 100_000)} {
		d := draftTo(bob.Key())
		d.Body = body
		d.Members = map[string]any{"delivered": id, "n": 1.5}
		data := sealed(t, ana, d)
		for _, reader := range []identity.Seed{ana, bob} {
			letter, err := opener(t, reader).Open(data, seal.Given{From: ana.Key(), ID: id, Time: sentAt})
			if err != nil {
				t.Fatal(err)
			}
			if letter.Body() != body || letter.Type() != seal.TypeText || letter.ID() != id || string(letter.Member("n")) != "1.5" || letter.Member("none") != nil {
				t.Errorf("got %q", letter.Body())
			}
		}
		if canonical, err := identity.Canonical(data); err != nil || !bytes.Equal(canonical, data) {
			t.Errorf("the box is not in canonical form: %v", err)
		}
	}
}

// TestLengthIsHidden: what a stranger sees is the next of 256, 512, 1024 …
func TestLengthIsHidden(t *testing.T) {
	ana, bob := people(t)
	const tag = 16
	for length, want := range map[int]int{0: 512, 1: 512, 100: 512, 300: 1024, 20_000: 32_768} {
		d := draftTo(bob.Key())
		d.Body = strings.Repeat("x", length)
		if got := len(ciphertext(t, sealed(t, ana, d))); got != want+tag {
			t.Errorf("%d: got %d, want %d", length, got, want+tag)
		}
	}
}

func ciphertext(t *testing.T, data []byte) []byte {
	t.Helper()
	var form struct {
		CT string `json:"ct"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(form.CT)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestSealToOneself(t *testing.T) {
	ana, _ := people(t)
	data := sealed(t, ana, draftTo(ana.Key()))
	if n := bytes.Count(data, []byte(`"to":`)); n != 1 {
		t.Errorf("got %d keys, want 1", n)
	}
	if _, err := opener(t, ana).Open(data, seal.Given{}); err != nil {
		t.Error(err)
	}
}

func TestSealForDevices(t *testing.T) {
	ana, bob := people(t)
	phone, box := device(t)
	data := sealed(t, ana, draftTo(bob.Key()), phone, phone)
	o, err := seal.NewDeviceOpener(bob.Key(), phone.Key, box)
	if err != nil {
		t.Fatal(err)
	}
	if letter, err := o.Open(data, seal.Given{}); err != nil || letter.Body() != "hello" {
		t.Errorf("got %q, %v", letter.Body(), err)
	}
	// A device of a third person that the sender named: the letter is not theirs.
	if o, err = seal.NewDeviceOpener(stranger(t).Key(), phone.Key, box); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Open(data, seal.Given{}); !errors.Is(err, seal.ErrNotMine) {
		t.Errorf("got %v, want %v", err, seal.ErrNotMine)
	}
}

func TestSealRefuses(t *testing.T) {
	ana, bob := people(t)
	change := func(f func(*seal.Draft)) seal.Draft {
		d := draftTo(bob.Key())
		f(&d)
		return d
	}
	for name, row := range map[string]struct {
		draft seal.Draft
		want  error
	}{
		"no type":         {change(func(d *seal.Draft) { d.Type = "" }), seal.ErrBadLetter},
		"no id":           {change(func(d *seal.Draft) { d.ID = identity.ID{} }), seal.ErrBadLetter},
		"no recipient":    {change(func(d *seal.Draft) { d.To = identity.Key{} }), seal.ErrBadLetter},
		"body not UTF-8":  {change(func(d *seal.Draft) { d.Body = "\xff" }), seal.ErrBadLetter},
		"a large integer": {change(func(d *seal.Draft) { d.Members = map[string]any{"n": 1<<53 + 1} }), seal.ErrBadLetter},
		"no JSON":         {change(func(d *seal.Draft) { d.Members = map[string]any{"f": func() {}} }), seal.ErrBadLetter},
		"too large":       {change(func(d *seal.Draft) { d.Body = strings.Repeat("x", 200_000) }), seal.ErrTooLarge},
	} {
		if _, err := seal.Seal(rand.Reader, ana, row.draft); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
	if _, err := seal.Seal(strings.NewReader("short"), ana, draftTo(bob.Key())); err == nil {
		t.Error("a content key was made of five bytes")
	}
	if _, err := seal.Seal(rand.Reader, identity.Seed{}, draftTo(bob.Key())); !errors.Is(err, seal.ErrBadLetter) {
		t.Errorf("nobody's letter: got %v, want %v", err, seal.ErrBadLetter)
	}
	var many []seal.Device
	for range seal.MaxKeys {
		d, _ := device(t)
		many = append(many, d)
	}
	if _, err := seal.Seal(rand.Reader, ana, draftTo(bob.Key()), many...); !errors.Is(err, seal.ErrTooLarge) {
		t.Errorf("%d devices: got %v, want %v", len(many), err, seal.ErrTooLarge)
	}
	if data := sealed(t, ana, draftTo(bob.Key()), many[2:]...); bytes.Count(data, []byte(`"to":`)) != seal.MaxKeys {
		t.Errorf("%d keys do not fit", seal.MaxKeys)
	}
}

// TestFrameWins: the members of a type cannot speak for the frame.
func TestFrameWins(t *testing.T) {
	ana, bob := people(t)
	d := draftTo(bob.Key())
	d.Members = map[string]any{"from": stranger(t).Key(), "to": "x", "id": "x", "type": "x", "sent_at": "x", "sig": "x", "body": "x"}
	letter, err := opener(t, bob).Open(sealed(t, ana, d), seal.Given{From: ana.Key(), ID: id})
	if err != nil || letter.Body() != "hello" || letter.Type() != seal.TypeText {
		t.Errorf("got %q, %v", letter.Body(), err)
	}
}

func TestFreshKeysEachTime(t *testing.T) {
	ana, bob := people(t)
	one, two := sealed(t, ana, draftTo(bob.Key())), sealed(t, ana, draftTo(bob.Key()))
	if bytes.Equal(ciphertext(t, one), ciphertext(t, two)) {
		t.Error("two boxes have one ciphertext")
	}
}

func ExampleSeal() {
	// In earnest the seeds are drawn from crypto/rand.
	ana, _ := identity.NewSeed(strings.NewReader("32 bytes that are not random ana"))
	bob, _ := identity.NewSeed(strings.NewReader("32 bytes that are not random bob"))
	data, err := seal.Seal(rand.Reader, ana, seal.Draft{Type: seal.TypeText, ID: identity.ID{1}, To: bob.Key(), SentAt: sentAt, Body: "hello"})
	if err != nil {
		os.Stdout.WriteString(err.Error())
		return
	}
	o, err := seal.NewOpener(bob)
	if err != nil {
		os.Stdout.WriteString(err.Error())
		return
	}
	letter, err := o.Open(data, seal.Given{From: ana.Key(), ID: identity.ID{1}})
	if err != nil {
		os.Stdout.WriteString(err.Error())
		return
	}
	os.Stdout.WriteString(letter.Body())
	// Output: hello
}

func BenchmarkSeal(b *testing.B) {
	ana, bob := people(b)
	for b.Loop() {
		sealed(b, ana, draftTo(bob.Key()))
	}
}

func BenchmarkOpen(b *testing.B) {
	ana, bob := people(b)
	data, o := sealed(b, ana, draftTo(bob.Key())), opener(b, bob)
	for b.Loop() {
		if _, err := o.Open(data, seal.Given{}); err != nil {
			b.Fatal(err)
		}
	}
}
