package identity_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// claimVectors is testdata/claims.json, whose members testdata/README.md
// explains.
type claimVectors struct {
	Note            string         `json:"note"`
	Keys            []keyVector    `json:"keys"`
	KeysRefused     []refusedText  `json:"keys_refused"`
	Subjects        []spelling     `json:"subjects"`
	SubjectsRefused []refusedText  `json:"subjects_refused"`
	Claims          []claimVector  `json:"claims"`
	ClaimsRefused   []refusedClaim `json:"claims_refused"`
	Found           []foundVector  `json:"find"`
}

type keyVector struct {
	Kind    string `json:"kind"` // ed25519 or nostr
	Secret  string `json:"secret_hex"`
	NSec    string `json:"nsec,omitempty"`
	Public  string `json:"public_hex"`
	Primary string `json:"primary"`
	Alg     string `json:"alg"`
}

type refusedText struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

type spelling struct {
	Text   string `json:"text"`
	Normal string `json:"normal"`
}

type claimVector struct {
	Why       string   `json:"why"`
	Subject   string   `json:"subject"`
	Primary   string   `json:"primary"`
	CreatedAt string   `json:"created_at"`
	Signed    string   `json:"signed_hex"` // the digest that is signed
	Envelope  string   `json:"envelope"`
	Compact   string   `json:"compact,omitempty"`
	Markdown  string   `json:"markdown,omitempty"`
	TXT       []string `json:"txt,omitempty"`
}

type refusedClaim struct {
	Why      string `json:"why"`
	Code     string `json:"code"`
	Envelope string `json:"envelope"`
}

type foundVector struct {
	Why    string   `json:"why"`
	Text   string   `json:"text"`
	Result string   `json:"result"` // found, none or damaged
	Found  []string `json:"found,omitempty"`
}

const claimFile = "claims.json"

// TestClaimVectorsAreWhole makes the file anew and compares. With -update it
// writes it.
func TestClaimVectorsAreWhole(t *testing.T) {
	data, err := marshalPlain(makeClaimVectors(t))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		writeFile(t, claimFile, data)
	}
	if !bytes.Equal(readFile(t, claimFile), data) {
		t.Errorf("%s differs from what the test makes; run it with -update", claimFile)
	}
}

// marshalPlain writes < and > as they are: half of the texts are Markdown.
func marshalPlain(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return out.Bytes(), err
}

func TestKeysOfClaims(t *testing.T) {
	v := read[claimVectors](t, claimFile)
	for _, row := range v.Keys {
		p, err := identity.ParsePrimary(row.Primary)
		if err != nil || p.String() != row.Primary || p.Algorithm() != row.Alg || p.IsZero() {
			t.Errorf("%s: got %s, %s, %v", row.Primary, p, p.Algorithm(), err)
		}
		var back identity.Primary
		if text, err := p.MarshalText(); err != nil || back.UnmarshalText(text) != nil || back != p {
			t.Errorf("%s: read back as %s, %v", row.Primary, back, err)
		}
		key, isKey := p.Key()
		nostr, isNostr := p.Nostr()
		if isKey == isNostr || isKey != (row.Kind == "ed25519") || isKey && key.Hex() != row.Public || isNostr && nostr.Hex() != row.Public {
			t.Errorf("%s: it is an ed25519 key: %v, a Nostr key: %v", row.Primary, isKey, isNostr)
		}
	}
	for _, row := range v.KeysRefused {
		if p, err := identity.ParsePrimary(row.Text); !errors.Is(err, identity.ErrBadKey) || !p.IsZero() {
			t.Errorf("%s: got %s, %v, want %v", row.Why, p, err, identity.ErrBadKey)
		}
	}
}

func TestSubjects(t *testing.T) {
	v := read[claimVectors](t, claimFile)
	for _, row := range v.Subjects {
		s, err := identity.ParseSubject(row.Text)
		if err != nil || s.String() != row.Normal || s.System()+":"+s.ID() != row.Normal {
			t.Errorf("%q: got %s, %v, want %s", row.Text, s, err, row.Normal)
		}
		var again identity.Subject
		if err := again.UnmarshalText([]byte(row.Normal)); err != nil || again != s {
			t.Errorf("%s: its normal form is %s, %v", row.Normal, again, err)
		}
	}
	for _, row := range v.SubjectsRefused {
		if s, err := identity.ParseSubject(row.Text); !errors.Is(err, identity.ErrBadSubject) || !s.IsZero() {
			t.Errorf("%s: %q is %s, %v, want %v", row.Why, row.Text, s, err, identity.ErrBadSubject)
		}
	}
}

