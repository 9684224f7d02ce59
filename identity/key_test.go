package identity_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"filippo.io/edwards25519"

	"kez.lat/chat/identity"
)

func TestKeyOfTheVectors(t *testing.T) {
	want := identityVectors(t).Key
	k, err := identity.ParseKey(want.Primary)
	if err != nil {
		t.Fatal(err)
	}
	if k != knownSeed(t).Key() || k.String() != want.Primary || k.Hex() != want.Hex || k.NKey() != want.NKey {
		t.Errorf("got %s %s %s, want %+v", k, k.Hex(), k.NKey(), want)
	}
	if got := k.Fingerprint(); got != want.Hex[:8] {
		t.Errorf("fingerprint: got %s, want %s", got, want.Hex[:8])
	}
	for name, parse := range map[string]func() (identity.Key, error){
		"nkey":  func() (identity.Key, error) { return identity.ParseNKey(want.NKey) },
		"bytes": func() (identity.Key, error) { return identity.KeyFromBytes(unhex(t, want.Hex)) },
	} {
		if got, err := parse(); got != k || err != nil {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, k)
		}
	}
}

func TestKeysRefused(t *testing.T) {
	for _, row := range invalidVectorsOf(t).Keys {
		if _, err := identity.ParseKey("ed25519:" + row.Key); !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("%s: got %v, want %v", row.Why, err, identity.ErrBadKey)
		}
	}
	good := identityVectors(t).Key.Primary
	for _, text := range []string{"", "ed25519", good[8:], "ED25519:" + good[8:], " " + good, good + "\n", good + "0", "nostr:" + good[8:], "ed25519:" + strings.Repeat("g", 64)} {
		if _, err := identity.ParseKey(text); !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("%q: got %v, want %v", text, err, identity.ErrBadKey)
		}
	}
}

func TestNKeysRefused(t *testing.T) {
	good := identityVectors(t).Key.NKey
	for name, text := range map[string]string{
		"empty": "", "lower case": strings.ToLower(good), "cut": good[:55], "long": good + "A", "padded": good + "=",
		"another kind": "A" + good[1:], "a digit changed": good[:20] + "A" + good[21:], "a line break": good[:20] + "\n" + good[20:],
	} {
		if _, err := identity.ParseNKey(text); !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("%s: got %v, want %v", name, err, identity.ErrBadKey)
		}
	}
}

func TestNoKey(t *testing.T) {
	var none identity.Key
	if !none.IsZero() || none.String() != "" || none.Verify(nil, make([]byte, 64)) {
		t.Error("the zero key is not none")
	}
	if _, err := identity.KeyFromBytes(none.Bytes()); err == nil {
		t.Error("the bytes of no key are a key")
	}
}

func TestSignatureOfAConnect(t *testing.T) {
	v := identityVectors(t)
	sig := knownSeed(t).Sign([]byte(v.Connect.Nonce))
	if got := base64.RawURLEncoding.EncodeToString(sig); got != v.Connect.Sig {
		t.Errorf("got %s, want %s", got, v.Connect.Sig)
	}
}

