package identity_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"kez.lat/chat/identity"
)

// spellings are subjects as people write them, and their normal forms.
var spellings = []spelling{
	{"dns:example.org", "dns:example.org"},
	{"DNS:Example.ORG", "dns:example.org"},
	{"dns:example.org.", "dns:example.org"},
	{"dns:a.b-c.example", "dns:a.b-c.example"},
	{"dns:localhost", "dns:localhost"},
	{"dns:1.example", "dns:1.example"},
	{"dns:bücher.example", "dns:xn--bcher-kva.example"},
	{"dns:BÜCHER.example", "dns:xn--bcher-kva.example"},
	{"dns:bu\u0308cher.example", "dns:xn--bcher-kva.example"},
	{"dns:xn--bcher-kva.example", "dns:xn--bcher-kva.example"},
	{"dns:XN--BCHER-KVA.Example", "dns:xn--bcher-kva.example"},
	{"dns:straße.example", "dns:xn--strae-oqa.example"},
	{"dns:例え。テスト", "dns:xn--r8jz45g.xn--zckzah"},
	{"dns:ｅｘａｍｐｌｅ.org", "dns:example.org"},
	{"dns:r3---sn-apo3qvuoxuxbt-j5pe.example", "dns:r3---sn-apo3qvuoxuxbt-j5pe.example"},
	{"dns:" + strings.Repeat("a", 63) + ".example", "dns:" + strings.Repeat("a", 63) + ".example"},
	{"github:jason", "github:jason"},
	{"github:Jason-2", "github:jason-2"},
	{"GitHub:octo_acme", "github:octo_acme"},
	{"github:legacy-", "github:legacy-"},
	{"web:https://example.org/me", "web:https://example.org/me"},
	{"web:HTTPS://Example.ORG/Me", "web:https://example.org/Me"},
	{"web:https://example.org", "web:https://example.org"},
	{"web:https://example.org/", "web:https://example.org"},
	{"web:https://example.org/me/", "web:https://example.org/me"},
	{"web:https://example.org./me", "web:https://example.org/me"},
	{"web:https://example.org:443/me", "web:https://example.org/me"},
	{"web:https://example.org:8443/me", "web:https://example.org:8443/me"},
	{"web:https://bücher.example/", "web:https://xn--bcher-kva.example"},
	{"web:https://example.org/~me/a.b/(c)@d:e;f=g", "web:https://example.org/~me/a.b/(c)@d:e;f=g"},
	{"web:https://example.org/m%c3%bcller", "web:https://example.org/m%C3%BCller"},
	{"web:https://example.org/müller", "web:https://example.org/m%C3%BCller"},
	{"web:https://example.org/%41", "web:https://example.org/%41"},
	{"web:https://example.org/a%2fb", "web:https://example.org/a%2Fb"},
	{"web:https://example.org/...", "web:https://example.org/..."},
	{"nostr:npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg", "nostr:npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"},
	{"nostr:NPUB10ELFCS4FR0L0R8AF98JLMGDH9C8TCXJVZ9QKW038JS35MP4DMA8QZVJPTG", "nostr:npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"},
	{"bluesky:jason.bsky.social", "bluesky:jason.bsky.social"},
	{"bluesky:@Jason.Bsky.Social", "bluesky:jason.bsky.social"},
	{"bluesky:did:plc:z72i7hdynmk6r22z27h6tvur", "bluesky:did:plc:z72i7hdynmk6r22z27h6tvur"},
	{"bluesky:did:web:example.org%3A8443:User", "bluesky:did:web:example.org%3A8443:User"},
	{"ap:ana@example.org", "ap:ana@example.org"},
	{"ap:@Ana@Example.ORG", "ap:Ana@example.org"},
	{"mastodon:@ana@example.org", "ap:ana@example.org"},
	{"Mastodon:ana@bücher.example", "ap:ana@xn--bcher-kva.example"},
	{"did:plc:z72i7hdynmk6r22z27h6tvur", "did:plc:z72i7hdynmk6r22z27h6tvur"},
	{"ens:Jason.eth", "ens:Jason.eth"},
	{"farcaster:fid:12345", "farcaster:fid:12345"},
	{"ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12", "ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12"},
	{"X-1+a.b:ü", "x-1+a.b:ü"},
	{"x::", "x::"},
	{"x:" + strings.Repeat("ü", 256), "x:" + strings.Repeat("ü", 256)},
}