func TestClaims(t *testing.T) {
	for _, row := range read[claimVectors](t, claimFile).Claims {
		c, err := identity.OpenClaim([]byte(row.Envelope))
		if err != nil {
			t.Errorf("%s: %v", row.Why, err)
			continue
		}
		if c.Subject().String() != row.Subject || c.Primary().String() != row.Primary || c.CreatedAt().Format(time.RFC3339Nano) != row.CreatedAt {
			t.Errorf("%s: got %s, %s, %s", row.Why, c.Subject(), c.Primary(), c.CreatedAt())
		}
		forms := map[string]string{"JSON": row.Envelope}
		if row.Compact != "" {
			forms["compact"], forms["Markdown"], forms["TXT"] = row.Compact, row.Markdown, strings.Join(row.TXT, "")
		}
		for form, text := range forms {
			found, err := identity.Find([]byte(text))
			if err != nil || len(found) != 1 {
				t.Errorf("%s in %s: found %d, %v", row.Why, form, len(found), err)
				continue
			}
			if again, err := identity.OpenClaim(found[0]); err != nil || !bytes.Equal(again.Raw(), c.Raw()) {
				t.Errorf("%s in %s: got %s, %v", row.Why, form, again.Raw(), err)
			}
		}
		for _, part := range row.TXT {
			if len(part) > 255 {
				t.Errorf("%s: a string of %d bytes", row.Why, len(part))
			}
		}
	}
}

func TestClaimsRefused(t *testing.T) {
	for _, row := range read[claimVectors](t, claimFile).ClaimsRefused {
		_, err := identity.OpenClaim([]byte(row.Envelope))
		if codes[row.Code] == nil || !errors.Is(err, codes[row.Code]) {
			t.Errorf("%s: got %v, want %s", row.Why, err, row.Code)
		}
		for code, other := range codes {
			if code != row.Code && errors.Is(err, other) {
				t.Errorf("%s: the error is %s as well as %s", row.Why, code, row.Code)
			}
		}
	}
}

func TestFind(t *testing.T) {
	results := map[string]error{"found": nil, "none": identity.ErrNoEnvelope, "damaged": identity.ErrDamagedEnvelope}
	for _, row := range read[claimVectors](t, claimFile).Found {
		found, err := identity.Find([]byte(row.Text))
		if want, known := results[row.Result]; !known || !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %s", row.Why, err, row.Result)
		}
		var got []string
		for _, data := range found {
			canonical, err := identity.Canonical(data)
			if err != nil {
				t.Fatalf("%s: %v", row.Why, err)
			}
			got = append(got, string(canonical))
		}
		if !slices.Equal(got, row.Found) {
			t.Errorf("%s: got %s, want %s", row.Why, got, row.Found)
		}
	}
}

func makeClaimVectors(t *testing.T) claimVectors {
	t.Helper()
	m := &claimMaker{maker: maker{t: t, seed: knownSeed(t)}, nostr: nostrSecret(t)}
	m.good = string(m.claim(m.seed, nil))
	seed, nostr := m.seed, m.nostr
	return claimVectors{
		Note: "TEST KEYS ONLY. README.md beside this file says how to read it. Made by identity/claimvectors_test.go.",
		Keys: []keyVector{
			{"ed25519", seed.Hex(), "", seed.Key().Hex(), seed.Primary().String(), "ed25519-sha512-jcs"},
			{"nostr", seed.Hex(), nostr.Reveal(), nostr.Key().Hex(), nostr.Primary().String(), "secp256k1-schnorr-sha256-jcs"},
		},
		KeysRefused:     m.refusedKeys(),
		Subjects:        spellings,
		SubjectsRefused: refusedSubjects(),
		Claims:          m.claims(),
		ClaimsRefused:   slices.Concat(m.misshapenClaims(), m.untrueClaims(), m.claimOrder()),
		Found:           m.texts(),
	}
}

// claimMaker makes claims, of both kinds of primary.
type claimMaker struct {
	maker
	nostr identity.NostrSecret
}

