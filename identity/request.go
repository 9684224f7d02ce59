package identity

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// The strings that requests sign, docs/protocol.md section 3: raw text, no
// canonical form and no digest. They differ on purpose, so that a signature
// caught at one call is useless at another.

// SignedPoll is signed to read an inbox after the sequence since, 0 for all.
func SignedPoll(handle Handle, since uint64, seconds int64) []byte {
	return fmt.Appendf(nil, "GET\n/v1/inbox/%s\nsince=%d\n%d", handle, since, seconds)
}

// SignedStream is signed to follow an inbox as server-sent events.
func SignedStream(handle Handle, seconds int64) []byte {
	return fmt.Appendf(nil, "GET\n/v1/inbox/%s/stream\n%d", handle, seconds)
}

// SignedProofs is signed to change the proofs that a profile shows.
func SignedProofs(handle Handle, seconds int64) []byte {
	return fmt.Appendf(nil, "PUT\n/v1/profile/%s/proofs\n%d", handle, seconds)
}

// SignedCall is signed by every call that upstream does not have. It covers
// the body and the server.
func SignedCall(method, path string, seconds int64, body []byte, server string) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%d\nsha256=%x\nhost=%s", method, path, seconds, sha256.Sum256(body), server)
}

// ParseAuth reads "<unix seconds>:<128 lower-case hex digits>".
func ParseAuth(text string) (seconds int64, sig []byte, err error) {
	digits, hexSig, ok := strings.Cut(text, ":")
	seconds, err = strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || seconds < 0 || strconv.FormatInt(seconds, 10) != digits {
		return 0, nil, malformed("the authentication is not <unix seconds>:<signature>")
	}
	sig = make([]byte, ed25519.SignatureSize)
	if !decodeHex(sig, hexSig) {
		return 0, nil, malformed("the signature is not %d lower-case hex digits", 2*len(sig))
	}
	return seconds, sig, nil
}

// FormatAuth writes what ParseAuth reads.
func FormatAuth(seconds int64, sig []byte) string {
	return strconv.FormatInt(seconds, 10) + ":" + hex.EncodeToString(sig)
}
