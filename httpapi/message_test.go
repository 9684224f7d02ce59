package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

func TestSendAndPoll(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	id := w.newID().String()
	body := messageBody("bob@KEZ.test", `{"kez":"box"}`, "ana", id)
	auth := w.sendAuth(ana, body)
	a := w.post("/v1/messages", body, headerAuth, auth, headerIdempotency, id).want(202, "")
	var r receipt
	a.decode(&r)
	a.golden(fmt.Sprintf(`{"seq":%d,"time":%q}`+"\n", r.Seq, r.Time))
	if at, err := time.Parse(identity.TimeFormat, r.Time); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("time %q: %v", r.Time, err)
	}
	// The byte-identical repeat, signature and all, is answered as before.
	w.post("/v1/messages", body, headerAuth, auth).want(202, "").golden(a.body)

	poll := w.get("/v1/inbox/bob", headerAuth, w.pollAuth(bob, 0)).want(200, "")
	poll.golden(fmt.Sprintf(`{"epoch":%q,"messages":[{"seq":%d,"time":%q,"kind":"msg","to":%q,"from":%q,"id":%q,"envelope":{"kez":"box"}}],"next":%d,"more":false}`+"\n",
		w.mail.Epoch(), r.Seq, r.Time, bob.Key(), ana.Key(), id, r.Seq))
	if got := poll.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	if page := w.poll(bob, r.Seq, ""); len(page.Messages) != 0 || page.Next != r.Seq || page.More {
		t.Errorf("after the last: %+v", page)
	}
	if page := w.poll(ana, 0, ""); len(page.Messages) != 0 {
		t.Errorf("the sender's inbox: %+v", page)
	}
}

// TestEnvelopeIsStoredAsSent: what an encoder would change comes back as it
// was.
func TestEnvelopeIsStoredAsSent(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	bob := w.person(2, "bob")
	var since uint64
	for _, envelope := range []string{
		`{"b":1,"a":2}`, `{ "spaced" :  [ 1 , 2 ] }`, "{\n\t\"line\": 1\r\n}", `"a text"`, `1`, `-0.10`, `1e2`, `true`, `null`, `[]`, `{}`, `""`,
		`{"html":"<a href='x'>&</a>","esc":"\u003c\/","uni":"\ud83d\ude00 é 😀"}`, `9007199254740992`,
	} {
		w.post("/v1/messages", []byte(`{ "envelope" :`+envelope+"\n, \"to\":\"bob\" }")).want(202, "")
		a := w.get(fmt.Sprintf("/v1/inbox/bob?since=%d", since), headerAuth, w.pollAuth(bob, since)).want(200, "")
		if !strings.Contains(a.body, `"envelope":`+envelope+`}],"next":`) {
			t.Errorf("%s came back as %s", envelope, a.body)
		}
		var page inboxPage
		a.decode(&page)
		if len(page.Messages) != 1 || page.Messages[0].From != "" || page.Messages[0].ID != "" {
			t.Errorf("an anonymous message names somebody: %s", a.body)
		}
		since = page.Next
	}
}

func TestBodiesThatAreNotJSON(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	for _, body := range []string{"\x00\x01\xff", "{", "", "\"\xff\"", "1 2"} {
		_, err := w.mail.Accept(context.Background(), mailbox.Letter{From: ana.Key(), To: bob.Key(), ID: w.newID(), Body: []byte(body)})
		if err != nil {
			t.Fatal(err)
		}
	}
	page := w.poll(bob, 0, "")
	want := []string{"AAH_", "ew", "", "Iv8i", "MSAy"}
	if len(page.Messages) != len(want) {
		t.Fatalf("got %+v", page)
	}
	for i, m := range page.Messages {
		if m.Envelope != nil || m.Body != want[i] {
			t.Errorf("%d: got envelope %s, body %q; want body %q", i, m.Envelope, m.Body, want[i])
		}
	}
}

