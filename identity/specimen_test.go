package identity_test

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"filippo.io/edwards25519"

	"kez.lat/chat/identity"
)

// maker makes the files of the corpus.
type maker struct {
	t    *testing.T
	seed identity.Seed
	good string // a registration in canonical form
}

type payload = map[string]any

func makeCorpus(t *testing.T) corpus {
	t.Helper()
	m := &maker{t: t, seed: knownSeed(t)}
	m.good = string(m.sign(identity.RegistrationTag, m.payload(nil)))
	c := corpus{
		Note:   "TEST KEYS ONLY. Each file with what must become of it at the time now on the server; read the files as bytes. Made by identity/specimen_test.go.",
		Server: server, Now: "2026-05-25T03:00:00Z",
	}
	c.Valid = slices.Concat(m.valid(), m.validKeys())
	for i := range c.Valid {
		c.Valid[i].File = "valid/" + c.Valid[i].File + ".json"
	}
	c.Invalid = slices.Concat(m.malformed(), m.misshapen(), m.untrue(), m.badKeys(), m.badSignatures(), m.order())
	for i := range c.Invalid {
		c.Invalid[i].File = "invalid/" + c.Invalid[i].File + ".json"
		c.Invalid[i].Open = "registration"
	}
	return c
}

// payload is a registration's with some members changed; nil takes one away.
func (m *maker) payload(change payload) payload {
	p := payload{
		"type": "kez.chat.handle_registration", "version": 1, "handle": "tudisco", "primary": m.seed.Key().String(),
		"server": server, "created_at": "2026-05-25T03:00:00Z",
	}
	for name, value := range change {
		if p[name] = value; value == nil {
			delete(p, name)
		}
	}
	return p
}

func (m *maker) sign(tag string, p any) []byte {
	m.t.Helper()
	data, err := identity.SignEnvelope(m.seed, tag, p)
	if err != nil {
		m.t.Fatal(err)
	}
	return data
}

