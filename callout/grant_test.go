package callout

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/nats-io/nkeys"

	"kez.lat/chat/identity"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	// The key of identity/testdata/identity.json.
	testKey = "ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12"
	golden  = "testdata/grant.golden"
)

// TestGrant pins everything that a connection may do.
func TestGrant(t *testing.T) {
	key, err := identity.ParseKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	pub, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	c := grant(key, pub, "APP", time.Unix(1790000000, 0))
	if c.Subject != pub {
		t.Errorf("subject %q, want the connection's own key", c.Subject)
	}
	c.Subject = "" // new for every connection
	got, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the grant changed.\ngot\n%s\nwant\n%s", got, want)
	}
}

func TestDecide(t *testing.T) {
	if err := Decide(Account{}); err != nil {
		t.Errorf("a registered person: %v", err)
	}
	if err := Decide(Account{Suspended: true}); !errors.Is(err, ErrSuspended) {
		t.Errorf("a suspended person: %v", err)
	}
}

func TestLifetime(t *testing.T) {
	for u, want := range map[float64]time.Duration{0: 648 * time.Minute, 0.5: 720 * time.Minute, 1: 792 * time.Minute} {
		if got := lifetime(Lifetime, u); (got - want).Abs() > time.Second {
			t.Errorf("lifetime(%v) = %v, want %v", u, got, want)
		}
	}
}
