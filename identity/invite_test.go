package identity_test

import (
	"encoding/json"
	"os"
	"testing"

	"kez.lat/chat/identity"
)

func TestInviteProofVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/invite.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Code, Proof string
			Primary     identity.Key
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) < 3 {
		t.Fatalf("%d vectors, %v", len(file.Vectors), err)
	}
	for _, v := range file.Vectors {
		if got := identity.InviteProof(v.Code, v.Primary); got != v.Proof {
			t.Errorf("code %q: got %s, want %s", v.Code, got, v.Proof)
		}
	}
}
