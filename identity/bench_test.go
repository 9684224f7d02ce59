package identity_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// BenchmarkOpenRegistration prints how much of its time goes into what nobody
// can do without: "ratio" is bare ed25519.Verify and SHA-512 of the same
// payload over the whole of OpenRegistration, medians of runs in turns, so that
// whatever else the machine does falls on both. docs/performance.md promises
// 0.8.
func BenchmarkOpenRegistration(b *testing.B) {
	data, err := identity.SignRegistration(knownSeed(b), "tudisco", server, made, "")
	if err != nil {
		b.Fatal(err)
	}
	pretty, err := json.MarshalIndent(json.RawMessage(data), "", "  ")
	if err != nil {
		b.Fatal(err)
	}
	escaped := bytes.Replace(data, []byte(`"handle"`), []byte(`"h\u0061ndle"`), 1)
	for name, data := range map[string][]byte{"canonical": data, "pretty": pretty, "escaped": escaped} {
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
	var whole, bare []time.Duration
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
		whole, bare = append(whole, between.Sub(start)), append(bare, time.Since(between))
	}
	b.ReportMetric(float64(median(bare))/float64(median(whole)), "ratio")
	b.ReportMetric(float64(median(bare).Nanoseconds()), "bare-ns")
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
