package sigchain_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

func makeVectors(t *testing.T) vectors {
	t.Helper()
	v := vectors{
		Note:  "TEST KEYS ONLY. README.md beside this file says how to read it. Made by identity/sigchain/vectors_test.go.",
		Valid: makeValid(t), Invalid: makeInvalid(t), Bundles: makeBundles(t),
	}
	phone := seedOf(t, "07")
	id, err := identity.ParseID(phoneID)
	if err != nil {
		t.Fatal(err)
	}
	for _, primary := range []identity.Primary{seedOf(t, "42").Primary(), nostrOf(t, "42").Primary()} {
		v.Proofs = append(v.Proofs, proofVector{
			Seed: phone.Hex(), Key: phone.Key().String(), Primary: primary.String(), Device: phoneID,
			Text: "kez.device/v1\n" + primary.String() + "\n" + phoneID, Proof: hex.EncodeToString(sigchain.ProveDevice(phone, primary, id)),
		})
	}
	return v
}

func makeValid(t *testing.T) []chainVector {
	t.Helper()
	seed, nostr, phone, laptop := seedOf(t, "42"), nostrOf(t, "42"), seedOf(t, "07"), seedOf(t, "08")
	chain := func() *maker { return newMaker(t, seed) }
	devices := chain()
	devices.event("device_add", with(devices.device(phoneID, phone), "box", boxKey))
	devices.event("device_add", devices.device(laptopID, laptop)).event("device_revoke", payload{"device": phoneID}).event("device_revoke", payload{"device": phoneID})
	ofNostr := newMaker(t, nostr).add("github:jason")
	ofNostr.event("device_add", ofNostr.device(phoneID, phone)).revoke("github:jason")
	long := chain()
	for i := range 64 {
		subject := "x:" + string(rune('a'+i%26)) + hex.EncodeToString([]byte{byte(i)})
		if long.add(subject); i%3 == 0 {
			long.revoke(subject)
		}
	}
	room := sigchain.MaxLink - len(chain().sign(sigchain.Tag, chain().payload("note", payload{"text": ""})))
	rows := []struct {
		file, why string
		m         *maker
	}{
		{"one", "one event", chain().add("github:jason")},
		{"add-and-revoke", "of two subjects one is revoked", chain().add("github:jason").add("dns:jason.example.com").revoke("github:jason")},
		{"add-again", "revoked and added again is active since then", chain().add("github:jason").revoke("github:jason").add("github:jason")},
		{"say-twice", "added twice and revoked twice: since the first", chain().add("github:a").add("github:a").revoke("github:b").revoke("github:b")},
		{"revoke-unknown", "revoked without having been added", chain().revoke("github:jason")},
		{"spellings", "one subject in three spellings", chain().add("GitHub:Jason").revoke("github:JASON").add("mastodon:@a@B.example").add("github:jason")},
		{"times-fall", "times need not rise", chain().event("add", payload{"subject": "x:a", "created_at": "2026-05-25T03:00:00.5Z"}).event("revoke", payload{"subject": "x:a", "created_at": "1970-01-01T00:00:00Z"})},
		{"unknown-ops", "other ops are kept and have no effect, whatever they hold", chain().event("rotate", payload{"subject": 7, "device": "x", "key": nil}).event("set_shared_files", payload{"files": []string{"a"}}).add("x:a").event("0_", payload{})},
		{"unknown-members", "the signer's own members are signed and kept", chain().event("add", payload{"subject": "x:a", "device": phoneID, "key": 1, "note": payload{"a": 1.5}})},
		{"devices", "one device revoked twice, one not; one has a box key", devices},
		{"device-revoked-before", "a device that was never added is no device, revoked or not", chain().event("device_revoke", payload{"device": phoneID}).add("x:a")},
		{"nostr", "of a Nostr key, with a device", ofNostr},
		{"largest", "an event of 4096 bytes", chain().event("note", payload{"text": strings.Repeat("x", room)})},
		{"long", "86 events", long},
	}
	var list []chainVector
	for _, row := range rows {
		links, err := sigchain.ReadJSONL(row.m.bytes())
		if err != nil {
			t.Fatalf("%s: %v", row.file, err)
		}
		state, err := sigchain.Replay(links)
		if err != nil {
			t.Fatalf("%s: %v", row.file, err)
		}
		bundle, err := sigchain.Bundle(links)
		if err != nil {
			t.Fatalf("%s: %v", row.file, err)
		}
		list = append(list, view(chainVector{File: "chains/valid/" + row.file + ".jsonl", Why: row.why, Bundle: bundle, data: row.m.bytes()}, links, state))
	}
	return list
}

