package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/miekg/dns"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

func FuzzTXT(f *testing.F) {
	f.Add([]byte(`kez:z1:"\`), 3)
	f.Add(bytes.Repeat([]byte{0, '\\', '"', 200, '1'}, 100), 255)
	f.Fuzz(func(t *testing.T, raw []byte, chunk int) {
		if len(raw) > 4096 || chunk < 1 || chunk > 255 {
			return
		}
		record := &dns.TXT{Hdr: dns.RR_Header{Name: "x.", Rrtype: dns.TypeTXT, Class: dns.ClassINET}}
		for part := range slices.Chunk(raw, chunk) {
			var text strings.Builder
			for _, c := range part {
				fmt.Fprintf(&text, `\%03d`, c)
			}
			record.Txt = append(record.Txt, text.String())
		}
		sent := &dns.Msg{Answer: []dns.RR{record}}
		wire, err := sent.Pack()
		if err != nil {
			t.Fatal(err)
		}
		var got dns.Msg
		if err := got.Unpack(wire); err != nil {
			t.Fatal(err)
		}
		if joined := joinTXT(got.Answer[0].(*dns.TXT).Txt); !bytes.Equal(joined, raw) {
			t.Errorf("got %q, want %q", joined, raw)
		}
	})
}

// FuzzStrings joins what no DNS message gives.
func FuzzStrings(f *testing.F) {
	f.Add(`\`, `12`)
	f.Add(`\999`, `\1`)
	f.Fuzz(func(t *testing.T, a, b string) {
		if got := joinTXT([]string{a, b}); len(got) > len(a)+len(b) {
			t.Errorf("%q and %q became %q", a, b, got)
		}
	})
}

func FuzzActor(f *testing.F) {
	f.Add([]byte(`{"id":"https://x/u","summary":"<p>a</p>","attachment":[{"type":"PropertyValue","name":"k","value":"<b>v</b>"}]}`))
	f.Add([]byte(`{"summary":null,"attachment":{"type":"PropertyValue","value":"v"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a actor
		if json.Unmarshal(data, &a) != nil {
			return
		}
		sameHost(a.ID, "https://x/u")
		texts := a.texts()
		if len(texts) > maxFields+1 {
			t.Errorf("%d texts", len(texts))
		}
		tr := trail{}
		for _, text := range texts {
			tr.see(Evidence{"u", text})
		}
		var j jrd
		if json.Unmarshal(data, &j) == nil {
			j.actor()
		}
	})
}

func FuzzHTML(f *testing.F) {
	f.Add("a <b> & \"c\"\n</script>")
	f.Add("<script>x</script><p>y<br/>z")
	f.Add("<textarea><title>kez:z1:")
	f.Fuzz(func(t *testing.T, source string) {
		// A tag makes a line at most; entities are longer than what they mean, but
		// for a few that mean two characters.
		if got := textOf(source); len(got) > 2*len(source) {
			t.Errorf("%q became %q", source, got)
		}
		if !utf8.ValidString(source) || strings.ContainsAny(source, "\r\x00") || len(source) > maxFile/8 {
			return
		}
		if got := string(textOf(html.EscapeString(source))); got != source {
			t.Errorf("escaped, %q became %q", source, got)
		}
	})
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(`{"cursor":"1","feed":[{"post":{"uri":"at://did:plc:x/app.bsky.feed.post/3k","author":{"did":"did:plc:x"},"record":{"text":"t","facets":[{"features":[{"uri":"https://x/%41"}]}],"embed":{"media":{"images":[{"alt":"a"}],"external":{"uri":"u"}}}}},"reason":{"$type":"app.bsky.feed.defs#reasonPin"}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var page feed
		if json.Unmarshal(data, &page) != nil {
			return
		}
		for _, raw := range page.Feed {
			var item feedItem
			if json.Unmarshal(raw, &item) != nil {
				continue
			}
			item.Post.Record.text()
			if item.own("did:plc:x") && !strings.HasPrefix(item.page(), "https://bsky.app/profile/did:plc:x/post/") {
				t.Errorf("the page is %q", item.page())
			}
		}
	})
}

func FuzzGists(f *testing.F) {
	f.Add([]byte(`[{"html_url":"u","public":true,"owner":{"login":"Jason"},"files":{"a.md":{"raw_url":"r","size":3}}}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var list []gist
		if json.Unmarshal(data, &list) != nil {
			return
		}
		for _, g := range list {
			for _, file := range g.worth("jason") {
				if file.Size <= 0 || file.Size > maxFile || !g.Public {
					t.Errorf("%+v is worth reading", file)
				}
				likeness(file.Filename)
			}
		}
	})
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(`["EVENT","kez",{"id":"00","pubkey":"00","created_at":1,"kind":0,"tags":[["d","kez"]],"content":"{\"about\":\"x\"}","sig":"00"}]`))
	f.Add([]byte(`["EOSE","kez"]`))
	f.Add([]byte(`["CLOSED","kez","rate-limited: x"]`))
	f.Add([]byte(`["NOTICE","x"]`))
	secret, err := identity.ParseNostrSecret(strings.Repeat("17", 32))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, ok := readMessage(data)
		if !ok {
			return
		}
		m.event.PubKey = secret.Key().Hex() // reach the rest
		if m.event.by(secret.Key()) {
			t.Error("nobody signed it")
		}
		m.event.asked()
		m.event.text()
	})
}

// FuzzHash compares with encoding/json where that writes the same.
func FuzzHash(f *testing.F) {
	f.Add("a\n\"\\\r\t\b\f ü <&>", "d", int64(1), 30078)
	f.Fuzz(func(t *testing.T, content, tag string, at int64, kind int) {
		odd := func(r rune) bool {
			return r < 0x20 && !strings.ContainsRune("\n\r\t\b\f", r) || r == 0x2028 || r == 0x2029 || r == utf8.RuneError
		}
		if strings.ContainsFunc(content+tag, odd) || !utf8.ValidString(content) || !utf8.ValidString(tag) {
			return
		}
		e := event{PubKey: "00", CreatedAt: at, Kind: kind, Tags: [][]string{{tag, "x"}, {}}, Content: content}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode([]any{0, e.PubKey, at, kind, e.Tags, content}); err != nil {
			t.Fatal(err)
		}
		if got, want := e.hash(), sha256.Sum256(bytes.TrimSpace(b.Bytes())); got != want {
			t.Errorf("another id than for %s", &b)
		}
	})
}

func FuzzRetry(f *testing.F) {
	f.Add(429, "60", "0", "1790000000")
	f.Add(403, "", "0", "x")
	f.Add(503, "Mon, 25 May 2026 03:00:00 GMT", "", "")
	f.Fuzz(func(t *testing.T, status int, after, remaining, reset string) {
		h := http.Header{"Retry-After": {after}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset}}
		when, limited := retry(fetch.Response{Status: status, Header: h}, time.Unix(1790000000, 0))
		if !limited && !when.IsZero() {
			t.Errorf("not limited, until %v", when)
		}
		if _, err := when.MarshalText(); limited && err != nil && !when.IsZero() {
			t.Errorf("until %v, which cannot be written: %v", when, err)
		}
	})
}
