package client

import (
	"bytes"
	"crypto/cipher"
	"crypto/ecdh"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

var update = flag.Bool("update", false, "write identity/testdata/link.json anew")

// linkVector is link.json, which the browser app reads.
type linkVector struct {
	Note    string          `json:"note"`
	Code    string          `json:"code"`
	Shown   string          `json:"shown"`
	URI     string          `json:"uri"`
	Slot    string          `json:"slot"`
	Primary identity.Key    `json:"primary"`
	Seed    string          `json:"device_seed_hex"`
	Box     string          `json:"device_x25519_private_hex"`
	Nonce   string          `json:"nonce_hex"`
	Offer   json.RawMessage `json:"offer"`
	Sealed  string          `json:"sealed"`
}

func seedOf(t testing.TB, digits string) identity.Seed {
	t.Helper()
	seed, err := identity.ParseSeed(strings.Repeat(digits, 32))
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

// specimen is a device of the account of all vectors.
func specimen(t testing.TB) (Code, Linked) {
	t.Helper()
	box, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{0xe1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	code := Code{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	return code, Linked{Account: seedOf(t, "42").Key(), ID: identity.ID{15: 0xd1}, Seed: seedOf(t, "d1"), Box: box}
}

func sealed(t testing.TB, c Code, plain []byte) string {
	t.Helper()
	slot, aead := place(t, c)
	nonce := bytes.Repeat([]byte{7}, aead.NonceSize())
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, []byte(slot.String())))
}

func place(t testing.TB, c Code) (identity.ID, cipher.AEAD) {
	t.Helper()
	slot, aead, err := c.derive()
	if err != nil {
		t.Fatal(err)
	}
	return slot, aead
}

func offerOf(t testing.TB, l Linked, name string, change map[string]any) []byte {
	t.Helper()
	primary := identity.PrimaryOf(l.Account)
	form := map[string]any{
		"primary": primary, "device": l.ID, "key": l.Seed.Key(), "box": hex.EncodeToString(l.Box.PublicKey().Bytes()),
		"proof": hex.EncodeToString(sigchain.ProveDevice(l.Seed, primary, l.ID)), "name": name,
	}
	for name, value := range change {
		if form[name] = value; value == nil {
			delete(form, name)
		}
	}
	data, err := json.Marshal(form)
	if err == nil {
		data, err = identity.Canonical(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestLinkVector(t *testing.T) {
	c, l := specimen(t)
	nonce := bytes.Repeat([]byte{9}, 12)
	slot, text, err := sealOffer(bytes.NewReader(nonce), c, l, "Ana's phone")
	if err != nil {
		t.Fatal(err)
	}
	want := linkVector{
		Note: "TEST KEYS ONLY. docs/protocol.md section 2, Linking. Made by go test ./client -update.",
		Code: c.word(), Shown: c.String(), URI: c.URI(), Slot: slot.String(), Primary: l.Account,
		Seed: hex.EncodeToString(l.Seed.Bytes()), Box: hex.EncodeToString(l.Box.Bytes()), Nonce: hex.EncodeToString(nonce),
		Offer: offerOf(t, l, "Ana's phone", nil), Sealed: text,
	}
	data, err := json.MarshalIndent(want, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "identity", "testdata", "link.json")
	if *update {
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(data)+"\n" {
		t.Errorf("got %s, want %s", got, data)
	}
	o, err := openOffer(c, text, l.Account)
	if err != nil || o.device != l.ID || o.name != "Ana's phone" || !bytes.Equal(o.box, l.Box.PublicKey().Bytes()) {
		t.Errorf("got %+v, %v", o, err)
	}
}

func TestHostileOffers(t *testing.T) {
	c, l := specimen(t)
	other := l
	other.Seed = seedOf(t, "d2")
	flip := func(text string) string {
		raw, _ := base64.RawURLEncoding.DecodeString(text)
		raw[20] ^= 1
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	good := sealed(t, c, offerOf(t, l, "phone", nil))
	elsewhere := c
	elsewhere[3]++
	for name, text := range map[string]string{
		"nothing":                  "",
		"not base64url":            "!",
		"short":                    "QUJD",
		"changed":                  flip(good),
		"under another code":       sealed(t, elsewhere, offerOf(t, l, "phone", nil)),
		"no JSON":                  sealed(t, c, []byte("hello")),
		"no members":               sealed(t, c, []byte("{}")),
		"for somebody else":        sealed(t, c, offerOf(t, Linked{seedOf(t, "24").Key(), l.ID, l.Seed, l.Box}, "phone", nil)),
		"another's primary":        sealed(t, c, offerOf(t, l, "phone", map[string]any{"primary": "ed25519:" + seedOf(t, "24").Key().Hex()})),
		"another's key":            sealed(t, c, offerOf(t, l, "phone", map[string]any{"key": seedOf(t, "24").Key()})),
		"another device":           sealed(t, c, offerOf(t, l, "phone", map[string]any{"device": identity.ID{1}})),
		"no device":                sealed(t, c, offerOf(t, l, "phone", map[string]any{"device": nil})),
		"no key":                   sealed(t, c, offerOf(t, l, "phone", map[string]any{"key": nil})),
		"no proof":                 sealed(t, c, offerOf(t, l, "phone", map[string]any{"proof": nil})),
		"a proof of another's key": sealed(t, c, offerOf(t, l, "phone", map[string]any{"proof": hex.EncodeToString(sigchain.ProveDevice(other.Seed, identity.PrimaryOf(l.Account), l.ID))})),
		"no box":                   sealed(t, c, offerOf(t, l, "phone", map[string]any{"box": nil})),
		"a short box":              sealed(t, c, offerOf(t, l, "phone", map[string]any{"box": "00"})),
		"a long name":              sealed(t, c, offerOf(t, l, strings.Repeat("x", maxName+1), nil)),
		"a name that is a number":  sealed(t, c, offerOf(t, l, "", map[string]any{"name": 1})),
	} {
		if o, err := openOffer(c, text, l.Account); !errors.Is(err, ErrBadOffer) {
			t.Errorf("%s: got %+v, %v, want %v", name, o, err, ErrBadOffer)
		}
	}
	o, err := openOffer(c, sealed(t, c, offerOf(t, l, "\x1b[2Jphone\u202e", nil)), l.Account)
	if err != nil || strings.ContainsAny(o.Name(), "\x1b\u202e") {
		t.Errorf("a name that writes over others: got %q, %v", o.Name(), err)
	}
}

func FuzzOffer(f *testing.F) {
	c, l := specimen(f)
	f.Add(offerOf(f, l, "phone", nil))
	f.Add([]byte(`{"primary":null,"device":"","key":"","box":"","proof":"","name":""}`))
	f.Fuzz(func(t *testing.T, plain []byte) {
		o, err := openOffer(c, sealed(t, c, plain), l.Account)
		if err == nil && (o.key.IsZero() || o.device.IsZero() || len(o.box) != 32) {
			t.Errorf("opened %q", plain)
		}
		if err != nil && !errors.Is(err, ErrBadOffer) {
			t.Errorf("%q: got %v", plain, err)
		}
	})
}

func FuzzCode(f *testing.F) {
	c, _ := specimen(f)
	f.Add(c.String())
	f.Add(c.URI())
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCode(text)
		if err != nil {
			return
		}
		if back, err := ParseCode(c.String()); err != nil || back != c {
			t.Errorf("%q: got %v, %v", text, back, err)
		}
	})
}