func makeInvalid(t *testing.T) []refusedChain {
	t.Helper()
	rows := slices.Concat(brokenChains(t), misshapenEvents(t), untrueEvents(t), eventOrder(t))
	for i := range rows {
		rows[i].File = "chains/invalid/" + rows[i].File + ".jsonl"
	}
	return rows
}

// brokenChains are events that are well by themselves.
func brokenChains(t *testing.T) []refusedChain {
	t.Helper()
	seed, phone, laptop := seedOf(t, "42"), seedOf(t, "07"), seedOf(t, "08")
	row := func(file, code, why string, m *maker) refusedChain {
		return refusedChain{File: file, Why: why, Code: code, By: "replay", Line: len(m.lines), data: m.bytes()}
	}
	two := func() *maker { return newMaker(t, seed).add("x:a").add("x:b") }
	first := newMaker(t, seed).add("x:a").lines[0]
	other := newMaker(t, seedOf(t, "43")).add("x:a")
	device := newMaker(t, seed)
	device.event("device_add", device.device(phoneID, phone))
	fork := func(m *maker) *maker { return &maker{m.t, m.signer, m.head, slices.Clone(m.lines)} }
	zeros := strings.Repeat("0", 64)
	own := newMaker(t, seed)
	return []refusedChain{
		row("seq-skipped", "head-moved", "3 after 1", newMaker(t, seed).add("x:a").bad("add", payload{"subject": "x:b", "seq": 3})),
		row("seq-repeated", "head-moved", "2 after 2", two().bad("add", payload{"subject": "x:c", "seq": 2})),
		row("seq-begins-at-2", "head-moved", "the first is missing", newMaker(t, seed).bad("add", payload{"subject": "x:a", "seq": 2, "prev": zeros})),
		row("event-repeated", "head-moved", "the same event twice", newMaker(t, seed).raw(first).raw(first)),
		row("events-swapped", "head-moved", "the second before the first", newMaker(t, seed).raw(two().lines[1])),
		row("event-dropped", "head-moved", "the second of three is missing", newMaker(t, seed).raw(two().add("x:c").lines[0]).raw(two().add("x:c").lines[2])),
		row("second-first", "head-moved", "another chain's first in the middle", two().raw(newMaker(t, seed).add("x:z").lines[0])),
		row("prev-of-another", "head-moved", "prev is the hash of another first event", newMaker(t, seed).add("x:a").raw(newMaker(t, seed).add("x:z").add("x:b").lines[1])),
		row("prev-of-zeros", "head-moved", "prev is no hash of anything", newMaker(t, seed).add("x:a").bad("add", payload{"subject": "x:b", "prev": zeros})),
		row("prev-of-the-envelope", "head-moved", "prev is the hash of the envelope, not of the payload", newMaker(t, seed).add("x:a").bad("add", payload{"subject": "x:b", "prev": sum256(first)})),
		row("prev-one-before", "head-moved", "prev skips one", two().bad("add", payload{"subject": "x:c", "prev": newMaker(t, seed).add("x:a").head.Hash})),
		row("fork", "head-moved", "two events follow the first", newMaker(t, seed).add("x:a").add("x:b").raw(newMaker(t, seed).add("x:a").add("x:c").lines[1])),
		row("other-primary", "key-mismatch", "the second event is another person's", newMaker(t, seed).add("x:a").raw((&maker{t, seedOf(t, "43"), newMaker(t, seed).add("x:a").head, nil}).add("x:b").lines[0])),
		row("other-chain", "key-mismatch", "a first event of somebody else follows", newMaker(t, seed).add("x:a").raw(other.lines[0])),
		row("other-kind-of-primary", "key-mismatch", "the same secret as a Nostr key", newMaker(t, seed).add("x:a").raw((&maker{t, nostrOf(t, "42"), newMaker(t, seed).add("x:a").head, nil}).add("x:b").lines[0])),
		row("device-twice", "device-taken", "the id again with another key", fork(device).bad("device_add", device.device(phoneID, laptop))),
		row("device-key-twice", "device-taken", "the key again with another id", fork(device).bad("device_add", device.device(laptopID, phone))),
		row("device-added-after-revocation", "device-taken", "a revocation is for ever", fork(device).event("device_revoke", payload{"device": phoneID}).bad("device_add", device.device(phoneID, phone))),
		row("device-key-after-revocation", "device-taken", "the key of a revoked device, with another id", fork(device).event("device_revoke", payload{"device": phoneID}).bad("device_add", device.device(laptopID, phone))),
		row("device-revoked-before", "device-taken", "revoked before it was added", newMaker(t, seed).event("device_revoke", payload{"device": phoneID}).bad("device_add", own.device(phoneID, phone))),
		row("device-key-is-primary", "device-taken", "a device holds no seed", own.bad("device_add", own.device(phoneID, seed))),
	}
}