// claimPayload is a claim's with some members changed; nil takes one away.
func claimPayload(signer identity.Signer, change payload) payload {
	p := payload{
		"type": "kez.claim", "version": 1, "subject": "github:jason", "primary": signer.Primary().String(),
		"created_at": "2026-05-25T03:00:00Z",
	}
	for name, value := range change {
		if p[name] = value; value == nil {
			delete(p, name)
		}
	}
	return p
}

// claim signs what need not be a claim.
func (m *claimMaker) claim(signer identity.Signer, change payload) []byte {
	m.t.Helper()
	data, err := identity.SignEnvelope(signer, identity.ClaimTag, claimPayload(signer, change))
	if err != nil {
		m.t.Fatal(err)
	}
	return data
}

// put puts an envelope together that need not be right.
func (m *claimMaker) put(tag string, p payload, alg, key string, sig []byte) string {
	m.t.Helper()
	data, err := json.Marshal(payload{"kez": tag, "payload": p, "signature": payload{"alg": alg, "key": key, "sig": hex.EncodeToString(sig)}})
	if err != nil {
		m.t.Fatal(err)
	}
	return string(data)
}

func (m *claimMaker) claims() []claimVector {
	var list []claimVector
	for _, row := range []struct {
		why, subject string
		signer       identity.Signer
	}{
		{"by an ed25519 key", "github:jason", m.seed},
		{"by a Nostr key", "github:jason", m.nostr},
		{"of a domain", "dns:xn--bcher-kva.example", m.seed},
		{"of a page, by a Nostr key", "web:https://example.org/~me", m.nostr},
		{"of an account in the fediverse", "ap:Ana@example.org", m.seed},
		{"of a Nostr key", "nostr:" + m.nostr.Key().String(), m.seed},
		{"of the other kind of primary, by the Nostr key", m.seed.Primary().String(), m.nostr},
		{"of a system that nothing checks", "ens:jason.eth", m.seed},
	} {
		subject, err := identity.ParseSubject(row.subject)
		if err != nil {
			m.t.Fatal(err)
		}
		data, err := identity.SignClaim(row.signer, subject, made)
		if err != nil {
			m.t.Fatal(err)
		}
		v := m.vector(row.why, data)
		if v.Compact, err = identity.EncodeCompact(data); err != nil {
			m.t.Fatal(err)
		}
		if v.Markdown, err = identity.Markdown(data); err != nil {
			m.t.Fatal(err)
		}
		if v.TXT, err = identity.TXT(data); err != nil {
			m.t.Fatal(err)
		}
		list = append(list, v)
	}
	return append(list,
		m.vector("signed over the canonical bytes themselves", []byte(m.put(identity.ClaimTag, claimPayload(m.seed, nil), "ed25519-sha512-jcs",
			m.seed.Key().String(), m.seed.Sign(m.canonical(claimPayload(m.seed, nil)))))),
		m.vector("a subject in another spelling is signed as it is and means the same", m.claim(m.seed, payload{"subject": "GitHub:Jason"})),
		m.vector("the signer's own members are signed and kept", m.claim(m.nostr, payload{"note": "mine", "expires": "2030-01-01"})),
		m.vector("a fraction of a second", m.claim(m.seed, payload{"created_at": "2026-05-25T03:00:00.25Z"})),
		m.vector("names and numbers in other spellings", []byte(strings.NewReplacer(`"version":1`, `"v\u0065rsion": 1.0`, `github:jason`, `github\u003ajason`).Replace(m.good))),
	)
}

func (m *claimMaker) canonical(p payload) []byte {
	m.t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		m.t.Fatal(err)
	}
	canonical, err := identity.Canonical(data)
	if err != nil {
		m.t.Fatal(err)
	}
	return canonical
}

func (m *claimMaker) vector(why string, data []byte) claimVector {
	m.t.Helper()
	c, err := identity.OpenClaim(data)
	if err != nil {
		m.t.Fatalf("%s: %v", why, err)
	}
	var e struct {
		Payload payload `json:"payload"`
	}
	if err := json.Unmarshal(data, &e); err != nil {
		m.t.Fatal(err)
	}
	signed := m.digest(e.Payload)
	if _, isNostr := c.Primary().Nostr(); isNostr {
		sum := sha256.Sum256(m.canonical(e.Payload))
		signed = sum[:]
	}
	return claimVector{
		Why: why, Subject: c.Subject().String(), Primary: c.Primary().String(), CreatedAt: c.CreatedAt().Format(time.RFC3339Nano),
		Signed: hex.EncodeToString(signed), Envelope: string(data),
	}
}
