package sigchain_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

var made = time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC)

func seedOf(t testing.TB, digits string) identity.Seed {
	t.Helper()
	seed, err := identity.ParseSeed(strings.Repeat(digits, 32))
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func nostrOf(t testing.TB, digits string) identity.NostrSecret {
	t.Helper()
	secret, err := identity.ParseNostrSecret(strings.Repeat(digits, 32))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func subjectOf(t testing.TB, text string) identity.Subject {
	t.Helper()
	s, err := identity.ParseSubject(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type payload = map[string]any

// maker makes a chain of events one by one, each a minute after the one
// before, whatever the rules say of them.
type maker struct {
	t      testing.TB
	signer identity.Signer
	head   sigchain.Head
	lines  [][]byte
}

func newMaker(t testing.TB, signer identity.Signer) *maker { return &maker{t: t, signer: signer} }

// payload is that of an event which follows the head, with some members
// changed; nil takes one away.
func (m *maker) payload(op string, change payload) payload {
	p := payload{
		"type": "kez.sigchain_event", "version": 1, "primary": m.signer.Primary().String(), "seq": m.head.Seq + 1, "op": op,
		"created_at": made.Add(time.Duration(len(m.lines)+1) * time.Minute).Format(time.RFC3339Nano),
	}
	if m.head.Seq > 0 {
		p["prev"] = m.head.Hash
	}
	for name, value := range change {
		if p[name] = value; value == nil {
			delete(p, name)
		}
	}
	return p
}

// event adds one that is well, and moves the head.
func (m *maker) event(op string, change payload) *maker {
	m.t.Helper()
	return m.put(m.sign(sigchain.Tag, m.payload(op, change)))
}

func (m *maker) sign(tag string, p payload) []byte {
	m.t.Helper()
	data, err := identity.SignEnvelope(m.signer, tag, p)
	if err != nil {
		m.t.Fatal(err)
	}
	return data
}

// put adds a line that is well, and moves the head.
func (m *maker) put(line []byte) *maker {
	m.t.Helper()
	l, err := sigchain.Open(line)
	if err != nil {
		m.t.Fatalf("%s: %v", line, err)
	}
	m.head = l.Head()
	m.lines = append(m.lines, line)
	return m
}

// raw adds a line that need not be well.
func (m *maker) raw(line []byte) *maker {
	m.lines = append(m.lines, line)
	return m
}

// bad adds a line that is signed and need not be well.
func (m *maker) bad(op string, change payload) *maker {
	m.t.Helper()
	return m.raw(m.sign(sigchain.Tag, m.payload(op, change)))
}

func (m *maker) add(subject string) *maker {
	m.t.Helper()
	return m.event("add", payload{"subject": subject})
}

func (m *maker) revoke(subject string) *maker {
	m.t.Helper()
	return m.event("revoke", payload{"subject": subject})
}

func (m *maker) bytes() []byte { return append(bytes.Join(m.lines, []byte("\n")), '\n') }

// device is the members of a device_add.
func (m *maker) device(id string, seed identity.Seed) payload {
	m.t.Helper()
	parsed, err := identity.ParseID(id)
	if err != nil {
		m.t.Fatal(err)
	}
	return payload{"device": id, "key": seed.Key().String(), "proof": hex.EncodeToString(sigchain.ProveDevice(seed, m.signer.Primary(), parsed))}
}

func with(p payload, name string, value any) payload {
	p = maps.Clone(p)
	p[name] = value
	return p
}

const (
	phoneID  = "00112233445566778899aabbccddeeff"
	laptopID = "ffeeddccbbaa99887766554433221100"
	boxKey   = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a" // of RFC 7748 section 6.1
)

func sum256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func flip(digits string) string {
	if digits[0] == '0' {
		return "1" + digits[1:]
	}
	return "0" + digits[1:]
}

func pack(t testing.TB, data []byte) string {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(w.EncodeAll(data, nil))
}
