package identity_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

// TestChangedClaimIsRefused changes every byte of a claim, of both kinds of
// primary: all of it is signed, or has one spelling only.
func TestChangedClaimIsRefused(t *testing.T) {
	for _, row := range read[claimVectors](t, claimFile).Claims[:2] {
		for i := range row.Envelope {
			for _, c := range []byte{row.Envelope[i] ^ 1, row.Envelope[i] ^ 0x20} {
				changed := []byte(row.Envelope)
				if changed[i] = c; c == row.Envelope[i] {
					continue
				}
				if _, err := identity.OpenClaim(changed); err == nil {
					t.Errorf("%s: opened %s", row.Why, changed)
				}
			}
		}
	}
}

// TestClaimBeforeItsSignature reads what a claim says that nobody signed.
func TestClaimBeforeItsSignature(t *testing.T) {
	v := read[claimVectors](t, claimFile).Claims[0]
	forged := strings.Replace(v.Envelope, "github:jason", "github:mallory", 1)
	c, err := identity.ReadClaim([]byte(forged))
	if err != nil || c.Subject().String() != "github:mallory" || c.Primary().String() != v.Primary || !c.CreatedAt().Equal(made) || string(c.Raw()) != forged {
		t.Fatalf("got %+v, %v", c, err)
	}
	if got, err := c.Verify(); !errors.Is(err, identity.ErrBadSignature) || !got.Subject().IsZero() {
		t.Errorf("got %+v, %v, want %v", got, err, identity.ErrBadSignature)
	}
}

func TestSignedByAnother(t *testing.T) {
	u, err := identity.ReadEnvelope([]byte(read[claimVectors](t, claimFile).Claims[1].Envelope))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.VerifyBy(knownSeed(t).Primary()); !errors.Is(err, identity.ErrKeyMismatch) {
		t.Errorf("by another key: got %v, want %v", err, identity.ErrKeyMismatch)
	}
	e, err := u.Verify()
	if err != nil || e.Primary() != nostrSecret(t).Primary() || !e.Signer().IsZero() || !bytes.Equal(e.Canonical(), u.Canonical()) {
		t.Errorf("got %s, %v", e.Primary(), err)
	}
	if _, err := identity.OpenEnvelope(u.Canonical(), identity.ClaimTag); !errors.Is(err, identity.ErrBadKey) {
		t.Errorf("as an account's: got %v, want %v", err, identity.ErrBadKey)
	}
}

func TestNothingIsSignedByNobody(t *testing.T) {
	subject, err := identity.ParseSubject("github:jason")
	if err != nil {
		t.Fatal(err)
	}
	for _, nobody := range []identity.Signer{identity.Seed{}, identity.NostrSecret{}} {
		if data, err := identity.SignClaim(nobody, subject, made); !errors.Is(err, identity.ErrBadSeed) {
			t.Errorf("got %s, %v, want %v", data, err, identity.ErrBadSeed)
		}
	}
	if data, err := identity.SignClaim(knownSeed(t), identity.Subject{}, made); !errors.Is(err, identity.ErrBadSubject) {
		t.Errorf("got %s, %v, want %v", data, err, identity.ErrBadSubject)
	}
}

func TestFormsOfWhatIsNoClaim(t *testing.T) {
	registration := identityVectors(t).Registration.Envelope
	if text, err := identity.Markdown(registration); !errors.Is(err, identity.ErrBadEnvelope) {
		t.Errorf("Markdown: got %s, %v", text, err)
	}
	if list, err := identity.TXT(make([]byte, identity.MaxEnvelope+1)); !errors.Is(err, identity.ErrTooLarge) {
		t.Errorf("TXT: got %d strings, %v", len(list), err)
	}
	// Digits of a hash are hard to compress, so that they need several strings.
	var hashes strings.Builder
	for i := range 20 {
		sum := sha256.Sum256([]byte{byte(i)})
		hashes.Write(sum[:])
	}
	list, err := identity.TXT([]byte(hex.EncodeToString([]byte(hashes.String()))))
	if err != nil || len(list) < 3 || slices.ContainsFunc(list[:len(list)-1], func(s string) bool { return len(s) != 255 }) || len(list[len(list)-1]) > 255 {
		t.Errorf("got %q, %v", list, err)
	}
}

