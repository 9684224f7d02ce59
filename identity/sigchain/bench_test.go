package sigchain_test

import (
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"kez.lat/chat/identity/sigchain"
)

// BenchmarkReplay reads, verifies and replays a chain of 10,000 events. Its
// "ratio" is that over the signature checks alone (ed25519.Verify and SHA-512
// of the payloads), in turns by the same clock. docs/performance.md promises
// 1.3.
func BenchmarkReplay(b *testing.B) {
	const length = 10_000
	seed := seedOf(b, "42")
	var head sigchain.Head
	var links []sigchain.Link
	for i := range length {
		d := sigchain.Draft{Op: sigchain.Add, Subject: subjectOf(b, fmt.Sprintf("dns:n%d.example.org", i/2)), CreatedAt: made.Add(time.Duration(i) * time.Second)}
		if i%2 == 1 {
			d.Op = sigchain.Revoke
		}
		data, err := sigchain.Sign(seed, head, d)
		if err != nil {
			b.Fatal(err)
		}
		l, err := sigchain.Open(data)
		if err != nil {
			b.Fatal(err)
		}
		links, head = append(links, l), l.Head()
	}
	data, public := sigchain.WriteJSONL(links), ed25519.PublicKey(seed.Key().Bytes())
	payloads, sigs := bareParts(b, links)
	var whole, bare time.Duration
	for b.Loop() {
		start := time.Now()
		read, err := sigchain.ReadJSONL(data)
		if err != nil {
			b.Fatal(err)
		}
		if s, err := sigchain.Replay(read); err != nil || s.Head != head {
			b.Fatal(s.Head, err)
		}
		between := time.Now()
		for i, payload := range payloads {
			digest := sha512.Sum512(payload)
			if !ed25519.Verify(public, digest[:], sigs[i]) {
				b.Fatal("a bare signature does not fit")
			}
		}
		whole, bare = whole+between.Sub(start), bare+time.Since(between)
	}
	b.ReportMetric(float64(whole)/float64(bare), "ratio")
	b.ReportMetric(float64(bare.Nanoseconds())/float64(b.N), "bare-ns/op")
}

func bareParts(b *testing.B, links []sigchain.Link) (payloads, sigs [][]byte) {
	b.Helper()
	for _, l := range links {
		var e struct {
			Payload   json.RawMessage
			Signature struct{ Sig string }
		}
		if err := json.Unmarshal(l.Raw(), &e); err != nil {
			b.Fatal(err)
		}
		sig, err := hex.DecodeString(e.Signature.Sig)
		if err != nil {
			b.Fatal(err)
		}
		payloads, sigs = append(payloads, e.Payload), append(sigs, sig)
	}
	return payloads, sigs
}
