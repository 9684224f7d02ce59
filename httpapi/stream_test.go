package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/mailbox"
)

func TestStream(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	early := w.send(ana, bob, `"early"`)
	f := w.follow(bob, "")
	if got := f.res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type %q", got)
	}
	if got := f.res.Header.Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("Access-Control-Allow-Origin %q", got)
	}
	e := f.want("msg")
	if want := fmt.Sprintf("%s.%d", w.mail.Epoch(), early.Seq); e.id != want {
		t.Errorf("id %q, want %q", e.id, want)
	}
	if want := fmt.Sprintf(`{"seq":%d,"time":%q,"kind":"msg","to":%q,"from":%q,"id":`, early.Seq, early.Time, bob.Key(), ana.Key()); !strings.HasPrefix(e.data, want) {
		t.Errorf("data %s, want %s…", e.data, want)
	}
	for n := range 50 { // while it is open: none missing, none twice, in order
		w.send(ana, bob, fmt.Sprint(n))
	}
	for n := range 50 {
		if e := f.want("msg"); !strings.HasSuffix(e.data, fmt.Sprintf(`"envelope":%d}`, n)) {
			t.Fatalf("event %d: %s", n, e.data)
		}
	}
}

func TestStreamResumes(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	for n := range 5 {
		w.send(ana, bob, fmt.Sprint(n))
	}
	f := w.follow(bob, "")
	f.want("msg")
	second := f.want("msg")
	f.cancel()
	third := w.follow(bob, "", "Last-Event-ID", second.id).want("msg")
	if !strings.HasSuffix(third.data, `"envelope":2}`) {
		t.Errorf("after the second came %s", third.data)
	}
	// A browser repeats its first URL: the id of the last event knows better.
	again := w.follow(bob, "&since=0", "Last-Event-ID", second.id).want("msg")
	if again.id != third.id {
		t.Errorf("got %s, want %s", again.id, third.id)
	}
	_, seq, _ := strings.Cut(third.id, ".")
	if e := w.follow(bob, "&since="+seq).want("msg"); !strings.HasSuffix(e.data, `"envelope":3}`) {
		t.Errorf("after since=%s came %s", seq, e.data)
	}
	if e := w.follow(bob, "", "Last-Event-ID", "").want("msg"); !strings.HasSuffix(e.data, `"envelope":0}`) {
		t.Errorf("an empty id is none: %s", e.data)
	}
}

func TestStreamTellsANewEpoch(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	first := w.send(ana, bob, "1")
	for name, f := range map[string]*follower{
		"old epoch":       w.follow(bob, "", "Last-Event-ID", "0123456789abcdef.5"),
		"beyond the head": w.follow(bob, fmt.Sprintf("&since=%d", first.Seq+1000)),
	} {
		e := f.want("epoch")
		if e.id != w.mail.Epoch()+".0" || e.data != fmt.Sprintf(`{"epoch":%q}`, w.mail.Epoch()) {
			t.Errorf("%s: got %+v", name, e)
		}
		if e := f.want("msg"); !strings.HasSuffix(e.id, fmt.Sprintf(".%d", first.Seq)) {
			t.Errorf("%s: the stream does not begin at 0: %+v", name, e)
		}
	}
}

func TestStreamKinds(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	for _, l := range []mailbox.Letter{
		{From: bob.Key(), To: ana.Key(), Copy: true, Body: []byte("1")}, {From: ana.Key(), To: bob.Key(), Note: true, Body: []byte("\x00")},
		{From: ana.Key(), To: bob.Key(), Body: []byte("{\r\n \"a\": \"b\\n\"\r}")},
	} {
		l.ID = w.newID()
		if _, err := w.mail.Accept(context.Background(), l); err != nil {
			t.Fatal(err)
		}
	}
	f := w.follow(bob, "")
	f.want("sent")
	if e := f.want("note"); !strings.HasSuffix(e.data, `"body":"AA"}`) {
		t.Errorf("got %s", e.data)
	}
	if e := f.want("msg"); !strings.HasSuffix(e.data, `"envelope":{"a":"b\n"}}`) {
		t.Errorf("line ends would break the event: %q", e.data)
	}
}

func TestStreamPings(t *testing.T) {
	w := newWorld(t)
	bob := w.person(2, "bob")
	w.streams.ping = time.Millisecond
	f := w.follow(bob, "")
	for range 3 {
		if e, ok := f.next(); !ok || e.comment == "" || e.name != "" || e.data != "" {
			t.Fatalf("got %+v, want a comment", e)
		}
	}
	if pingEvery != 15*time.Second {
		t.Errorf("a ping comes every %s", pingEvery)
	}
}

func TestStreamSignatures(t *testing.T) {
	w := newWorld(t).atNoon()
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	path := "/v1/inbox/bob/stream"
	w.get(path).want(401, "auth-required")
	w.get(path+"?auth=").want(401, "auth-required")
	w.get(path, headerAuth, w.streamAuth(bob)).want(401, "auth-required") // in the query and nowhere else
	w.get(path+"?auth="+w.pollAuth(bob, 0)).want(401, "bad-signature")
	w.get(path+"?auth="+w.streamAuth(ana)).want(401, "bad-signature")
	w.get(path+"?auth="+w.streamAuth(bob)+"&auth=x").want(400, "malformed")
	w.get(path+"?auth=x").want(400, "malformed")
	w.get(path+"?since=-1&auth="+w.streamAuth(bob)).want(400, "malformed")
	for _, id := range []string{"x", ".", "abc", "abc.", ".5", "abc.-1", "abc.x", "abc.1.2", "a." + strings.Repeat("0", 64)} {
		w.get(path+"?auth="+w.streamAuth(bob), "Last-Event-ID", id).want(400, "malformed")
	}
	w.get("/v1/inbox/nobody-here/stream?auth="+w.streamAuth(bob)).want(404, "unknown-handle")
	auth := w.streamAuth(bob)
	w.set(func() { w.clock = noon.Add(61 * time.Second) })
	w.get(path+"?auth="+auth).want(401, "stale-auth")
}