// misshapenEvents are refused before anybody asks who signed them. All but the
// first stand after a good event.
func misshapenEvents(t *testing.T) []refusedChain {
	t.Helper()
	seed, phone := seedOf(t, "42"), seedOf(t, "07")
	start := func() *maker { return newMaker(t, seed).add("x:a") }
	row := func(file, code, why string, m *maker) refusedChain {
		return refusedChain{File: file, Why: why, Code: code, By: "open", Line: len(m.lines), data: m.bytes()}
	}
	shape := func(file, why, op string, change payload) refusedChain {
		return row(file, "bad-envelope", why, start().bad(op, change))
	}
	good := string(start().add("x:b").lines[1])
	edit := func(file, code, why, old, new string) refusedChain {
		if strings.Count(good, old) != 1 {
			t.Fatalf("%q stands %d times in %s", old, strings.Count(good, old), good)
		}
		return row(file, code, why, start().raw([]byte(strings.Replace(good, old, new, 1))))
	}
	device, room := start().device(phoneID, phone), sigchain.MaxLink-len(start().sign(sigchain.Tag, start().payload("note", payload{"text": ""})))
	return []refusedChain{
		row("first-with-prev", "bad-envelope", "the first event has no prev", newMaker(t, seed).bad("add", payload{"subject": "x:a", "prev": strings.Repeat("0", 64)})),
		row("too-large", "too-large", "4097 bytes", start().bad("note", payload{"text": strings.Repeat("x", room+1)})),
		row("empty-line", "malformed", "a line of nothing", start().raw(nil)),
		row("two-in-a-line", "malformed", "no line feed between two events", start().raw([]byte(good+good))),
		row("byte-order-mark", "malformed", "a byte order mark at the beginning", newMaker(t, seed).raw(append([]byte("\ufeff"), start().lines[0]...))),
		row("cut-off", "malformed", "the end is missing", start().raw([]byte(good[:len(good)-20]))),
		edit("duplicate-member", "malformed", "seq twice", `"seq":2`, `"seq":2,"seq":2`),
		edit("duplicate-by-escape", "malformed", "op twice, once in disguise", `"op":"add"`, `"op":"add","\u006fp":"revoke"`),
		edit("number-beyond-2-53", "malformed", "two parsers read two numbers", `"seq":2`, `"seq":9007199254740993`),
		edit("envelope-member", "bad-envelope", "what stands beside the payload is not signed", `"kez":`, `"hash":"x","kez":`),
		edit("algorithm-of-another-kind", "bad-envelope", "alg does not go with an ed25519 key", "ed25519-sha512-jcs", "secp256k1-schnorr-sha256-jcs"),
		shape("no-prev", "every event but the first has one", "add", payload{"subject": "x:b", "prev": nil}),
		shape("prev-null", "absent is not null", "add", payload{"subject": "x:b", "prev": json.RawMessage("null")}),
		shape("prev-in-capitals", "hex is lower case", "add", payload{"subject": "x:b", "prev": strings.Repeat("A", 64)}),
		shape("prev-short", "62 digits", "add", payload{"subject": "x:b", "prev": strings.Repeat("a", 62)}),
		shape("no-seq", "seq is absent", "add", payload{"subject": "x:b", "seq": nil}),
		shape("seq-0", "counting begins at 1", "add", payload{"subject": "x:b", "seq": 0}),
		shape("seq-negative", "counting begins at 1", "add", payload{"subject": "x:b", "seq": -2}),
		shape("seq-a-fraction", "no integer", "add", payload{"subject": "x:b", "seq": 2.5}),
		shape("seq-text", "\"2\" is not the number 2", "add", payload{"subject": "x:b", "seq": "2"}),
		shape("no-op", "op is absent", "add", payload{"subject": "x:b", "op": nil}),
		shape("op-empty", "an op has a letter", "", payload{}),
		shape("op-in-capitals", "an op is lower case", "Add", payload{"subject": "x:b"}),
		shape("op-with-dash", "an op has no dash", "device-add", payload{}),
		shape("op-too-long", "65 characters", strings.Repeat("a", 65), payload{}),
		shape("no-subject", "add is about a subject", "add", payload{}),
		shape("subject-a-number", "a subject is text", "revoke", payload{"subject": 1}),
		shape("subject-of-no-system", "system:identifier", "add", payload{"subject": "jason"}),
		shape("subject-that-is-none", "an empty label", "add", payload{"subject": "dns:a..b"}),
		shape("no-device", "device_revoke is about a device", "device_revoke", payload{}),
		shape("device-in-capitals", "hex is lower case", "device_revoke", payload{"device": strings.ToUpper(laptopID)}),
		shape("device-short", "31 digits", "device_add", with(device, "device", phoneID[1:])),
		shape("no-key", "a device has a key", "device_add", with(device, "key", nil)),
		shape("no-proof", "a device proves its key", "device_add", with(device, "proof", nil)),
		shape("proof-short", "63 bytes", "device_add", with(device, "proof", device["proof"].(string)[2:])),
		shape("box-null", "absent is not null", "device_add", with(device, "box", json.RawMessage("null"))),
		shape("box-short", "31 bytes", "device_add", with(device, "box", boxKey[2:])),
		shape("created-at-before-1970", "there were no keys then", "add", payload{"subject": "x:b", "created_at": "1969-12-31T23:59:59Z"}),
		shape("created-at-with-offset", "times end in Z", "add", payload{"subject": "x:b", "created_at": "2026-05-25T03:00:00+00:00"}),
		shape("no-created-at", "created_at is absent", "add", payload{"subject": "x:b", "created_at": nil}),
	}
}