func TestRefusedMessages(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	id := w.newID().String()
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"no JSON", `to bob`, 400, "malformed"},
		{"no object", `["bob"]`, 400, "malformed"},
		{"two to", `{"to":"bob","to":"ana","envelope":1}`, 400, "malformed"},
		{"other case", `{"to":"bob","To":"ana","envelope":1}`, 400, "malformed"},
		{"trailing data", `{"to":"bob","envelope":1}{}`, 400, "malformed"},
		{"not UTF-8", "{\"to\":\"bob\",\"envelope\":\"\xff\"}", 400, "malformed"},
		{"lone surrogate", `{"to":"bob","envelope":"\ud800"}`, 400, "malformed"},
		{"beyond 2^53", `{"to":"bob","envelope":9007199254740993}`, 400, "malformed"},
		{"duplicate inside", `{"to":"bob","envelope":{"a":1,"a":2}}`, 400, "malformed"},
		{"too deep", `{"to":"bob","envelope":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, 400, "malformed"},
		{"no to", `{"envelope":1}`, 400, "bad-envelope"},
		{"no envelope", `{"to":"bob"}`, 400, "bad-envelope"},
		{"to is a number", `{"to":1,"envelope":1}`, 400, "bad-envelope"},
		{"to is null", `{"to":null,"envelope":1}`, 400, "bad-envelope"},
		{"id is a number", `{"to":"bob","envelope":1,"id":1}`, 400, "bad-envelope"},
		{"id too short", `{"to":"bob","envelope":1,"id":"00"}`, 400, "bad-envelope"},
		{"id in capitals", `{"to":"bob","envelope":1,"id":"` + strings.Repeat("AB", 16) + `"}`, 400, "bad-envelope"},
		{"from without signature", `{"to":"bob","envelope":1,"from":"ana"}`, 401, "auth-required"},
		{"from in vain", `{"to":"bob","envelope":1,"from":""}`, 401, "auth-required"},
		{"empty to", `{"to":"","envelope":1}`, 400, "bad-handle"},
		{"capitals", `{"to":"Bob","envelope":1}`, 400, "bad-handle"},
		{"unknown handle", `{"to":"nobody-here","envelope":1}`, 404, "unknown-handle"},
		{"other server", `{"to":"bob@elsewhere.test","envelope":1}`, 404, "unknown-server"},
		{"unknown key", `{"to":"` + seedOf(t, 9).Key().String() + `","envelope":1}`, 404, "unknown-key"},
		{"no key", `{"to":"ed25519:00","envelope":1}`, 400, "bad-key"},
		{"too large", `{"to":"bob","envelope":"` + strings.Repeat("x", 32<<10) + `"}`, 413, "too-large"},
		{"far too large", `{"to":"bob","envelope":"` + strings.Repeat("x", 270<<10) + `"}`, 413, "too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			w.post("/v1/messages", []byte(c.body)).want(c.status, c.code)
		})
	}
	w.t = t
	signed := func(body []byte, header ...string) *answer {
		return w.post("/v1/messages", body, append([]string{headerAuth, w.sendAuth(ana, body)}, header...)...)
	}
	signed(messageBody("bob", "1", "", id)).want(400, "from-required")
	signed(messageBody("bob", "1", "ana", "")).want(400, "bad-envelope")
	signed(messageBody("bob", "1", "ana", id), headerIdempotency, w.newID().String()).want(400, "id-mismatch")
	signed(messageBody("bob", "1", "ana", id), headerIdempotency, id, headerIdempotency, id).want(400, "id-mismatch")
	signed(messageBody("bob", "1", "bob", id)).want(401, "bad-signature")
	signed(messageBody("bob", "1", "nobody-here", id)).want(404, "unknown-handle")
	signed(messageBody("bob", "1", "ana@elsewhere.test", id)).want(404, "unknown-server")
	signed(messageBody("nobody-here", "1", "ana", id)).want(404, "unknown-handle")
	w.post("/v1/messages", messageBody("bob", "1", "", ""), headerIdempotency, id).want(400, "id-mismatch")
	if page := w.poll(bob, 0, ""); len(page.Messages) != 0 {
		t.Errorf("something was stored: %+v", page)
	}
}

// TestSignatureCoversTheRequest: what was signed for one request does for no
// other.
func TestSignatureCoversTheRequest(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	body := messageBody("bob", "1", "ana", w.newID().String())
	other := messageBody("bob", "2", "ana", w.newID().String())
	sign := func(method, path, server string, b []byte) string {
		return w.auth(ana.Seed, func(ts int64) []byte { return identity.SignedCall(method, path, ts, b, server) })
	}
	for name, auth := range map[string]string{
		"other body":   sign("POST", "/v1/messages", serverName, other),
		"other path":   sign("POST", "/v1/message", serverName, body),
		"other method": sign("PUT", "/v1/messages", serverName, body),
		"other server": sign("POST", "/v1/messages", "elsewhere.test", body),
		"other key":    w.sendAuth(bob, body),
		"poll":         w.pollAuth(ana, 0),
		"stream":       w.streamAuth(ana),
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			w.post("/v1/messages", body, headerAuth, auth).want(401, "bad-signature")
		})
	}
	w.t = t
	good := sign("POST", "/v1/messages", serverName, body)
	w.post("/v1/messages", body, headerAuth, good, headerAuth, good).want(400, "malformed")
	w.post("/v1/messages", body, headerAuth, strings.ToUpper(good)).want(400, "malformed")
	w.post("/v1/messages", body, headerAuth, "now").want(400, "malformed")
	w.post("/v1/messages", body, headerAuth, good).want(202, "")
	if page := w.poll(bob, 0, ""); len(page.Messages) != 1 {
		t.Errorf("got %+v", page)
	}
}

func TestSendersByAnyName(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	for _, from := range []string{"ana", "@ana@kez.test", "ana@kez.test", ana.Key().String()} {
		body := messageBody(bob.Key().String(), "1", from, w.newID().String())
		w.post("/v1/messages", body, headerAuth, w.sendAuth(ana, body)).want(202, "")
	}
	for _, m := range w.poll(bob, 0, "").Messages {
		if m.From != ana.Key().String() {
			t.Errorf("from %q", m.From)
		}
	}
}

func TestLimitsOfEnvelopes(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.person(2, "bob")
	text := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	send := func(envelope string) *answer {
		body := messageBody("bob", envelope, "ana", w.newID().String())
		return w.post("/v1/messages", body, headerAuth, w.sendAuth(ana, body))
	}
	send(text(256<<10)).want(202, "")
	send(text(256<<10+1)).want(413, "too-large")
	w.post("/v1/messages", messageBody("bob", text(32<<10), "", "")).want(202, "")
	w.post("/v1/messages", messageBody("bob", text(32<<10+1), "", "")).want(413, "too-large")
}

func TestAnonymousMessages(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	id := w.newID().String()
	first := w.post("/v1/messages", messageBody("ana", "1", "", id), headerIdempotency, id).want(202, "")
	w.post("/v1/messages", messageBody("ana", "1", "", id)).want(202, "").golden(first.body)
	w.post("/v1/messages", messageBody("ana", "2", "", id)).want(409, "id-reused")
	one := w.post("/v1/messages", messageBody("ana", "1", "", "")).want(202, "")
	two := w.post("/v1/messages", messageBody("ana", "1", "", "")).want(202, "")
	if one.body == two.body {
		t.Error("two messages without id were taken for one")
	}
}

// TestAnonymousPerMinute counts from loopback too: the table makes no
// exception.
func TestAnonymousPerMinute(t *testing.T) {
	w := newWorld(t).atNoon()
	w.person(1, "ana")
	for _, from := range []string{"", "192.0.2.1"} {
		for range 60 {
			w.post("/v1/messages", []byte("{}"), "X-Forwarded-For", from).want(400, "")
		}
		w.post("/v1/messages", messageBody("ana", "1", "", ""), "X-Forwarded-For", from).want(429, "rate-limited")
	}
	w.post("/v1/messages", messageBody("ana", "1", "", ""), "X-Forwarded-For", "192.0.2.2").want(202, "")
	w.set(func() { w.clock = noon.Add(time.Second) })
	w.post("/v1/messages", messageBody("ana", "1", "", "")).want(202, "")
	w.post("/v1/messages", messageBody("ana", "1", "", "")).want(429, "rate-limited")
}

func TestSuspendedSender(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.person(2, "bob")
	if _, err := w.people.Suspend(context.Background(), ana.Key(), true); err != nil {
		t.Fatal(err)
	}
	body := messageBody("bob", "1", "ana", w.newID().String())
	w.post("/v1/messages", body, headerAuth, w.sendAuth(ana, body)).want(403, "suspended")
	w.get("/v1/inbox/ana/stream?auth="+w.streamAuth(ana)).want(403, "suspended")
	// Without their signature nobody learns of it.
	w.post("/v1/messages", body, headerAuth, w.sendAuth(person{seedOf(t, 2), "bob"}, body)).want(401, "bad-signature")
	w.get("/v1/u/ana").want(200, "")
}

// FuzzMessage: whatever the body, the answer is a receipt or a problem, and
// what was taken comes out as it went in.
func FuzzMessage(f *testing.F) {
	w := newWorld(f, func(s *settings) { s.api.Limits.AnonymousPerMinute = 0 })
	bob := w.person(2, "bob")
	for _, s := range []string{
		`{"to":"bob","envelope":1}`, `{"to":"bob","envelope":{"a":[1,2]},"id":"00112233445566778899aabbccddeeff"}`, `{`, `{"to":"bob"}`,
		`{"to":"bob","envelope":"\ud83d\ude00"}`, `{"to":"bob","envelope":1,"from":"bob"}`, `{"to":"ed25519:00","envelope":[]}`,
	} {
		f.Add([]byte(s))
	}
	var since uint64
	f.Fuzz(func(t *testing.T, body []byte) {
		w.t = t
		a := w.post("/v1/messages", body)
		if a.StatusCode != http.StatusAccepted {
			if p := a.problem(); p.Code == "" || a.StatusCode >= 500 {
				t.Fatalf("%q: got %s", body, a.body)
			}
			return
		}
		var sent struct{ Envelope json.RawMessage }
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Fatalf("%q was taken: %v", body, err)
		}
		var r receipt
		a.decode(&r)
		page := w.poll(bob, since, "")
		since = page.Next
		for _, m := range page.Messages {
			if m.Seq == r.Seq && string(m.Envelope) != string(sent.Envelope) {
				t.Fatalf("%q: stored %q", body, m.Envelope)
			}
		}
	})
}