func TestStreamsPerAccountAndAddress(t *testing.T) {
	w := newWorld(t, func(s *settings) { s.api.Limits.Streams, s.api.Limits.StreamsPerAddress = 2, 3 })
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	w.send(ana, ana, "1")
	w.send(ana, bob, "1")
	first := w.follow(ana, "")
	first.want("msg")
	w.follow(ana, "", "X-Forwarded-For", "192.0.2.1").want("msg")
	if _, status := w.tryFollow(ana, "", "X-Forwarded-For", "192.0.2.2"); status != 429 {
		t.Errorf("a third stream of one account: status %d", status)
	}
	w.follow(bob, "").want("msg")
	carl := w.person(3, "carl")
	w.send(ana, carl, "1")
	w.follow(carl, "").want("msg") // the third from loopback
	w.get("/v1/inbox/bob/stream?auth="+w.streamAuth(bob)).want(429, "too-many-streams")
	w.follow(bob, "", "X-Forwarded-For", "2001:db8::1").want("msg")

	// A place is free again once the node knows that a client left.
	first.cancel()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		if f, status := w.tryFollow(ana, ""); status == http.StatusOK {
			f.want("msg")
			break
		}
		if ctx.Err() != nil {
			t.Fatal("the place of a client that left is not given again")
		}
	}
}

func TestStreamsEnd(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	w.send(ana, bob, "1")
	w.send(ana, ana, "1")
	of := map[string]*follower{"ana": w.follow(ana, ""), "bob": w.follow(bob, "")}
	for _, f := range of {
		f.want("msg")
	}
	w.controlCall("POST", "/v1/admin/suspend", `{"handle":"bob"}`).want(200, "")
	if e, ok := of["bob"].next(); ok {
		t.Errorf("somebody suspended still gets %+v", e)
	}
	w.send(ana, ana, "2")
	of["ana"].want("msg") // others are left alone
	w.streams.close()
	if e, ok := of["ana"].next(); ok {
		t.Errorf("after the stop came %+v", e)
	}
	w.get("/v1/inbox/ana/stream?auth="+w.streamAuth(ana)).want(503, "stopping")
	w.streams.mu.Lock()
	defer w.streams.mu.Unlock()
	if n := len(w.streams.byKey) + len(w.streams.byPlace); n != 0 {
		t.Errorf("%d places are still taken", n)
	}
}

// TestShutdownEndsStreams: the server does not wait for streams that never end
// by themselves.
func TestShutdownEndsStreams(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.send(ana, ana, "1")
	hs := httptest.NewUnstartedServer(nil)
	hs.Config = w.HTTPServer(w.Handler())
	hs.Start()
	defer hs.Close()
	w.url = hs.URL
	f := w.follow(ana, "")
	f.want("msg")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := hs.Config.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if _, ok := f.next(); ok {
		t.Error("the stream goes on")
	}
}

// TestStreamOutlivesTheServersTimeouts: the time-outs of calls do not cut it.
func TestStreamOutlivesTheServersTimeouts(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.send(ana, ana, "1")
	// A write may take as long as here a call, and a ping comes later than that.
	// The times leave a busy machine room for a handshake.
	const call = 2 * time.Second
	w.streams.ping, w.streams.patience = call+call/4, call
	for _, encrypted := range []bool{false, true} { // HTTP/1 and HTTP/2
		hs := httptest.NewUnstartedServer(nil)
		hs.Config = w.HTTPServer(w.Handler())
		hs.Config.ReadTimeout, hs.Config.WriteTimeout = call, call
		if encrypted {
			hs.EnableHTTP2 = true
			hs.StartTLS()
		} else {
			hs.Start()
		}
		w.url, w.client = hs.URL, hs.Client()
		f := w.follow(ana, "")
		if got := f.res.ProtoMajor; encrypted != (got == 2) {
			t.Errorf("encrypted %t: HTTP/%d", encrypted, got)
		}
		f.want("msg")
		for range 2 {
			if e, ok := f.next(); !ok || e.comment == "" {
				t.Fatalf("encrypted %t: got %+v (%t), want a ping", encrypted, e, ok)
			}
		}
		f.cancel()
		hs.Close()
	}
}

func FuzzLastEventID(f *testing.F) {
	for _, s := range []string{"", ".", "a.1", "0123456789abcdef.18446744073709551615", "a.b.1", "a.+1", "é.1", "a. 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := parseEventID(text)
		if err != nil {
			return
		}
		again, err := parseEventID(fmt.Sprintf("%s.%d", at.epoch, at.since))
		if err != nil || again != at {
			t.Errorf("%q: %+v is read as %+v, %v", text, at, again, err)
		}
	})
}
