package sigchain

import (
	"cmp"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"kez.lat/chat/identity"
)

// How a print is made, docs/protocol.md section 2, "Safety numbers".
const (
	safetyRounds = 5200
	safetyChunks = 6 // of five bytes and five digits
)

// SafetyPrint is the half of a safety number that stands for one account: 30
// digits of its primary and the devices that its chain does not revoke. The
// rounds make it dear to search for keys with a given print.
func (s State) SafetyPrint(primary identity.Key) string {
	devices := slices.DeleteFunc(slices.Clone(s.Devices), func(d Device) bool { return !d.Revoked.IsZero() })
	slices.SortFunc(devices, func(a, b Device) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	var text strings.Builder
	fmt.Fprintf(&text, "kez.safety/v1\n%s\n", primary)
	for _, d := range devices {
		fmt.Fprintf(&text, "%s %s %s\n", d.ID, d.Key, cmp.Or(hex.EncodeToString(d.Box), "-"))
	}
	key := primary.Bytes()
	sum := sha512.Sum512([]byte(text.String()))
	for range safetyRounds {
		sum = sha512.Sum512(append(sum[:], key...))
	}
	var digits strings.Builder
	for i := range safetyChunks {
		var chunk [8]byte
		copy(chunk[3:], sum[5*i:5*i+5])
		fmt.Fprintf(&digits, "%05d", binary.BigEndian.Uint64(chunk[:])%100_000)
	}
	return digits.String()
}

// SafetyNumber is what two people compare, the same on both sides: the smaller
// of their prints, then the other.
func SafetyNumber(one, other string) string { return min(one, other) + max(one, other) }
