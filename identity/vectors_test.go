package identity_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"kez.lat/chat/identity"
)

// vectors are files that the browser app reads as well.
type vectors struct {
	Key struct {
		NKey    string `json:"nats_user_nkey"`
		Primary string `json:"primary"`
		Hex     string `json:"public_hex"`
		Seed    string `json:"seed_hex"`
	} `json:"key"`
	Connect struct {
		Nonce string `json:"nonce"`
		Sig   string `json:"sig_base64url_nopad"`
	} `json:"nats_connect"`
	Claim        signedVector `json:"claim"`
	Registration signedVector `json:"registration"`
	Sigchain     struct {
		Events []json.RawMessage `json:"events"`
	} `json:"sigchain"`
	Phrases []struct {
		Public string `json:"public_hex"`
		Seed   string `json:"seed_hex"`
		Words  string `json:"words"`
	} `json:"phrases"`
	Auth []struct {
		Sig    string `json:"sig"`
		String string `json:"string"`
	} `json:"x_kez_auth"`
}

type signedVector struct {
	Envelope    json.RawMessage `json:"envelope"`
	EnvelopeRaw json.RawMessage `json:"envelope_raw_jcs_signature_also_accepted"`
	PayloadJCS  string          `json:"payload_jcs"`
}

type invalidVectors struct {
	Handles struct {
		Bad, Good []string
		Reserved  []string `json:"reserved_examples"`
	} `json:"handles"`
	JCS []struct {
		In, JCS, Why string
	} `json:"jcs"`
	JSON []struct {
		JSON, Why string
	} `json:"json"`
	Keys []struct {
		Key, Why string
	} `json:"keys"`
}

// read decodes a file of testdata.
func read[T any](t testing.TB, name string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(readFile(t, name), &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func identityVectors(t testing.TB) vectors { t.Helper(); return read[vectors](t, "identity.json") }
func invalidVectorsOf(t testing.TB) invalidVectors {
	t.Helper()
	return read[invalidVectors](t, "invalid.json")
}

// knownSeed is the seed of the vectors.
func knownSeed(t testing.TB) identity.Seed {
	t.Helper()
	seed, err := identity.ParseSeed(identityVectors(t).Key.Seed)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

// nostrSecret is the Nostr secret of the vectors, of the same bytes.
func nostrSecret(t testing.TB) identity.NostrSecret {
	t.Helper()
	secret, err := identity.ParseNostrSecret(identityVectors(t).Key.Seed)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func unhex(t testing.TB, digits string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
