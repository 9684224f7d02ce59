package identity_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

func TestEnvelopeOfTheVectors(t *testing.T) {
	v := identityVectors(t)
	for tag, row := range map[string]signedVector{"claim": v.Claim, identity.RegistrationTag: v.Registration} {
		e, err := identity.OpenEnvelope(row.Envelope, tag)
		if err != nil {
			t.Fatal(err)
		}
		if string(e.Payload()) != row.PayloadJCS || e.Signer() != knownSeed(t).Key() || string(e.Raw()) != string(row.Envelope) {
			t.Errorf("got %s by %s, want %s", e.Payload(), e.Signer(), row.PayloadJCS)
		}
		signed, err := identity.SignEnvelope(knownSeed(t), tag, json.RawMessage(row.PayloadJCS))
		want, canonicalErr := identity.Canonical(row.Envelope)
		if err != nil || canonicalErr != nil || string(signed) != string(want) {
			t.Errorf("signed: got %s, %v, want %s", signed, err, want)
		}
	}
	if _, err := identity.OpenEnvelope(v.Claim.Envelope, identity.RegistrationTag); !errors.Is(err, identity.ErrBadType) {
		t.Errorf("a claim as a registration: got %v, want %v", err, identity.ErrBadType)
	}
}

// TestEnvelopeIsItsOwn: what was verified does not change with the buffer that
// it came in.
func TestEnvelopeIsItsOwn(t *testing.T) {
	data := []byte(identityVectors(t).Claim.Envelope)
	want := string(data)
	e, err := identity.OpenEnvelope(data, "claim")
	if err != nil {
		t.Fatal(err)
	}
	clear(data)
	clear(e.Raw())
	clear(e.Payload())
	if string(e.Raw()) != want || e.Payload()[0] != '{' {
		t.Error("the envelope changed")
	}
}

func TestSigningRefuses(t *testing.T) {
	seed := knownSeed(t)
	for name, p := range map[string]any{
		"an array": []int{1}, "nothing": nil, "a number beyond 2^53": map[string]int64{"a": 1<<53 + 1}, "a duplicate": json.RawMessage(`{"a":1,"a":1}`),
		"not UTF-8": json.RawMessage("{\"a\":\"\xff\"}"), "infinity": map[string]float64{"a": math.Inf(1)}, "a function": map[string]any{"a": func() {}},
	} {
		if data, err := identity.SignEnvelope(seed, "claim", p); err == nil {
			t.Errorf("%s: got %s", name, data)
		}
	}
	if _, err := identity.SignEnvelope(seed, "claim", map[string]string{"a": strings.Repeat("x", identity.MaxEnvelope)}); !errors.Is(err, identity.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, identity.ErrTooLarge)
	}
	if data, err := identity.SignRegistration(seed, "ana", "kez\xff", made, ""); !errors.Is(err, identity.ErrMalformed) {
		t.Errorf("got %s, %v, want %v", data, err, identity.ErrMalformed)
	}
}
