package identity_test

import (
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/json"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// BenchmarkOpenRegistration prints how much of its time goes into what nobody
// can do without: "ratio" is bare ed25519.Verify and SHA-512 of the same
// payload, by the same clock and in turns, over the whole of OpenRegistration.
// docs/performance.md promises 0.8.
func BenchmarkOpenRegistration(b *testing.B) {
	data, err := identity.SignRegistration(knownSeed(b), "tudisco", server, made, "")
	if err != nil {
		b.Fatal(err)
	}
	pretty, err := json.MarshalIndent(json.RawMessage(data), "", "  ")
	if err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{"canonical": data, "pretty": pretty} {
		b.Run(name, func(b *testing.B) { benchmarkOpen(b, data) })
	}
}

func benchmarkOpen(b *testing.B, data []byte) {
	e, err := identity.OpenEnvelope(data, identity.RegistrationTag)
	if err != nil {
		b.Fatal(err)
	}
	payload, public := e.Payload(), ed25519.PublicKey(e.Signer().Bytes())
	digest := sha512.Sum512(payload)
	sig := knownSeed(b).Sign(digest[:])
	var whole, bare time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := identity.OpenRegistration(data, server, made); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		digest := sha512.Sum512(payload)
		if !ed25519.Verify(public, digest[:], sig) {
			b.Fatal("the bare signature does not fit")
		}
		whole, bare = whole+between.Sub(start), bare+time.Since(between)
	}
	b.ReportMetric(float64(bare)/float64(whole), "ratio")
	b.ReportMetric(float64(bare.Nanoseconds())/float64(b.N), "bare-ns/op")
}