func TestFindRefusesLargeTexts(t *testing.T) {
	packed := read[claimVectors](t, claimFile).Claims[0].Compact
	text := strings.Repeat("x", identity.MaxText-len(packed)) + packed
	if found, err := identity.Find([]byte(text)); err != nil || len(found) != 1 {
		t.Errorf("1 MiB: got %d, %v", len(found), err)
	}
	if _, err := identity.Find([]byte(text + "x")); !errors.Is(err, identity.ErrTooLarge) {
		t.Errorf("one byte more: got %v, want %v", err, identity.ErrTooLarge)
	}
	if _, err := identity.Find([]byte("\xff" + packed + "\xff")); err != nil {
		t.Errorf("between bytes that are no text: %v", err)
	}
}

func TestZeroValues(t *testing.T) {
	var primary identity.Primary
	var subject identity.Subject
	if primary.String() != "" || primary.Algorithm() != "" || subject.String() != "" || !primary.IsZero() || !subject.IsZero() || subject.Known() {
		t.Errorf("none is %q by %q and %q", primary, primary.Algorithm(), subject)
	}
}

func FuzzPrimary(f *testing.F) {
	v := read[claimVectors](f, claimFile)
	for _, row := range v.Keys {
		f.Add(row.Primary)
	}
	for _, row := range v.KeysRefused {
		f.Add(row.Text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := identity.ParsePrimary(text)
		if err != nil {
			if !errors.Is(err, identity.ErrBadKey) || !p.IsZero() {
				t.Errorf("got %s, %v, want %v", p, err, identity.ErrBadKey)
			}
			return
		}
		if p.String() != text || p.Algorithm() == "" {
			t.Errorf("got %s by %q, want %s", p, p.Algorithm(), text)
		}
	})
}

// FuzzSubject holds the normal form to what it is for: it is its own, and what
// it is shown as.
func FuzzSubject(f *testing.F) {
	v := read[claimVectors](f, claimFile)
	for _, row := range v.Subjects {
		f.Add(row.Text)
	}
	for _, row := range v.SubjectsRefused {
		f.Add(row.Text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := identity.ParseSubject(text)
		if err != nil {
			if !errors.Is(err, identity.ErrBadSubject) || !s.IsZero() {
				t.Errorf("got %s, %v, want %v", s, err, identity.ErrBadSubject)
			}
			return
		}
		if again, err := identity.ParseSubject(s.String()); err != nil || again != s {
			t.Errorf("%q is %s, which is %s, %v", text, s, again, err)
		}
		if s.ID() == "" || len(s.ID()) > 512 || strings.ContainsAny(s.String(), " \t\r\n\x00") {
			t.Errorf("%q is %q", text, s)
		}
	})
}

func FuzzClaim(f *testing.F) {
	v := read[claimVectors](f, claimFile)
	for _, row := range v.Claims {
		f.Add([]byte(row.Envelope))
	}
	for _, row := range v.ClaimsRefused {
		f.Add([]byte(row.Envelope))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := identity.OpenClaim(data)
		if err != nil {
			for _, known := range codes {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("an error without a code: %v", err)
		}
		again, err := identity.OpenClaim(c.Raw())
		if err != nil || again.Subject() != c.Subject() || again.Primary() != c.Primary() || !bytes.Equal(again.Raw(), c.Raw()) {
			t.Errorf("its canonical form is %+v, %v", again, err)
		}
		text, err := identity.Markdown(data)
		if err != nil {
			t.Fatal(err)
		}
		found, err := identity.Find([]byte(text))
		if err != nil || len(found) == 0 {
			t.Errorf("in Markdown: got %d, %v", len(found), err)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, row := range read[claimVectors](f, claimFile).Found {
		if len(row.Text) < 4096 {
			f.Add([]byte(row.Text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		found, err := identity.Find(text)
		switch {
		case err == nil && len(found) > 0 && len(found) <= 64:
		case errors.Is(err, identity.ErrNoEnvelope) != errors.Is(err, identity.ErrDamagedEnvelope) && len(found) == 0:
		default:
			t.Errorf("got %d, %v", len(found), err)
		}
		for _, data := range found {
			if _, err := identity.ReadEnvelope(data); err != nil {
				t.Errorf("found %s, which is none: %v", data, err)
			}
			if again, err := identity.Find(data); err != nil || len(again) != 1 || !bytes.Equal(again[0], data) {
				t.Errorf("found %s, in which is %q, %v", data, again, err)
			}
		}
	})
}
