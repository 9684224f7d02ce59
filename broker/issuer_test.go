package broker

import (
	"bytes"
	"testing"

	"github.com/nats-io/nkeys"
)

// TestTheIssuerIsTheKeyItWraps: it signs as the pair inside does, and what it
// signed is checked with the public half it names.
func TestTheIssuerIsTheKeyItWraps(t *testing.T) {
	i, err := newIssuer()
	if err != nil {
		t.Fatal(err)
	}
	public, err := i.PublicKey()
	if err != nil || !nkeys.IsValidPublicAccountKey(public) {
		t.Fatalf("public key: got %q, %v, want that of an account", public, err)
	}
	sig, err := i.Sign([]byte("grant"))
	if err != nil {
		t.Fatal(err)
	}
	inner, err := i.KeyPair.Sign([]byte("grant"))
	if err != nil || !bytes.Equal(sig, inner) {
		t.Errorf("signature: got %x, want %x (%v)", sig, inner, err)
	}
	verifier, err := nkeys.FromPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Verify([]byte("grant"), sig); err != nil {
		t.Errorf("verify: %v", err)
	}
	if err := verifier.Verify([]byte("another"), sig); err == nil {
		t.Error("the signature fits another text")
	}
}
