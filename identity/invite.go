package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// InviteHash is all that a node keeps of an invite's code. People type codes:
// case and space around them do not matter.
func InviteHash(code string) [sha256.Size]byte {
	return sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(code))))
}

// InviteProof shows that the holder of a key knows the code of an invite. It
// stands in a registration in place of the code: registrations are public, and
// an invite may have uses left. To anybody else the proof is of no use.
func InviteProof(code string, k Key) string {
	return ProveInvite(InviteHash(code), k)
}

// ProveInvite is InviteProof for whoever knows the hash of the code only.
func ProveInvite(hash [sha256.Size]byte, k Key) string {
	mac := hmac.New(sha256.New, hash[:])
	mac.Write([]byte("kez.invite/v1\n" + k.String()))
	return hex.EncodeToString(mac.Sum(nil))
}
