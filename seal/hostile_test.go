package seal_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

func device(t testing.TB) (seal.Device, *ecdh.PrivateKey) {
	t.Helper()
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	box, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return seal.Device{Key: seed.Key(), Box: box.PublicKey()}, box
}

func TestKeysOfTheVectors(t *testing.T) {
	p := read[parties](t, "box.json")
	for _, party := range []struct{ seed, private, public string }{
		{p.Sender.Seed, p.Sender.Private, p.Sender.Public}, {p.Recipient.Seed, p.Recipient.Private, p.Recipient.Public},
	} {
		private, public, err := seal.X25519(seedOf(t, party.seed))
		if err != nil {
			t.Fatal(err)
		}
		if hex.EncodeToString(private.Bytes()) != party.private || hex.EncodeToString(public.Bytes()) != party.public {
			t.Errorf("got %x %x, want %+v", private.Bytes(), public.Bytes(), party)
		}
		if !private.PublicKey().Equal(public) {
			t.Errorf("%s: the halves do not fit", party.seed)
		}
	}
}

// TestVectorsAreMade again from what was random in them.
func TestVectorsAreMade(t *testing.T) {
	for _, row := range read[vectors](t, "box.json").Cases {
		contentKey, err := hex.DecodeString(row.ContentKey)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(row.Plaintext)
		if err != nil {
			t.Fatal(err)
		}
		letter, err := identity.Canonical(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(seal.Pad(letter)); got != row.PaddedLength {
			t.Errorf("padded: got %d, want %d", got, row.PaddedLength)
		}
		got, err := seal.Remake(contentKey, letter, row.Envelope)
		want, canonicalErr := identity.Canonical(row.Envelope)
		if err != nil || canonicalErr != nil || !bytes.Equal(got, want) {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

func TestPadding(t *testing.T) {
	for length, want := range map[int]int{0: 256, 1: 256, 255: 256, 256: 512, 511: 512, 512: 1024} {
		padded := seal.Pad(bytes.Repeat([]byte{0x80}, length))
		if len(padded) != want {
			t.Errorf("%d: got %d, want %d", length, len(padded), want)
		}
		if back, err := seal.Unpad(padded); err != nil || len(back) != length {
			t.Errorf("%d: got %d back, %v", length, len(back), err)
		}
	}
}

type form struct {
	Kez  any              `json:"kez,omitempty"`
	V    any              `json:"v,omitempty"`
	Keys []map[string]any `json:"keys"`
	CT   any              `json:"ct,omitempty"`
	More any              `json:"more,omitempty"`
}

// changed is a good box from Ana to Bob with something done to it.
func changed(t *testing.T, good []byte, change func(*form)) []byte {
	t.Helper()
	var f form
	if err := json.Unmarshal(good, &f); err != nil {
		t.Fatal(err)
	}
	change(&f)
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestHostileBoxes does to a box what somebody on the way, who has no key, can
// do to it.
func TestHostileBoxes(t *testing.T) {
	ana, bob := people(t)
	good := sealed(t, ana, draftTo(bob.Key()))
	b64 := base64.RawURLEncoding.EncodeToString
	rows := map[string]struct {
		want   error
		change func(*form)
	}{
		"another kind":       {seal.ErrNotABox, func(f *form) { f.Kez = "claim" }},
		"no kind":            {seal.ErrNotABox, func(f *form) { f.Kez = nil }},
		"version 2":          {seal.ErrNotABox, func(f *form) { f.V = 2 }},
		"version text":       {seal.ErrNotABox, func(f *form) { f.V = "1" }},
		"no version":         {seal.ErrNotABox, func(f *form) { f.V = nil }},
		"no keys":            {seal.ErrNotABox, func(f *form) { f.Keys = nil }},
		"an empty list":      {seal.ErrNotABox, func(f *form) { f.Keys = []map[string]any{} }},
		"a key of null":      {seal.ErrNotABox, func(f *form) { f.Keys[0] = nil }},
		"too many keys":      {seal.ErrNotABox, func(f *form) { f.Keys = manyKeys(f.Keys[0]) }},
		"a key without to":   {seal.ErrNotABox, func(f *form) { delete(f.Keys[1], "to") }},
		"a short enc":        {seal.ErrNotABox, func(f *form) { f.Keys[0]["enc"] = b64(make([]byte, 31)) }},
		"a long ek":          {seal.ErrNotABox, func(f *form) { f.Keys[0]["ek"] = b64(make([]byte, 49)) }},
		"enc padded":         {seal.ErrNotABox, func(f *form) { f.Keys[0]["enc"] = f.Keys[0]["enc"].(string) + "=" }},
		"two for one":        {seal.ErrNotABox, func(f *form) { f.Keys[1]["to"] = f.Keys[0]["to"] }},
		"the same twice":     {seal.ErrNotABox, func(f *form) { f.Keys = append(f.Keys, f.Keys[0]) }},
		"no ct":              {seal.ErrNotABox, func(f *form) { f.CT = nil }},
		"ct a number":        {seal.ErrNotABox, func(f *form) { f.CT = 1 }},
		"ct standard base64": {seal.ErrNotABox, func(f *form) { f.CT = "ab+/" }},
		"ct with a break":    {seal.ErrNotABox, func(f *form) { f.CT = f.CT.(string)[:4] + "\n" + f.CT.(string)[4:] }},
		"oversized":          {seal.ErrNotABox, func(f *form) { f.CT = strings.Repeat("A", seal.MaxBox) }},

		"my key taken out":   {seal.ErrNoKeyForMe, func(f *form) { f.Keys = f.Keys[1:] }},
		"keys swapped":       {seal.ErrBadKeyWrap, func(f *form) { f.Keys[0]["to"], f.Keys[1]["to"] = f.Keys[1]["to"], f.Keys[0]["to"] }},
		"eks swapped":        {seal.ErrBadKeyWrap, func(f *form) { f.Keys[0]["ek"] = f.Keys[1]["ek"] }},
		"encs swapped":       {seal.ErrBadKeyWrap, func(f *form) { f.Keys[0]["enc"] = f.Keys[1]["enc"] }},
		"enc of small order": {seal.ErrBadKeyWrap, func(f *form) { f.Keys[0]["enc"] = b64(make([]byte, 32)) }},
		"enc of order 8": {seal.ErrBadKeyWrap, func(f *form) {
			f.Keys[0]["enc"] = "4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA"
		}},

		"order of keys":       {seal.ErrBadCiphertext, func(f *form) { f.Keys[0], f.Keys[1] = f.Keys[1], f.Keys[0] }},
		"other's key out":     {seal.ErrBadCiphertext, func(f *form) { f.Keys = f.Keys[:1] }},
		"other's key changed": {seal.ErrBadCiphertext, func(f *form) { f.Keys[1]["ek"] = b64(make([]byte, 48)) }},
		"other renamed":       {seal.ErrBadCiphertext, func(f *form) { f.Keys[1]["to"] = "ed25519:00" }},
		"a member added":      {seal.ErrBadCiphertext, func(f *form) { f.More = 1 }},
		"a key's member":      {seal.ErrBadCiphertext, func(f *form) { f.Keys[0]["more"] = 1 }},
		"ct of one byte":      {seal.ErrBadCiphertext, func(f *form) { f.CT = "AA" }},
		"ct cut":              {seal.ErrBadCiphertext, func(f *form) { f.CT = b64(ciphertext(t, good)[:500]) }},
		"ct cut to blocks":    {seal.ErrBadCiphertext, func(f *form) { f.CT = b64(ciphertext(t, good)[:256+16]) }},
		"ct longer":           {seal.ErrBadCiphertext, func(f *form) { f.CT = b64(append(ciphertext(t, good), 0)) }},
		"a bit of ct":         {seal.ErrBadCiphertext, func(f *form) { f.CT = b64(append([]byte{ciphertext(t, good)[0] ^ 1}, ciphertext(t, good)[1:]...)) }},
	}
	for name, row := range rows {
		if _, err := opener(t, bob).Open(changed(t, good, row.change), seal.Given{}); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
	for _, text := range []string{"", "hello", "[]", "{}", "null", "\xff", string(good) + "x", strings.Replace(string(good), `"v":1`, `"v":1,"v":1`, 1)} {
		if _, err := opener(t, bob).Open([]byte(text), seal.Given{}); !errors.Is(err, seal.ErrNotABox) {
			t.Errorf("%.40q: got %v, want %v", text, err, seal.ErrNotABox)
		}
	}
	if _, err := opener(t, stranger(t)).Open(good, seal.Given{}); !errors.Is(err, seal.ErrNoKeyForMe) {
		t.Errorf("a stranger: got %v, want %v", err, seal.ErrNoKeyForMe)
	}
	// What changes nothing is no change: spelling and order of members.
	respelled := changed(t, good, func(*form) {})
	if _, err := opener(t, bob).Open(bytes.Replace(respelled, []byte(`"v":1`), []byte(` "v" : 1.0`), 1), seal.Given{}); err != nil {
		t.Errorf("respelled: %v", err)
	}
}

func manyKeys(like map[string]any) []map[string]any {
	var keys []map[string]any
	for i := range seal.MaxKeys + 1 {
		keys = append(keys, map[string]any{"to": string(rune('a' + i)), "enc": like["enc"], "ek": like["ek"]})
	}
	return keys
}

// forge is what a hostile sender, who has the keys of a sender, can seal.
func forge(t testing.TB, padded []byte, to, from identity.Key) []byte {
	t.Helper()
	contentKey := make([]byte, 32)
	if _, err := rand.Read(contentKey); err != nil {
		t.Fatal(err)
	}
	data, err := seal.Forge(contentKey, padded, to, from)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// letterOf signs a letter as ana, with members changed; nil takes one away.
func letterOf(t testing.TB, change map[string]any) []byte {
	t.Helper()
	ana, bob := people(t)
	letter := map[string]any{"type": "text", "id": id, "from": ana.Key(), "to": bob.Key(), "sent_at": "2026-05-25T03:00:00.000Z", "body": "hello"}
	for name, value := range change {
		if letter[name] = value; value == nil {
			delete(letter, name)
		}
	}
	unsigned := canonicalOf(t, letter)
	letter["sig"] = hex.EncodeToString(ana.Sign(append([]byte("kez.box/v1\n"), unsigned...)))
	return canonicalOf(t, letter)
}

func canonicalOf(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	canonical, err := identity.Canonical(data)
	if err != nil {
		t.Fatal(err)
	}
	return canonical
}

func TestHostilePadding(t *testing.T) {
	ana, bob := people(t)
	letter := letterOf(t, nil)
	mark := func(size int) []byte {
		return append(append(bytes.Clone(letter), 0x80), make([]byte, size)...)[:max(size, len(letter)+1)]
	}
	for name, row := range map[string]struct {
		padded []byte
		want   error
	}{
		"as it should be":   {mark(512), nil},
		"more than needed":  {mark(4096), nil},
		"nothing":           {nil, seal.ErrBadPadding},
		"all zero":          {make([]byte, 512), seal.ErrBadPadding},
		"no padding":        {letter, seal.ErrBadPadding},
		"768":               {mark(768), seal.ErrBadPadding},
		"128":               {append([]byte("{}\x80"), make([]byte, 125)...), seal.ErrBadPadding},
		"no mark":           {append(bytes.Clone(letter), make([]byte, 512-len(letter))...), seal.ErrBadPadding},
		"another mark":      {bytes.Replace(mark(512), []byte{0x80}, []byte{0x81}, 1), seal.ErrBadPadding},
		"only the mark":     {append([]byte{0x80}, make([]byte, 255)...), seal.ErrBadLetter},
		"data after a zero": {append(append(append(bytes.Clone(letter), 0), 0x80), make([]byte, 512)...)[:512], seal.ErrBadLetter},
	} {
		if _, err := opener(t, bob).Open(forge(t, row.padded, bob.Key(), ana.Key()), seal.Given{}); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
}

func TestHostileLetters(t *testing.T) {
	ana, bob := people(t)
	good := string(letterOf(t, nil))
	upper := good[strings.Index(good, `"sig":"`)+7:][:128]
	rows := map[string]struct {
		letter []byte
		want   error
	}{
		"no JSON":            {[]byte("hello"), seal.ErrBadLetter},
		"an array":           {[]byte("[]"), seal.ErrBadLetter},
		"not UTF-8":          {[]byte(strings.Replace(good, "hello", "\xff", 1)), seal.ErrBadLetter},
		"a duplicate":        {[]byte(strings.Replace(good, `"type"`, `"type":"x","type"`, 1)), seal.ErrBadLetter},
		"from no key":        {letterOf(t, map[string]any{"from": "ana"}), seal.ErrBadLetter},
		"from a weak key":    {letterOf(t, map[string]any{"from": "ed25519:01" + strings.Repeat("00", 31)}), seal.ErrBadLetter},
		"to no key":          {letterOf(t, map[string]any{"to": "bob"}), seal.ErrBadLetter},
		"id in capitals":     {letterOf(t, map[string]any{"id": strings.Repeat("AA", 16)}), seal.ErrBadLetter},
		"type a number":      {letterOf(t, map[string]any{"type": 1}), seal.ErrBadLetter},
		"time with offset":   {letterOf(t, map[string]any{"sent_at": "2026-05-25T03:00:00+00:00"}), seal.ErrBadLetter},
		"members in capital": {letterOf(t, map[string]any{"type": nil, "Type": "text"}), seal.ErrBadLetter},

		"from another":        {letterOf(t, map[string]any{"from": stranger(t).Key()}), seal.ErrBadSignature},
		"from the reader":     {letterOf(t, map[string]any{"from": bob.Key()}), seal.ErrBadSignature},
		"body changed":        {[]byte(strings.Replace(good, "hello", "hullo", 1)), seal.ErrBadSignature},
		"member added":        {[]byte(strings.Replace(good, `{"`, `{"a":1,"`, 1)), seal.ErrBadSignature},
		"no signature":        {[]byte(strings.Replace(good, `"sig":"`+upper+`",`, "", 1)), seal.ErrBadSignature},
		"empty signature":     {[]byte(strings.Replace(good, upper, "", 1)), seal.ErrBadSignature},
		"signature a number":  {[]byte(strings.Replace(good, `"`+upper+`"`, "1", 1)), seal.ErrBadSignature},
		"signature capitals":  {[]byte(strings.Replace(good, upper, strings.ToUpper(upper), 1)), seal.ErrBadSignature},
		"signature cut":       {[]byte(strings.Replace(good, upper, upper[:126], 1)), seal.ErrBadSignature},
		"signature and more":  {[]byte(strings.Replace(good, upper, upper+"00", 1)), seal.ErrBadSignature},
		"signature not hex":   {[]byte(strings.Replace(good, upper, upper[:120]+"xyzxyzxy", 1)), seal.ErrBadSignature},
		"signed by no prefix": {bareSigned(t), seal.ErrBadSignature},

		"to a third person": {letterOf(t, map[string]any{"to": stranger(t).Key()}), seal.ErrNotMine},
		"order of members":  {[]byte(strings.Replace(good[:len(good)-1], `{"body":"hello",`, "{", 1) + `,"body":"hell\u006f"}`), nil},
		"body absent":       {letterOf(t, map[string]any{"body": nil}), nil},
		"type unknown":      {letterOf(t, map[string]any{"type": "dance"}), nil},
	}
	for name, row := range rows {
		data := forge(t, seal.Pad(row.letter), bob.Key(), ana.Key())
		if _, err := opener(t, bob).Open(data, seal.Given{}); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
	// For the sender a letter to anybody is a copy.
	copied := forge(t, seal.Pad(letterOf(t, map[string]any{"to": stranger(t).Key()})), bob.Key(), ana.Key())
	if _, err := opener(t, ana).Open(copied, seal.Given{}); err != nil {
		t.Errorf("own copy: %v", err)
	}
}

// bareSigned signs the letter without what separates letters from everything
// else that a key signs.
func bareSigned(t *testing.T) []byte {
	t.Helper()
	ana, bob := people(t)
	letter := map[string]any{"type": "text", "id": id, "from": ana.Key(), "to": bob.Key(), "sent_at": "2026-05-25T03:00:00.000Z", "body": "hello"}
	letter["sig"] = hex.EncodeToString(ana.Sign(canonicalOf(t, letter)))
	return canonicalOf(t, letter)
}

// TestWhatTheNodeSays has the rules that compare a letter with its message.
func TestWhatTheNodeSays(t *testing.T) {
	ana, bob := people(t)
	data := sealed(t, ana, draftTo(bob.Key()))
	day := 24 * time.Hour
	for name, row := range map[string]struct {
		given seal.Given
		want  error
	}{
		"nothing":            {seal.Given{}, nil},
		"the same":           {seal.Given{From: ana.Key(), ID: id, Time: sentAt}, nil},
		"another sender":     {seal.Given{From: bob.Key(), ID: id}, seal.ErrWrongSender},
		"another id":         {seal.Given{From: ana.Key(), ID: identity.ID{1}}, seal.ErrWrongID},
		"seen":               {seal.Given{Seen: func(from identity.Key, i identity.ID) bool { return from == ana.Key() && i == id }}, seal.ErrSeen},
		"others were seen":   {seal.Given{Seen: func(from identity.Key, i identity.ID) bool { return from != ana.Key() || i != id }}, nil},
		"30 days late":       {seal.Given{Time: sentAt.Add(30 * day)}, nil},
		"more than 30 days":  {seal.Given{Time: sentAt.Add(30*day + time.Millisecond)}, seal.ErrUntimely},
		"5 minutes early":    {seal.Given{Time: sentAt.Add(-5 * time.Minute)}, nil},
		"more than 5 minute": {seal.Given{Time: sentAt.Add(-5*time.Minute - time.Millisecond)}, seal.ErrUntimely},
		"centuries":          {seal.Given{Time: sentAt.AddDate(2000, 0, 0)}, seal.ErrUntimely},
	} {
		if _, err := opener(t, bob).Open(data, row.given); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	ana, bob := people(f)
	for _, row := range read[vectors](f, "box.json").Cases {
		f.Add([]byte(row.Envelope))
	}
	f.Add([]byte(`{"kez":"box","v":1,"keys":[{"to":"","enc":"","ek":""}],"ct":""}`))
	o := opener(f, bob)
	f.Fuzz(func(t *testing.T, data []byte) {
		letter, err := o.Open(data, seal.Given{})
		if err == nil && (letter.From() != ana.Key() || letter.To() != bob.Key()) {
			t.Errorf("opened %s", data)
		}
	})
}

// FuzzLetter lets a hostile sender seal anything.
func FuzzLetter(f *testing.F) {
	ana, bob := people(f)
	f.Add(letterOf(f, nil))
	f.Add(letterOf(f, map[string]any{"body": nil, "read": id}))
	o := opener(f, bob)
	contentKey := bytes.Repeat([]byte{7}, 32)
	f.Fuzz(func(t *testing.T, letter []byte) {
		data, err := seal.Forge(contentKey, seal.Pad(letter), bob.Key(), ana.Key())
		if err != nil {
			t.Fatal(err)
		}
		opened, err := o.Open(data, seal.Given{})
		if err == nil && opened.From() != ana.Key() && opened.From() != bob.Key() {
			t.Errorf("opened %s", letter)
		}
	})
}