// assemble puts an envelope together that need not be right.
func (m *maker) assemble(p payload, key string, sig []byte) []byte {
	m.t.Helper()
	data, err := json.Marshal(payload{
		"kez": identity.RegistrationTag, "payload": p,
		"signature": payload{"alg": "ed25519-sha512-jcs", "key": key, "sig": hex.EncodeToString(sig)},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return data
}

// digest is what is signed of a payload.
func (m *maker) digest(p payload) []byte {
	m.t.Helper()
	data, err := json.Marshal(p)
	if err != nil {
		m.t.Fatal(err)
	}
	canonical, err := identity.Canonical(data)
	if err != nil {
		m.t.Fatal(err)
	}
	sum := sha512.Sum512(canonical)
	return sum[:]
}

// edit changes the text of the good registration, whose signature then may or
// may not fit.
func (m *maker) edit(old, new string) []byte {
	m.t.Helper()
	if strings.Count(m.good, old) != 1 {
		m.t.Fatalf("%q stands %d times in %s", old, strings.Count(m.good, old), m.good)
	}
	return []byte(strings.Replace(m.good, old, new, 1))
}

func (m *maker) valid() []specimen {
	signer := m.seed.Key().String()
	v := identityVectors(m.t)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, v.Registration.EnvelopeRaw, "", "\t"); err != nil {
		m.t.Fatal(err)
	}
	registration := func(file string, data []byte, why string) specimen {
		return specimen{File: file, Open: "registration", Signer: signer, Why: why, data: data}
	}
	return []specimen{
		registration("registration", []byte(m.good), "in canonical form, signed over the digest"),
		registration("registration-raw-signature", pretty.Bytes(), "pretty, signed over the canonical bytes themselves"),
		registration("version-with-fraction", m.edit(`"version":1`, `"version":1.0`), "1.0 is the number 1"),
		registration("version-with-exponent", m.edit(`"version":1`, `"version":10e-1`), "10e-1 is the number 1"),
		registration("fraction-of-a-second", m.sign(identity.RegistrationTag, m.payload(payload{"created_at": "2026-05-25T02:59:59.999999999Z"})), "fractions are read"),
		registration("four-minutes-old", m.sign(identity.RegistrationTag, m.payload(payload{"created_at": "2026-05-25T02:55:00Z"})), "five minutes are allowed"),
		registration("invite", m.sign(identity.RegistrationTag, m.payload(payload{"invite": "a-code"})), "with an invitation"),
		registration("unknown-payload-member", m.sign(identity.RegistrationTag, m.payload(payload{"colour": payload{"a": []int{1}}})), "the signer's own members are signed and kept"),
		registration("names-escaped", m.edit(`"handle":"tudisco"`, `"\u0068andle":"\u0074udisco"`), "escapes are another spelling of the same text"),
		registration("space-around", []byte(" \t\r\n"+m.good+"\n"), "space around the object is no data"),
		{File: "claim", Open: "envelope", Tag: "claim", Signer: signer, Why: "another kind of envelope", data: v.Claim.Envelope},
		{File: "sigchain-event", Open: "envelope", Tag: "sigchain_event", Signer: signer, Why: "another kind of envelope", data: v.Sigchain.Events[1]},
		{File: "sixteen-levels", Open: "envelope", Tag: "nest", Signer: signer, Why: "16 levels are allowed",
			data: m.sign("nest", json.RawMessage(strings.Repeat(`{"a":`, 14)+"{}"+strings.Repeat("}", 14)))},
		{File: "unusual-values", Open: "envelope", Tag: "values", Signer: signer, Why: "the canonical form of numbers and names, RFC 8785",
			data: unusual(m.sign("values", json.RawMessage(`{"n":[1e30,-0,4.50,2e-3,9007199254740992,-9007199254740992,1e-400],"\u20ac\ud83d\ude00\u0000":null,"__proto__":[true,false,{}]}`)))},
	}
}

// unusual spells what was signed in a way that is not canonical.
func unusual(canonical []byte) []byte {
	text := strings.Replace(string(canonical), "1e+30", "1E30", 1)
	return []byte(strings.Replace(text, "0.002", "2.0e-3", 1))
}

func (m *maker) malformed() []specimen {
	row := func(file string, data []byte, why string) specimen {
		return specimen{File: file, Code: "malformed", Why: why, data: data}
	}
	nested := `"version":1,"x":` + strings.Repeat("[", 15) + strings.Repeat("]", 15)
	return []specimen{
		row("empty", nil, "no bytes"),
		row("not-an-object", []byte("["+m.good+"]"), "an array"),
		row("trailing-data", []byte(m.good+"{}"), "a second object"),
		row("trailing-zero", []byte(m.good+"\x00"), "a zero byte is not space"),
		row("byte-order-mark", []byte("\ufeff"+m.good), "a byte order mark is not space"),
		row("cut-off", []byte(m.good[:len(m.good)-1]), "the last bracket is missing"),
		row("duplicate-envelope-member", m.edit(`"signature":`, `"kez":"handle_registration","signature":`), "kez twice"),
		row("duplicate-payload-member", m.edit(`"handle":"tudisco"`, `"handle":"tudisco","handle":"tudisco"`), "handle twice"),
		row("duplicate-by-escape", m.edit(`"handle":"tudisco"`, `"handle":"tudisco","\u0068andle":"mallory"`), "handle twice, once in disguise"),
		row("duplicate-signature-member", m.edit(`"alg":`, `"alg":"none","alg":`), "alg twice"),
		row("duplicate-deep-inside", m.edit(`"version":1`, `"version":1,"x":[{"a":{"b":1,"b":1}}]`), "b twice"),
		row("not-utf-8", m.edit("tudisco", "tudisc\xff"), "a byte that UTF-8 does not have"),
		row("surrogate-in-utf-8", m.edit("tudisco", "tudisc\xed\xa0\x80"), "half a pair, encoded"),
		row("lone-surrogate", m.edit("tudisco", `tudisc\ud800`), "half a pair, escaped"),
		row("surrogates-reversed", m.edit("tudisco", `tudisc\ude00\ud83d`), "a pair in the wrong order"),
		row("number-beyond-2-53", m.edit(`"version":1`, `"version":1,"x":9007199254740993`), "two parsers read two numbers"),
		row("number-below-2-53", m.edit(`"version":1`, `"version":1,"x":-9007199254740993`), "two parsers read two numbers"),
		row("number-beyond-2-53-with-fraction", m.edit(`"version":1`, `"version":1,"x":9007199254740993.0`), "the same number in disguise"),
		row("number-beyond-2-53-with-exponent", m.edit(`"version":1`, `"version":1,"x":1e20`), "its canonical form is written in full"),
		row("number-too-large", m.edit(`"version":1`, `"version":1,"x":1e309`), "no float64 holds it"),
		row("number-nan", m.edit(`"version":1`, `"version":NaN`), "not JSON"),
		row("number-leading-zero", m.edit(`"version":1`, `"version":01`), "not JSON"),
		row("comment", m.edit(`"version":1`, `"version":1/**/`), "not JSON"),
		row("trailing-comma", m.edit(`"version":1}`, `"version":1,}`), "not JSON"),
		row("control-character", m.edit("tudisco", "tudisc\n"), "not JSON"),
		row("seventeen-levels", m.edit(`"version":1`, nested), "two levels of the envelope and fifteen"),
	}
}

func (m *maker) misshapen() []specimen {
	row := func(file string, data []byte, why string) specimen {
		return specimen{File: file, Code: "bad-envelope", Why: why, data: data}
	}
	signed := func(file string, change payload, why string) specimen {
		return row(file, m.sign(identity.RegistrationTag, m.payload(change)), why)
	}
	rows := []specimen{
		row("empty-object", []byte("{}"), "three members are absent"),
		row("no-tag", m.edit(`"kez":"handle_registration",`, ""), "kez is absent"),
		row("no-payload", []byte(`{"kez":"handle_registration",`+m.good[strings.Index(m.good, `"signature"`):]), "payload is absent"),
		row("no-signature", []byte(m.good[:strings.Index(m.good, `,"signature"`)]+"}"), "signature is absent"),
		row("tag-not-a-string", m.edit(`"kez":"handle_registration"`, `"kez":1`), "kez is a number"),
		row("payload-not-an-object", []byte(`{"kez":"handle_registration","payload":"x",`+m.good[strings.Index(m.good, `"signature"`):]), "payload is a string"),
		row("signature-not-an-object", []byte(m.good[:strings.Index(m.good, `"signature"`)]+`"signature":null}`), "signature is null"),
		row("unknown-envelope-member", m.edit(`"signature":{`, `"note":"not signed","signature":{`), "anybody could add it: only the payload is signed"),
		row("envelope-member-in-capitals", m.edit(`"kez":`, `"KEZ":"claim","kez":`), "an unknown member; lenient parsers take it for kez"),
		row("unknown-signature-member", m.edit(`"alg":`, `"a":1,"alg":`), "anybody could add it"),
		row("no-algorithm", m.edit(`"alg":"ed25519-sha512-jcs",`, ""), "alg is absent"),
		row("unknown-algorithm", m.edit("ed25519-sha512-jcs", "none"), "alg is none"),
		row("algorithm-of-another-kind", m.edit("ed25519-sha512-jcs", "secp256k1-schnorr-sha256-jcs"), "alg does not go with an ed25519 key"),
		row("key-of-another-kind", m.edit(`"key":"ed25519:`, `"key":"nostr:`), "alg does not go with a Nostr key"),
		row("algorithm-in-capitals", m.edit("ed25519-sha512-jcs", "Ed25519-SHA512-JCS"), "alg is spelled otherwise"),
	}
	sig := m.signature()
	rows = append(rows,
		row("signature-upper-case", m.edit(sig, strings.ToUpper(sig)), "hex is lower case"),
		row("signature-one-upper-case", m.edit(sig, strings.ToUpper(sig[:2])+sig[2:]), "hex is lower case"),
		row("signature-short", m.edit(sig, sig[:126]), "63 bytes"),
		row("signature-long", m.edit(sig, sig+"00"), "65 bytes"),
		row("signature-not-hex", m.edit(sig, "zz"+sig[2:]), "not hex"),
		row("signature-null", m.edit(`"`+sig+`"`, "null"), "sig is null"),
		signed("version-text", payload{"version": "1"}, `"1" is not the number 1`),
		signed("version-null", payload{"version": json.RawMessage("null")}, "null is not a number"),
		signed("version-true", payload{"version": true}, "true is not a number"),
		signed("handle-a-number", payload{"handle": 123}, "a handle is text"),
		signed("created-at-a-number", payload{"created_at": 1779678000}, "a time is text"),
		signed("created-at-with-offset", payload{"created_at": "2026-05-25T03:00:00+00:00"}, "times end in Z"),
		signed("created-at-31-february", payload{"created_at": "2026-02-31T03:00:00Z"}, "there is no such day"),
		signed("created-at-with-comma", payload{"created_at": "2026-05-25T03:00:00,5Z"}, "fractions have a point"),
		signed("created-at-with-one-digit", payload{"created_at": "2026-05-25T3:00:00Z"}, "hours have two digits"),
		signed("created-at-in-lower-case", payload{"created_at": "2026-05-25t03:00:00z"}, "T and Z are capitals"),
		signed("invite-a-number", payload{"invite": 1}, "an invitation is text"),
		signed("invite-null", payload{"invite": json.RawMessage("null")}, "absent is not null"),
	)
	for _, name := range []string{"type", "version", "handle", "primary", "server", "created_at"} {
		rows = append(rows, signed("no-"+strings.ReplaceAll(name, "_", "-"), payload{name: nil}, name+" is absent from what was signed"))
	}
	return rows
}

// signature is that of the good registration.
func (m *maker) signature() string {
	at := strings.Index(m.good, `"sig":"`) + len(`"sig":"`)
	return m.good[at : at+128]
}

func (m *maker) untrue() []specimen {
	signed := func(file, code string, change payload, why string) specimen {
		return specimen{File: file, Code: code, Why: why, data: m.sign(identity.RegistrationTag, m.payload(change))}
	}
	return []specimen{
		{File: "wrong-tag", Code: "bad-type", Why: "a claim", data: m.sign("claim", m.payload(nil))},
		{File: "empty-tag", Code: "bad-type", Why: "no kind at all", data: m.sign("", m.payload(nil))},
		signed("wrong-type", "bad-type", payload{"type": "kez.claim"}, "the payload of a claim"),
		signed("version-2", "bad-type", payload{"version": 2}, "a later version"),
		signed("version-0", "bad-type", payload{"version": 0}, "no version"),
		signed("version-minus-1", "bad-type", payload{"version": -1}, "no version"),
		signed("version-1-and-a-half", "bad-type", payload{"version": 1.5}, "no version"),
		signed("key-mismatch", "key-mismatch", payload{"primary": "ed25519:58936604abda112bc94933569c82f8d0cc0ddf92a3f8329f2f448f7f484a594c"}, "signed by another than it registers"),
		signed("wrong-server", "wrong-server", payload{"server": "example.com"}, "made for another server"),
		signed("server-in-capitals", "wrong-server", payload{"server": "KEZ.lat"}, "what is signed is not normalised"),
		signed("server-empty", "wrong-server", payload{"server": ""}, "made for no server"),
		signed("handle-too-short", "bad-handle", payload{"handle": "ab"}, "two characters"),
		signed("handle-too-long", "bad-handle", payload{"handle": "x23456789012345678901234567890123"}, "33 characters"),
		signed("handle-in-capitals", "bad-handle", payload{"handle": "Tudisco"}, "handles are lower case"),
		signed("handle-with-dot", "bad-handle", payload{"handle": "tu.disco"}, "a dot would split a subject"),
		signed("handle-with-dash-first", "bad-handle", payload{"handle": "-tudisco"}, "the first is a letter or digit"),
		signed("handle-with-newline", "bad-handle", payload{"handle": "tudisco\n"}, "nothing may follow"),
		signed("handle-with-lookalike", "bad-handle", payload{"handle": "tud\u0456sco"}, "a Cyrillic letter"),
		signed("stale", "stale", payload{"created_at": "2026-05-25T02:54:59Z"}, "more than five minutes old"),
		signed("too-early", "stale", payload{"created_at": "2026-05-25T03:05:00.001Z"}, "more than five minutes ahead"),
		{File: "too-large", Code: "too-large", Why: "more than 64 KiB", data: slices.Concat([]byte(m.good), bytes.Repeat([]byte(" "), identity.MaxEnvelope))},
	}
}

func (m *maker) badSignatures() []specimen {
	row := func(file string, data []byte, why string) specimen {
		return specimen{File: file, Code: "bad-signature", Why: why, data: data}
	}
	p := m.payload(nil)
	key := m.seed.Key()
	good := m.seed.Sign(m.digest(p))
	neutral := unhex(m.t, "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
	mixed, _ := m.mixedOrder(false)
	return []specimen{
		row("payload-changed", m.edit("tudisco", "mallory"), "signed for another handle"),
		row("payload-member-added", m.edit(`"version":1`, `"version":1,"x":1`), "added after signing"),
		row("payload-member-removed", m.edit(`"version":1`, `"version":1,"invite":"x"`), "added after signing, though the protocol knows it"),
		row("signature-of-zeros", m.edit(m.signature(), strings.Repeat("0", 128)), "no signature"),
		row("signature-of-the-envelope", m.edit(m.signature(), hex.EncodeToString(m.seed.Sign([]byte(m.good)))), "signed is the payload, not the envelope"),
		row("signature-not-reduced", m.assemble(p, key.String(), addOrder(good)), "S + L is the same number to a lax verifier"),
		row("signature-with-r-not-canonical", m.assemble(p, key.String(), signWithR(m.t, m.seed, neutral, m.digest(p))), "R is p + 1; a lax verifier takes it for 1"),
		row("signature-only-with-cofactor", mixed, "fits only when the equation is multiplied by 8; verifiers must agree"),
	}
}

func (m *maker) validKeys() []specimen {
	data, key := m.mixedOrder(true)
	return []specimen{{File: "key-of-mixed-order", Open: "registration", Signer: key, data: data,
		Why: "a key with a part of small order is a key, and this signature fits without the cofactor"}}
}

// mixedOrder signs with a key that has a part of order 8. Whether such a
// signature fits without the cofactor depends on the challenge, which the
// number in the invite changes.
func (m *maker) mixedOrder(fits bool) (data []byte, key string) {
	m.t.Helper()
	sum := sha512.Sum512(m.seed.Bytes())
	secret, err := edwards25519.NewScalar().SetBytesWithClamping(sum[:32])
	if err != nil {
		m.t.Fatal(err)
	}
	order8, err := new(edwards25519.Point).SetBytes(unhex(m.t, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
	if err != nil {
		m.t.Fatal(err)
	}
	point := new(edwards25519.Point).ScalarBaseMult(secret)
	k, err := identity.KeyFromBytes(point.Add(point, order8).Bytes())
	if err != nil {
		m.t.Fatal(err)
	}
	r := new(edwards25519.Point).ScalarBaseMult(secret).Bytes() // a nonce without any secrecy
	for i := range 100 {
		p := m.payload(payload{"primary": k.String(), "invite": fmt.Sprint(i)})
		hash := sha512.Sum512(slices.Concat(r, k.Bytes(), m.digest(p)))
		challenge, err := edwards25519.NewScalar().SetUniformBytes(hash[:])
		if err != nil {
			m.t.Fatal(err)
		}
		s := edwards25519.NewScalar().MultiplyAdd(challenge, secret, secret)
		if sig := slices.Concat(r, s.Bytes()); k.Verify(m.digest(p), sig) == fits {
			return m.assemble(p, k.String(), sig), k.String()
		}
	}
	m.t.Fatal("no challenge of a hundred was a multiple of 8")
	return nil, ""
}

func (m *maker) badKeys() []specimen {
	fixed := append([]byte{1}, make([]byte, 63)...) // fits every message under a key of order 1
	row := func(file, key, why string) specimen {
		return specimen{File: file, Code: "bad-key", Why: why, data: m.assemble(m.payload(payload{"primary": key}), key, fixed)}
	}
	var rows []specimen
	for i, v := range invalidVectorsOf(m.t).Keys {
		rows = append(rows, row(fmt.Sprintf("key-%d", i+1), "ed25519:"+v.Key, v.Why))
	}
	digits := m.seed.Key().Hex()
	nostr := nostrSecret(m.t)
	signed, err := identity.SignEnvelope(nostr, identity.RegistrationTag, m.payload(payload{"primary": nostr.Primary()}))
	if err != nil {
		m.t.Fatal(err)
	}
	return append(rows,
		specimen{File: "key-of-nostr", Code: "bad-key", Why: "signed as it should be, but accounts have ed25519 keys", data: signed},
		row("key-not-canonical", "ed25519:f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "y = p + 3, a point that is not of small order"),
		row("key-with-space", "ed25519:"+digits+" ", "nothing may follow"),
		row("key-without-kind", digits, "a key names its kind"),
		row("key-empty", "", "no key"),
	)
}

// order holds files with several faults: the first check decides.
func (m *maker) order() []specimen {
	other := "ed25519:58936604abda112bc94933569c82f8d0cc0ddf92a3f8329f2f448f7f484a594c"
	small := "ed25519:0100000000000000000000000000000000000000000000000000000000000000"
	all := payload{"handle": "X", "server": "example.com", "created_at": "2020-01-01T00:00:00Z"}
	with := func(change payload) payload {
		p := m.payload(all)
		for name, value := range change {
			p[name] = value
		}
		return p
	}
	none := make([]byte, 64)
	row := func(code, why string, data []byte) specimen {
		return specimen{File: "order-" + code, Code: code, Why: why, data: data}
	}
	return []specimen{
		row("malformed", "before the shape", append(m.assemble(with(payload{"version": "1"}), small, none), 'x')),
		row("bad-envelope", "before the type", m.assemble(with(payload{"version": "1", "type": "x"}), small, none)),
		row("bad-type", "before the keys are compared", m.assemble(with(payload{"version": 2}), small, none)),
		row("key-mismatch", "before the key is looked at", m.assemble(with(payload{"primary": other}), small, none)),
		row("bad-key", "before the signature", m.assemble(with(payload{"primary": small}), small, none)),
		row("bad-signature", "before the server", m.assemble(with(nil), m.seed.Key().String(), none)),
		row("wrong-server", "before the handle", m.sign(identity.RegistrationTag, with(nil))),
		row("bad-handle", "before the time", m.sign(identity.RegistrationTag, with(payload{"server": server}))),
	}
}