// TestVerifyIsStrict has a table of what other verifiers let pass.
func TestVerifyIsStrict(t *testing.T) {
	seed := knownSeed(t)
	key, message := seed.Key(), []byte("message")
	good := seed.Sign(message)
	if !key.Verify(message, good) {
		t.Fatal("the right signature was refused")
	}
	for name, sig := range map[string][]byte{
		"nothing":         nil,
		"short":           good[:63],
		"long":            append(bytes.Clone(good), 0),
		"another R":       append([]byte{good[0] ^ 1}, good[1:]...),
		"S + L":           addOrder(good),
		"R not canonical": signWithR(t, seed, unhex(t, "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), message),
	} {
		if key.Verify(message, sig) {
			t.Errorf("%s: accepted", name)
		}
	}
	if key.Verify([]byte("another"), good) {
		t.Error("the signature fits another message")
	}
	// The same signature with R spelled right is a signature: only the spelling is refused.
	if !key.Verify(message, signWithR(t, seed, append([]byte{1}, make([]byte, 31)...), message)) {
		t.Error("signWithR does not sign")
	}
}

// signWithR signs with the neutral point as R, in the spelling given: 1, or
// p + 1, which a verifier that decodes R takes for the same.
func signWithR(t *testing.T, seed identity.Seed, r, message []byte) []byte {
	t.Helper()
	digest := sha512.Sum512(seed.Bytes())
	secret, err := edwards25519.NewScalar().SetBytesWithClamping(digest[:32])
	if err != nil {
		t.Fatal(err)
	}
	hash := sha512.Sum512(slices.Concat(r, seed.Key().Bytes(), message))
	challenge, err := edwards25519.NewScalar().SetUniformBytes(hash[:])
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(r), challenge.Multiply(challenge, secret).Bytes()...)
}

// addOrder gives the signature with S + L: the same number modulo L.
func addOrder(sig []byte) []byte {
	order := [32]byte{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 31: 0x10}
	out := bytes.Clone(sig)
	var carry int
	for i, b := range order {
		sum := int(out[32+i]) + int(b) + carry
		out[32+i], carry = byte(sum), sum>>8
	}
	return out
}

func TestKeyInJSON(t *testing.T) {
	key := knownSeed(t).Key()
	data, err := json.Marshal(map[string]identity.Key{"key": key})
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]identity.Key
	if err := json.Unmarshal(data, &back); err != nil || back["key"] != key {
		t.Errorf("got %v, %v, want %v", back, err, key)
	}
	if err := json.Unmarshal([]byte(`{"key":""}`), &back); !errors.Is(err, identity.ErrBadKey) {
		t.Errorf("empty: got %v, want %v", err, identity.ErrBadKey)
	}
}

func TestKeyCacheChecksOnce(t *testing.T) {
	var cache identity.KeyCache
	key := knownSeed(t).Key()
	for range 2 {
		if got, err := cache.Parse(key.Hex()); got != key || err != nil {
			t.Errorf("got %v, %v, want %v", got, err, key)
		}
		if _, err := cache.Parse(strings.Repeat("0", 64)); !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("got %v, want %v", err, identity.ErrBadKey)
		}
	}
}

func TestSecretsStayHidden(t *testing.T) {
	seed := knownSeed(t)
	phrase, err := identity.NewPhrase(rand.Reader, 12)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, secret := range []any{seed, &seed, phrase} {
			if got := fmt.Sprintf(verb, secret); got != "hidden" {
				t.Errorf("%s of %T: got %q", verb, secret, got)
			}
		}
	}
	if data, err := json.Marshal(map[string]any{"seed": seed, "phrase": phrase}); err != nil || string(data) != `{"phrase":{},"seed":{}}` {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestSeedsRefused(t *testing.T) {
	good := identityVectors(t).Key.Seed
	for _, text := range []string{"", good[1:], good + "0", strings.ToUpper("ab" + good[2:]), "x" + good[1:]} {
		if _, err := identity.ParseSeed(text); !errors.Is(err, identity.ErrBadSeed) {
			t.Errorf("%q: got %v, want %v", text, err, identity.ErrBadSeed)
		}
	}
	if seed, err := identity.ParseSeed(good); err != nil || seed.Hex() != good {
		t.Errorf("got %s, %v, want %s", seed.Hex(), err, good)
	}
	if _, err := identity.NewSeed(strings.NewReader("too short")); err == nil {
		t.Error("a seed was made of nine bytes")
	}
}

func TestNoSeed(t *testing.T) {
	var none identity.Seed
	if !none.IsZero() || !none.Key().IsZero() || none.Hex() != "" {
		t.Error("the zero seed is not none")
	}
}

func FuzzKey(f *testing.F) {
	f.Add(identityVectors(f).Key.Primary)
	f.Add(identityVectors(f).Key.NKey)
	for _, row := range invalidVectorsOf(f).Keys {
		f.Add("ed25519:" + row.Key)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := identity.ParseKey(text); err == nil {
			if k.String() != text {
				t.Errorf("key: got %s, want %s", k, text)
			}
			if back, err := identity.ParseNKey(k.NKey()); back != k || err != nil {
				t.Errorf("nkey of %s: got %s, %v", k, back, err)
			}
		} else if !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("got %v, want %v", err, identity.ErrBadKey)
		}
		if k, err := identity.ParseNKey(text); err == nil && k.NKey() != text {
			t.Errorf("nkey: got %s, want %s", k.NKey(), text)
		}
	})
}