func refusedSubjects() []refusedText {
	return []refusedText{
		{"", "empty"}, {"jason", "no system"}, {":jason", "an empty system"}, {"github:", "an empty identifier"},
		{"1x:a", "a system begins with a letter"}, {"git_hub:a", "a system has no underscore"}, {"gïthub:a", "a system is ASCII"},
		{strings.Repeat("s", 33) + ":a", "a system of 33 characters"}, {" github:a", "a space before the system"}, {"github :a", "a space in the system"},
		{"x:a b", "a space"}, {"x:a\n", "a line feed"}, {"x:a\u00a0b", "a no-break space"}, {"x:a\u2028b", "a line separator"}, {"x:\u3000", "an ideographic space"},
		{"x:a\u0000", "a zero byte"}, {"x:a\u007f", "a control character"}, {"x:a\u0085", "a next line"},
		{"x:a\u202eb", "a right-to-left override"}, {"x:a\u200bb", "a zero-width space"}, {"x:\ufeffa", "a byte order mark"}, {"x:a\u200db", "a joiner"},
		{"x:" + strings.Repeat("ü", 256) + "a", "513 bytes"}, {"web:https://example.org/" + strings.Repeat("ü", 200), "more than 512 bytes in normal form"},
		{"dns:", "no name"}, {"dns:.", "the root"}, {"dns:a..b", "an empty label"}, {"dns:.example.org", "a dot at the beginning"}, {"dns:example.org..", "two dots at the end"},
		{"dns:-a.example", "a hyphen first"}, {"dns:a-.example", "a hyphen last"}, {"dns:a_b.example", "an underscore"}, {"dns:_kez.example.org", "the record, not the domain"},
		{"dns:example.org:53", "a port"}, {"dns:https://example.org", "a URL"}, {"dns:example.org/a", "a path"}, {"dns:a@example.org", "an at sign"}, {"dns:a%41.example", "an escape"},
		{"dns:127.0.0.1", "an IPv4 address"}, {"dns:1", "a number"}, {"dns:0x7f.1", "an IPv4 address in disguise"}, {"dns:example.0x1f", "the last label is a number"}, {"dns:example.0x", "the last label is a number to browsers"},
		{"dns:[::1]", "an IPv6 address"}, {"dns:*.example.org", "a pattern"}, {"dns:" + strings.Repeat("a", 64) + ".example", "a label of 64"},
		{"dns:" + strings.Repeat("a.", 126) + "ab", "a name of 254"}, {"dns:xn--a.example", "punycode of nothing"}, {"dns:xn--bcher-kvA1.example", "punycode that is not normal"},
		{"dns:xn--example-.org", "punycode of plain ASCII"},
		{"github:@jason", "an at sign"}, {"github:-jason", "a hyphen first"}, {"github:_jason", "an underscore first"}, {"github:jason/repo", "a repository"}, {"github:ja.son", "a dot"},
		{"github:jas\u043en", "a Cyrillic letter"}, {"github:\u212aevin", "the sign for kelvin, which lower-cases to k"}, {"github:" + strings.Repeat("a", 40), "40 characters"}, {"github:..", "dots"},
		{"web:example.org", "no scheme"}, {"web:http://example.org", "not https"}, {"web:httpſ://example.org", "a long s"}, {"web://example.org", "no scheme"}, {"web:https:/example.org", "one slash"}, {"web:https://", "no host"}, {"web:https:///me", "no host"},
		{"web:https://example.org/?q", "a query"}, {"web:https://example.org?q", "a query"}, {"web:https://example.org/a?", "an empty query"}, {"web:https://example.org/#me", "a fragment"}, {"web:https://example.org#", "an empty fragment"},
		{"web:https://me@example.org/", "a user"}, {"web:https://me:pw@example.org/", "a user with a password"}, {"web:https://example.org:/", "an empty port"}, {"web:https://example.org:0/", "port 0"},
		{"web:https://example.org:65536/", "port 65536"}, {"web:https://example.org:08443/", "a zero before the port"}, {"web:https://example.org:8a/", "a letter in the port"},
		{"web:https://127.0.0.1/", "an address"}, {"web:https://[::1]/", "an address"}, {"web:https://2130706433/", "an address in disguise"},
		{"web:https://example.org/a//b", "an empty segment"}, {"web:https://example.org//a", "an empty segment"}, {"web:https://example.org/./a", "a segment of a dot"}, {"web:https://example.org/a/..", "a segment of dots"},
		{"web:https://example.org/%2e%2E/a", "a segment of dots in disguise"}, {"web:https://example.org/a%", "a broken escape"}, {"web:https://example.org/a%4", "a broken escape"}, {"web:https://example.org/%zz", "a broken escape"},
		{`web:https://example.org/a\b`, "a backslash"}, {`web:https://example.org\a`, "a backslash for a slash"}, {"web:https://example.org/<a>", "a bracket"}, {"web:https://example.org/a\"b", "a quote"}, {"web:https://example.org/[a]", "a square bracket"},
		{"nostr:7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e", "hex"}, {"nostr:Npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg", "mixed case"},
		{"nostr:npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptq", "a wrong checksum"}, {"nostr:nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", "a secret"},
		{"nostr:NPUB10ELFCS4FR0L0R8AF98JLMGDH9C8TCXJVZ9QKW038JS35MP4DMA8QZVJPTG", "the sign for kelvin"}, {"nostr:npub1", "no digits"}, {"nostr:jason@example.org", "a name"},
		{"bluesky:jason", "one label"}, {"bluesky:@@jason.bsky.social", "two at signs"}, {"bluesky:did:", "no method"}, {"bluesky:did:plc:", "no identifier"}, {"bluesky:did:plc", "no identifier"}, {"bluesky:did:PLC:abc", "a method in capitals"},
		{"bluesky:did:plc:abc/def", "a path"}, {"bluesky:did:web:a:", "a colon at the end"}, {"bluesky:a_b.example", "an underscore"},
		{"ap:ana", "no host"}, {"ap:@ana", "no host"}, {"ap:ana@", "no host"}, {"ap:@@example.org", "no user"}, {"ap:ana@example.org:8443", "a port"}, {"ap:ana@b@example.org", "two hosts"},
		{"ap:a/b@example.org", "a slash in the user"}, {"ap:änne@example.org", "a user that is not ASCII"}, {"ap:https://example.org/@ana", "a URL"}, {"mastodon:example.org", "no user"},
	}
}

