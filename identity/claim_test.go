package identity_test

import (
	"testing"

	"kez.lat/chat/identity"
)

func TestClaimOfTheVectors(t *testing.T) {
	c, err := identity.OpenClaim(identityVectors(t).Claim.Envelope)
	if err != nil || c.Subject().String() != "github:jason" || c.Primary() != knownSeed(t).Primary() || !c.CreatedAt().Equal(made) {
		t.Fatalf("got %+v, %v", c, err)
	}
	for _, signer := range []identity.Signer{knownSeed(t), nostrSecret(t)} {
		data, err := identity.SignClaim(signer, c.Subject(), made)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := identity.OpenClaim(data); err != nil || c.Primary() != signer.Primary() || string(c.Raw()) != string(data) {
			t.Errorf("got %+v, %v", c, err)
		}
		text, err := identity.Markdown(data)
		if err != nil {
			t.Fatal(err)
		}
		found, err := identity.Find([]byte(text))
		if err != nil || len(found) != 1 {
			t.Errorf("in Markdown: got %d, %v", len(found), err)
		}
	}
}
