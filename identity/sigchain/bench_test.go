package sigchain_test

import (
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"kez.lat/chat/identity/sigchain"
)

// BenchmarkReplay reads, verifies and replays a chain of 10,000 events. Its
// "ratio" is that over the signature checks alone (ed25519.Verify and SHA-512
// of the payloads), medians of turns of 50 events, so that whatever else the
// machine does falls on both. docs/performance.md promises 1.3.
func BenchmarkReplay(b *testing.B) {
	const length, turn = 10_000, 50
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
	public := ed25519.PublicKey(seed.Key().Bytes())
	payloads, sigs := bareParts(b, links)
	var parts [][]byte
	for part := range slices.Chunk(links, turn) {
		parts = append(parts, sigchain.WriteJSONL(part))
	}
	var whole, bare []time.Duration
	for b.Loop() {
		var chain sigchain.Chain
		for i, part := range parts {
			start := time.Now()
			appendAll(b, &chain, part)
			between := time.Now()
			for n := i * turn; n < (i+1)*turn; n++ {
				digest := sha512.Sum512(payloads[n])
				if !ed25519.Verify(public, digest[:], sigs[n]) {
					b.Fatal("a bare signature does not fit")
				}
			}
			whole, bare = append(whole, between.Sub(start)), append(bare, time.Since(between))
		}
		if chain.Head() != head {
			b.Fatal(chain.Head())
		}
	}
	b.ReportMetric(float64(median(whole))/float64(median(bare)), "ratio")
	b.ReportMetric(float64(median(bare).Nanoseconds())/turn, "bare-ns/event")
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func appendAll(b *testing.B, chain *sigchain.Chain, lines []byte) {
	links, err := sigchain.ReadJSONL(lines)
	if err != nil {
		b.Fatal(err)
	}
	for _, l := range links {
		if err := chain.Append(l); err != nil {
			b.Fatal(err)
		}
	}
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