// untrueEvents have the right shape.
func untrueEvents(t *testing.T) []refusedChain {
	t.Helper()
	seed, nostr, phone := seedOf(t, "42"), nostrOf(t, "42"), seedOf(t, "07")
	start := func() *maker { return newMaker(t, seed).add("x:a") }
	row := func(file, code, why string, m *maker) refusedChain {
		return refusedChain{File: file, Why: why, Code: code, By: "open", Line: len(m.lines), data: m.bytes()}
	}
	signed := func(file, code, why, op string, change payload) refusedChain {
		return row(file, code, why, start().bad(op, change))
	}
	good := string(start().add("x:b").lines[1])
	edit := func(file, why, old, new string) refusedChain {
		return row(file, "bad-signature", why, start().raw([]byte(strings.Replace(good, old, new, 1))))
	}
	device := start().device(phoneID, phone)
	small := "0100000000000000000000000000000000000000000000000000000000000000"
	ofNostr := newMaker(t, nostr).add("x:a")
	return []refusedChain{
		row("wrong-tag", "bad-type", "tagged as a claim", start().raw(start().sign("claim", start().payload("add", payload{"subject": "x:b"})))),
		signed("wrong-type", "bad-type", "the payload of a claim", "add", payload{"subject": "x:b", "type": "kez.claim"}),
		signed("version-2", "bad-type", "a later version", "add", payload{"subject": "x:b", "version": 2}),
		signed("key-mismatch", "key-mismatch", "signed by another than its primary", "add", payload{"subject": "x:b", "primary": phone.Key().String()}),
		signed("device-key-of-small-order", "bad-key", "one signature fits every text", "device_add", with(device, "key", "ed25519:"+small)),
		signed("device-key-of-nostr", "bad-key", "devices have ed25519 keys", "device_add", with(device, "key", nostr.Primary().String())),
		signed("device-key-without-kind", "bad-key", "a key names its kind", "device_add", with(device, "key", phone.Key().Hex())),
		signed("box-of-zeros", "bad-key", "of small order: nothing can be sealed to it", "device_add", with(device, "box", strings.Repeat("0", 64))),
		signed("box-of-small-order", "bad-key", "of small order: nothing can be sealed to it", "device_add", with(device, "box", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")),
		edit("changed-subject", "another subject than signed", "x:b", "x:c"),
		edit("changed-op", "another op than signed", `"op":"add"`, `"op":"revoke"`),
		edit("changed-seq", "another seq than signed", `"seq":2`, `"seq":3`),
		edit("changed-byte", "one digit of prev", start().head.Hash, flip(start().head.Hash)),
		edit("member-added", "added after signing", `"version":1`, `"version":1,"x":1`),
		edit("signature-of-zeros", "no signature", good[len(good)-131:len(good)-3], strings.Repeat("0", 128)),
		row("nostr-changed-subject", "bad-signature", "another subject than the Nostr key signed", newMaker(t, nostr).raw(bytes.Replace(ofNostr.lines[0], []byte("x:a"), []byte("x:b"), 1))),
		signed("proof-by-another", "bad-signature", "the proof of another key", "device_add", with(device, "key", seedOf(t, "08").Key().String())),
		signed("proof-for-another-device", "bad-signature", "the proof of another id", "device_add", with(device, "device", laptopID)),
		signed("proof-for-another-primary", "bad-signature", "the proof for somebody else's chain", "device_add", newMaker(t, seedOf(t, "43")).device(phoneID, phone)),
		signed("proof-of-zeros", "bad-signature", "no proof", "device_add", with(device, "proof", strings.Repeat("0", 128))),
	}
}

// eventOrder holds events with several faults: the first check decides.
func eventOrder(t *testing.T) []refusedChain {
	t.Helper()
	seed, phone := seedOf(t, "42"), seedOf(t, "07")
	start := func() *maker { return newMaker(t, seed).add("x:a") }
	device := start().device(phoneID, phone)
	all := with(with(with(device, "proof", strings.Repeat("0", 128)), "key", "ed25519:"+strings.Repeat("0", 64)), "type", "x")
	all = with(all, "primary", phone.Key().String())
	row := func(code, why string, p payload, change func([]byte) []byte) refusedChain {
		m := start().bad("device_add", p)
		m.lines[1] = change(m.lines[1])
		return refusedChain{File: "order-" + code, Why: why, Code: code, By: "open", Line: 2, data: m.bytes()}
	}
	same := func(line []byte) []byte { return line }
	spoil := func(line []byte) []byte {
		return bytes.Replace(line, []byte(`"version":1`), []byte(`"version":1,"x":1`), 1)
	}
	typed := with(all, "type", "kez.sigchain_event")
	own := with(typed, "primary", seed.Key().String())
	return []refusedChain{
		row("too-large", "the size before the form", with(all, "text", strings.Repeat("x", 4096)), func(l []byte) []byte { return append(l, 'x') }),
		row("malformed", "the form before the shape", with(all, "op", 1), func(l []byte) []byte { return append(l, 'x') }),
		row("bad-envelope", "the shape before the type", with(all, "seq", 0), same),
		row("bad-type", "the type before the keys are compared", all, same),
		row("key-mismatch", "the keys are compared before they are looked at", typed, same),
		row("bad-key", "the keys before the signature", own, spoil),
		row("bad-signature", "the signature before the place in the chain", with(with(own, "key", device["key"]), "seq", 9), same),
	}
}

func makeBundles(t *testing.T) []refusedBundle {
	t.Helper()
	line := string(newMaker(t, seedOf(t, "42")).add("x:a").bytes())
	links, err := sigchain.ReadJSONL([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	good, err := sigchain.Bundle(links)
	if err != nil {
		t.Fatal(err)
	}
	const prefix = "kez:zc1:"
	row := func(why, code, text string) refusedBundle { return refusedBundle{why, code, text} }
	return []refusedBundle{
		row("nothing", "malformed", ""), row("the prefix alone", "malformed", prefix), row("only padding", "malformed", prefix+"=="),
		row("the prefix of an envelope", "malformed", "kez:z1:"+good[len(prefix):]), row("the prefix in capitals", "malformed", strings.ToUpper(prefix)+good[len(prefix):]),
		row("no base64", "malformed", prefix+"!!!!"), row("standard base64", "malformed", prefix+"KLUv/WD5"), row("a line feed inside", "malformed", good[:40]+"\n"+good[40:]),
		row("cut off", "malformed", good[:len(good)-8]), row("much padding", "malformed", good+"==="), row("no zstd", "malformed", prefix+"AAAA"),
		row("an event cut off", "malformed", prefix+pack(t, []byte(line[:len(line)-9]))), row("an event changed", "bad-signature", prefix+pack(t, []byte(strings.Replace(line, "x:a", "x:b", 1)))),
		row("a bundle in a bundle", "malformed", prefix+pack(t, []byte(good))),
		row("17 MiB of zeros", "too-large", prefix+pack(t, make([]byte, 17<<20))), row("one byte more than 16 MiB of line feeds", "too-large", prefix+pack(t, bytes.Repeat([]byte("\n"), sigchain.MaxChain+1))),
	}
}