func (m *claimMaker) refusedKeys() []refusedText {
	digits, npub := m.seed.Key().Hex(), m.nostr.Key().String()
	return []refusedText{
		{"", "empty"}, {digits, "no kind"}, {npub, "no kind"}, {"ed25519:", "no digits"}, {"nostr:", "no digits"}, {"ed25519:" + strings.ToUpper(digits), "capitals"},
		{"nostr:" + strings.ToUpper(npub), "capitals: a key has one spelling"}, {"Nostr:" + npub, "the kind in capitals"}, {"nostr:" + m.nostr.Key().Hex(), "hex of a Nostr key"},
		{"ed25519:" + npub, "the other kind"}, {"nostr:" + digits, "the other kind"}, {"nostr:" + m.nostr.Reveal(), "a secret"}, {"nostr:" + npub + " ", "nothing may follow"},
		{"nostr:" + npub[:len(npub)-1], "a digit less"}, {"nostr:" + offCurve, "no point has this x"}, {"nostr:npub1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "a wrong checksum"},
		{"ed25519:0100000000000000000000000000000000000000000000000000000000000000", "of small order"},
		{"secp256k1:" + m.nostr.Key().Hex(), "an unknown kind"},
	}
}

// offCurve is the x of BIP-340's vector 5 as NIP-19 writes it.
const offCurve = "npub1am775nxmvam4pfpqlm5q06k0y84e3x9w0xuhdpmxuna2qj3dfg6qsztycg"

func (m *claimMaker) misshapenClaims() []refusedClaim {
	ed, schnorr := "ed25519-sha512-jcs", "secp256k1-schnorr-sha256-jcs"
	good, ofNostr := m.good, string(m.claim(m.nostr, nil))
	row := func(why, envelope string) refusedClaim { return refusedClaim{why, "bad-envelope", envelope} }
	signed := func(why string, change payload) refusedClaim { return row(why, string(m.claim(m.seed, change))) }
	return []refusedClaim{
		{"no JSON", "malformed", "github:jason"},
		{"the compact form is another form", "malformed", m.compact(good)},
		{"data after the object", "malformed", good + good},
		{"subject twice", "malformed", strings.Replace(good, `"subject":`, `"subject":"dns:example.org","subject":`, 1)},
		signed("no subject", payload{"subject": nil}),
		signed("a subject is text", payload{"subject": 1}),
		signed("a subject of no system", payload{"subject": "jason"}),
		signed("a subject that is none", payload{"subject": "dns:a..b"}),
		signed("no primary", payload{"primary": nil}),
		signed("no time", payload{"created_at": nil}),
		signed("no such time", payload{"created_at": "2026-02-31T00:00:00Z"}),
		signed("no type", payload{"type": nil}),
		signed("version is text", payload{"version": "1"}),
		row("an unknown algorithm", strings.Replace(good, ed, "ed25519", 1)),
		row("the algorithm of the other kind, with an ed25519 key", strings.Replace(good, ed, schnorr, 1)),
		row("the algorithm of the other kind, with a Nostr key", strings.Replace(ofNostr, schnorr, ed, 1)),
		row("a member beside the payload", strings.Replace(good, `"payload":`, `"note":1,"payload":`, 1)),
		row("a short signature", good[:len(good)-5]+`"}}`),
	}
}

func (m *claimMaker) untrueClaims() []refusedClaim {
	schnorr, npub := "secp256k1-schnorr-sha256-jcs", m.nostr.Primary().String()
	good, ofNostr := m.good, string(m.claim(m.nostr, nil))
	field := strings.Repeat("ff", 27) + "fefffffc2f"
	order := "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
	sig := ofNostr[len(ofNostr)-131 : len(ofNostr)-3]
	small := "ed25519:0100000000000000000000000000000000000000000000000000000000000000"
	return []refusedClaim{
		{"another tag", "bad-type", strings.Replace(good, `"kez":"claim"`, `"kez":"proof"`, 1)},
		{"another type", "bad-type", string(m.claim(m.seed, payload{"type": "kez.sigchain_event"}))},
		{"version 2", "bad-type", string(m.claim(m.seed, payload{"version": 2}))},
		{"signed by another than its primary", "key-mismatch", string(m.claim(m.seed, payload{"primary": npub}))},
		{"the same Nostr key in capitals", "key-mismatch", string(m.claim(m.nostr, payload{"primary": strings.ToUpper(npub)}))},
		{"a key of small order", "bad-key", m.put("claim", claimPayload(m.seed, payload{"primary": small}), "ed25519-sha512-jcs", small, append([]byte{1}, make([]byte, 63)...))},
		{"a Nostr key that is no point", "bad-key", m.put("claim", claimPayload(m.seed, payload{"primary": "nostr:" + offCurve}), schnorr, "nostr:"+offCurve, make([]byte, 64))},
		{"an unknown kind of key", "bad-key", m.put("claim", claimPayload(m.seed, payload{"primary": "rsa:1"}), schnorr, "rsa:1", make([]byte, 64))},
		{"another subject than signed", "bad-signature", strings.Replace(good, "github:jason", "github:jasan", 1)},
		{"another spelling of the subject than signed", "bad-signature", strings.Replace(good, "github:jason", "github:Jason", 1)},
		{"another subject than signed by a Nostr key", "bad-signature", strings.Replace(ofNostr, "github:jason", "github:jasan", 1)},
		{"a Nostr signature of zeros", "bad-signature", strings.Replace(ofNostr, sig, strings.Repeat("0", 128), 1)},
		{"r is the size of the field", "bad-signature", strings.Replace(ofNostr, sig[:64], field, 1)},
		{"s is the order of the curve", "bad-signature", strings.Replace(ofNostr, sig[64:], order, 1)},
		{"r of another signature", "bad-signature", strings.Replace(ofNostr, sig[:64], strings.Repeat("11", 32), 1)},
		{"a member added to what a Nostr key signed", "bad-signature", strings.Replace(ofNostr, `"version":1`, `"version":1,"x":1`, 1)},
	}
}

// claimOrder holds claims with several faults: the first check decides.
func (m *claimMaker) claimOrder() []refusedClaim {
	bad := "nostr:" + offCurve
	all := func(change payload) payload {
		p := claimPayload(m.seed, payload{"type": "x", "version": 2, "subject": "x", "primary": m.seed.Key().String()})
		for name, value := range change {
			p[name] = value
		}
		return p
	}
	row := func(code, why string, tag string, change payload) refusedClaim {
		return refusedClaim{why, code, m.put(tag, all(change), "secp256k1-schnorr-sha256-jcs", bad, make([]byte, 64))}
	}
	return []refusedClaim{
		row("bad-envelope", "the shape before the type", "x", nil),
		row("bad-type", "the type before the keys are compared", "claim", payload{"subject": "x:y"}),
		row("key-mismatch", "the keys are compared before they are looked at", "claim", payload{"subject": "x:y", "type": "kez.claim", "version": 1}),
		row("bad-key", "the key before the signature", "claim", payload{"subject": "x:y", "type": "kez.claim", "version": 1, "primary": bad}),
	}
}

func (m *claimMaker) compact(envelope string) string {
	m.t.Helper()
	text, err := identity.EncodeCompact([]byte(envelope))
	if err != nil {
		m.t.Fatal(err)
	}
	return text
}

// texts are what Find is given.
func (m *claimMaker) texts() []foundVector {
	a, b := m.good, string(m.claim(m.nostr, payload{"subject": "dns:example.org"}))
	packedA, packedB := m.compact(a), m.compact(b)
	both := []string{a, b}
	found := func(why, text string, list ...string) foundVector { return foundVector{why, text, "found", list} }
	none := func(why, text string) foundVector { return foundVector{why, text, "none", nil} }
	damaged := func(why, text string) foundVector { return foundVector{why, text, "damaged", nil} }
	many := func(n int, text string) string { return strings.TrimSpace(strings.Repeat(text+"\n", n)) }
	var sixtyFour []string
	for range 64 {
		sixtyFour = append(sixtyFour, a)
	}
	return []foundVector{
		found("JSON", a, a), found("JSON with space around", "\r\n\t "+a+" \n", a),
		found("JSON of another kind of envelope", strings.Replace(a, `"kez":"claim"`, `"kez":"x"`, 1), strings.Replace(a, `"kez":"claim"`, `"kez":"x"`, 1)),
		found("compact", packedA, a), found("compact in a sentence", "I am "+packedA+". Believe me.", a), found("compact in HTML", "<p>"+packedA+"</p>", a),
		found("compact with something before it", "x"+packedA, a), found("compact with padding", "("+packedA+"==)", a),
		found("two in one line", packedA+" "+packedB, both...), found("two with only a quote between", packedA+"\""+packedB, both...),
		found("two lines, in their order", packedB+"\n"+packedA, b, a),
		found("the same twice", packedA+" "+packedA, a, a),
		found("a fence with JSON", "# Me\n\n```kez\n"+a+"\n```\n", a),
		found("a fence with the compact form", "```kez\n"+packedA+"\n```", a),
		found("a fence with carriage returns", "```kez\r\n"+a+"\r\n```\r\n", a),
		found("a fence of tildes", "~~~~ kez \n"+a+"\n~~~~~ \t\n"+packedB, a, b),
		found("a fence of four is not closed by three", "````kez\n"+strings.Replace(a, ",", ",\n```\n", 1)+"\n````\n"+packedB, b),
		found("a fence is not closed by the other mark", "```kez\n"+a+"\n```\n~~~kez\n"+b+"\n~~~\n", both...),
		found("a fence three spaces in", "   ```kez\n"+a+"\n  ```", a), found("a fence that nothing closes", "```kez\n"+a, a),
		found("a fence and a compact form", packedB+"\n```kez\n"+a+"\n```\n"+packedB, b, a, b),
		found("a fence of another kind holds a compact form as any text", "```text\n"+packedA+"\n```", a),
		found("a damaged one beside a good one", "kez:z1:AAAA "+packedA, a), found("a damaged fence beside a good one", "```kez\nx\n```\n"+packedA, a),
		found("JSON that is no envelope, with a compact form in it", `{"about":"`+packedA+`\n"}`, a),
		found("what begins like JSON and is none", "{ "+packedA+" }", a),
		found("64 are read, the 65th is not", many(64, packedA)+"\n"+packedB, sixtyFour...),
		found("a bundle beside a compact form", "kez:zc1:AAAA "+packedA, a),
		none("nothing", ""), none("words", "I am jason."), none("an array", "["+a+"]"), none("a bundle of a sigchain", "kez:zc1:AAAA"), none("the prefix in capitals", strings.ToUpper(packedA)),
		none("a fence of another kind", "```json\n"+a+"\n```"), none("kez is one word of several", "```kez json\n"+a+"\n```"), none("a fence four spaces in", "    ```kez\n    "+a+"\n    ```"), none("two backticks", "``kez\n"+a+"\n``"),
		none("a deflated form of old", "kez:zd1:AAAA"),
		damaged("an object that is no envelope", "{}"), damaged("JSON cut off", a[:len(a)-1]), damaged("an object and more", a+a), damaged("an envelope with a member too many", strings.Replace(a, `"payload":`, `"x":1,"payload":`, 1)),
		damaged("the prefix alone", "kez:z1:"), damaged("compact cut off", packedA[:len(packedA)-9]), damaged("compact cut in two", packedA[:100]+" "+packedA[100:]), damaged("no zstd", "kez:z1:AAAA"),
		damaged("standard base64", "kez:z1:"+strings.Repeat("/", 20)), damaged("compact of no envelope", m.compact("{}")), damaged("compact of no JSON", m.compact("hello")),
		damaged("64 damaged ones hide a good one", many(64, "kez:z1:")+" "+packedA),
		damaged("a fence of nothing", "```kez\n```"), damaged("a fence of words", "```kez\nI am jason\n```"), damaged("a fence with two envelopes", "```kez\n"+a+"\n"+b+"\n```"),
		damaged("more than 64 KiB inflated", m.compactOf(strings.Repeat(" ", identity.MaxEnvelope)+a)),
	}
}

// compactOf packs what EncodeCompact would not.
func (m *claimMaker) compactOf(text string) string {
	m.t.Helper()
	return "kez:z1:" + base64.RawURLEncoding.EncodeToString(packed(m.t, []byte(text)))
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}
