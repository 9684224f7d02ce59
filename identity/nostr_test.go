package identity_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

// TestNIP19 has the examples of NIP-19.
func TestNIP19(t *testing.T) {
	k, err := identity.ParseNostrKey("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg")
	if err != nil || k.Hex() != "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e" {
		t.Errorf("npub: got %s, %v", k.Hex(), err)
	}
	const nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"
	a, errA := identity.ParseNostrSecret(nsec)
	b, errB := identity.ParseNostrSecret("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa")
	if errA != nil || errB != nil || a.Key() != b.Key() || b.Reveal() != nsec || a.Key() != k {
		t.Errorf("nsec: got %s, %v and %s, %v, want %s", a.Key(), errA, b.Key(), errB, k)
	}
}

func TestNostrSecretIsHidden(t *testing.T) {
	secret := nostrSecret(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%s", "%d", "%q"} {
		if got := fmt.Sprintf(verb, secret); got != "hidden" {
			t.Errorf("%s: got %s, want hidden", verb, got)
		}
	}
}

// TestBIP340 has rows of the test vectors of BIP-340.
func TestBIP340(t *testing.T) {
	for _, row := range []struct {
		index            int
		key, digest, sig string
		fits             bool
	}{
		{0, "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9", strings.Repeat("00", 32), "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0", true},
		{1, "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659", "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89", "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE33418906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A", true},
		{6, "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659", "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89", "FFF97BD5755EEEA420453A14355235D382F6472F8568A18B2F057A14602975563CC27944640AC607CD107AE10923D9EF7A73C643E166BE5EBEAFA34B1AC553E2", false},
		{8, "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659", "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89", "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769961764B3AA9B2FFCB6EF947B6887A226E8D7C93E00C5ED0C1834FF0D0C2E6DA6", false},
		{12, "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659", "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B", false},
		{13, "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659", "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89", "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", false},
	} {
		k, err := identity.NostrKeyFromBytes(unhex(t, row.key))
		if err != nil {
			t.Fatalf("%d: %v", row.index, err)
		}
		if got := k.Verify([32]byte(unhex(t, row.digest)), unhex(t, row.sig)); got != row.fits {
			t.Errorf("%d: got %v, want %v", row.index, got, row.fits)
		}
	}
	three, err := identity.ParseNostrSecret(strings.Repeat("00", 31) + "03")
	if err != nil {
		t.Fatal(err)
	}
	if sig, err := three.Sign([32]byte{}); err != nil || !strings.EqualFold(fmt.Sprintf("%x", sig), "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0") {
		t.Errorf("signed as %x, %v", sig, err)
	}
}

func TestNostrKeysRefused(t *testing.T) {
	good := nostrSecret(t).Key().String()
	for why, text := range map[string]string{
		"empty": "", "a secret": nostrSecret(t).Reveal(), "capitals": strings.ToUpper(good), "one capital": strings.Replace(good, "npub1", "Npub1", 1),
		"a digit more": good + "q", "a digit less": good[:len(good)-1], "another digit": good[:len(good)-1] + map[bool]string{true: "p", false: "q"}[good[len(good)-1] == 'q'],
		"no bech32 digit": good[:20] + "b" + good[21:], "hex": nostrSecret(t).Key().Hex(),
	} {
		if k, err := identity.ParseNostrKey(text); !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("%s: got %s, %v, want %v", why, k, err, identity.ErrBadKey)
		}
	}
	for why, digits := range map[string]string{
		"not on the curve": "EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34",
		"the field's size": "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30",
		"short":            strings.Repeat("11", 31), "zero": strings.Repeat("00", 32),
	} {
		if k, err := identity.NostrKeyFromBytes(unhex(t, digits)); !errors.Is(err, identity.ErrBadKey) {
			t.Errorf("%s: got %s, %v, want %v", why, k, err, identity.ErrBadKey)
		}
	}
	for why, digits := range map[string]string{
		"zero": strings.Repeat("00", 32), "the order": "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", "capitals": strings.Repeat("AA", 32),
	} {
		if _, err := identity.ParseNostrSecret(digits); !errors.Is(err, identity.ErrBadSeed) {
			t.Errorf("%s: got %v, want %v", why, err, identity.ErrBadSeed)
		}
	}
	var none identity.NostrSecret
	if _, err := none.Sign([32]byte{}); !errors.Is(err, identity.ErrBadSeed) || none.Key().Verify([32]byte{}, make([]byte, 64)) {
		t.Errorf("no secret signs: %v", err)
	}
	if _, err := identity.NewNostrSecret(bytes.NewReader(nil)); err == nil {
		t.Error("a secret of no random")
	}
}
