package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
)

func TestInboxPages(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	var seqs []uint64
	for n := range 25 {
		seqs = append(seqs, w.send(ana, bob, fmt.Sprint(n)).Seq)
	}
	var got []uint64
	var since uint64
	for pages := 1; ; pages++ {
		page := w.poll(bob, since, "&limit=10")
		if len(page.Messages) > 10 || page.More != (pages < 3) {
			t.Fatalf("page %d has %d, more %t", pages, len(page.Messages), page.More)
		}
		for _, m := range page.Messages {
			got = append(got, m.Seq)
		}
		since = page.Next
		if !page.More {
			break
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(seqs) {
		t.Errorf("got %v, want %v", got, seqs)
	}
	if page := w.poll(bob, 0, "&limit=5000"); len(page.Messages) != 25 {
		t.Errorf("a limit above 1000 is taken as 1000: got %d messages", len(page.Messages))
	}
	if page := w.poll(bob, 0, ""); len(page.Messages) != 25 {
		t.Errorf("got %d messages", len(page.Messages))
	}
	// Without since, since=0 is signed.
	w.get("/v1/inbox/bob", headerAuth, w.pollAuth(bob, 0)).want(200, "")
	w.get("/v1/inbox/bob?epoch="+w.mail.Epoch(), headerAuth, w.pollAuth(bob, 0)).want(200, "")
	w.get("/v1/inbox/bob?epoch=0000000000000000", headerAuth, w.pollAuth(bob, 0)).want(409, "epoch-changed")
}

func TestPageBytes(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	envelope := `"` + strings.Repeat("x", 255<<10) + `"`
	for range 5 {
		w.send(ana, bob, envelope)
	}
	page := w.poll(bob, 0, "")
	if len(page.Messages) != 4 || !page.More {
		t.Errorf("got %d messages, more %t; 1 MiB holds 4", len(page.Messages), page.More)
	}
	if page = w.poll(bob, page.Next, ""); len(page.Messages) != 1 || page.More {
		t.Errorf("got %d messages, more %t; want the last", len(page.Messages), page.More)
	}
}

func TestInboxQueries(t *testing.T) {
	w := newWorld(t)
	bob := w.person(2, "bob")
	for _, query := range []string{
		"since=-1", "since=x", "since=1.5", "since=", "since=1&since=1", "since=18446744073709551616", "since=+1", "since=0x1", "since=%zz",
		"limit=0", "limit=-1", "limit=x", "limit=", "limit=1&limit=2", "epoch=a&epoch=b", "a=1;since=0",
	} {
		w.get("/v1/inbox/bob?"+query, headerAuth, w.pollAuth(bob, 0)).want(400, "malformed")
	}
}

func TestInboxSignatures(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	path := "/v1/inbox/bob"
	w.get(path).want(401, "auth-required")
	w.get(path, headerAuth, w.pollAuth(person{ana.Seed, "bob"}, 0)).want(401, "bad-signature")
	w.get(path+"?since=0", headerAuth, w.pollAuth(bob, 1)).want(401, "bad-signature")
	w.get(path, headerAuth, w.pollAuth(person{bob.Seed, "ana"}, 0)).want(401, "bad-signature")
	w.get(path, headerAuth, w.streamAuth(bob)).want(401, "bad-signature")
	w.get(path+"?auth="+w.pollAuth(bob, 0)).want(401, "auth-required") // in the query only for the stream
	w.get(path, headerAuth, "x").want(400, "malformed")
	w.get(path, headerAuth, w.pollAuth(bob, 0), headerAuth, w.pollAuth(bob, 0)).want(400, "malformed")
	w.get("/v1/inbox/nobody-here", headerAuth, w.pollAuth(bob, 0)).want(404, "unknown-handle")
	w.get("/v1/inbox/bob@elsewhere.test", headerAuth, w.pollAuth(bob, 0)).want(404, "unknown-server")
	w.get("/v1/inbox/BOB", headerAuth, w.pollAuth(bob, 0)).want(404, "unknown-handle")
	for _, p := range []string{"/v1/inbox/bob@kez.test", "/v1/inbox/bob%40kez.test"} {
		w.get(p, headerAuth, w.pollAuth(person{bob.Seed, "bob@kez.test"}, 0)).want(200, "")
	}
	// A read may be repeated while its signature is fresh.
	auth := w.pollAuth(bob, 0)
	w.get(path, headerAuth, auth).want(200, "")
	w.get(path, headerAuth, auth).want(200, "")
}

func TestClockSkew(t *testing.T) {
	w := newWorld(t).atNoon()
	bob := w.person(2, "bob")
	for off, want := range map[int64]int{-61: 401, -60: 200, 0: 200, 60: 200, 61: 401} {
		ts := noon.Unix() + off
		auth := identity.FormatAuth(ts, bob.Sign(identity.SignedPoll("bob", 0, ts)))
		w.get("/v1/inbox/bob", headerAuth, auth).want(want, map[int]string{401: "stale-auth", 200: ""}[want])
	}
	for _, ts := range []int64{0, 1<<63 - 1} {
		auth := identity.FormatAuth(ts, bob.Sign(identity.SignedPoll("bob", 0, ts)))
		w.get("/v1/inbox/bob", headerAuth, auth).want(401, "stale-auth")
	}
}

func TestCopiesAndNotes(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	for _, l := range []mailbox.Letter{{Copy: true}, {Copy: true, Note: true}} {
		l.From, l.To, l.ID, l.Body = ana.Key(), bob.Key(), w.newID(), []byte("1")
		if _, err := w.mail.Accept(context.Background(), l); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		who  person
		want string
	}{{bob, "msg/ note/"}, {ana, "sent/ sent/note"}} {
		var got []string
		for _, m := range w.poll(c.who, 0, "").Messages {
			got = append(got, m.Kind+"/"+m.Class)
			if m.To != bob.Key().String() || m.From != ana.Key().String() {
				t.Errorf("%s: from %s to %s", c.who.handle, m.From, m.To)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", c.who.handle, got, c.want)
		}
	}
}

// TestDeepBody: a body that readers give up on does not hide its page.
func TestDeepBody(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	levels := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, body := range []string{levels(16), levels(17), levels(10_000), `"\"` + levels(40) + `"`} {
		l := mailbox.Letter{From: ana.Key(), To: bob.Key(), ID: w.newID(), Body: []byte(body)}
		if _, err := w.mail.Accept(context.Background(), l); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, m := range w.poll(bob, 0, "").Messages {
		got = append(got, fmt.Sprint(m.Body == ""))
	}
	if want := "true false false true"; strings.Join(got, " ") != want {
		t.Errorf("as an envelope: got %v, want %s", got, want)
	}
}

// FuzzAuth: whatever stands in X-KEZ-Auth, nobody gets in by it.
func FuzzAuth(f *testing.F) {
	w := newWorld(f)
	w.person(2, "bob")
	good := w.pollAuth(person{seedOf(f, 2), "bob"}, 0)
	for _, s := range []string{"", ":", "1:", ":00", "1700000000:" + strings.Repeat("0", 128), strings.Replace(good, ":", ";", 1), good[:len(good)-1], good + "0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, auth string) {
		r, err := http.NewRequest(http.MethodGet, w.url+"/v1/inbox/bob", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header["X-Kez-Auth"] = []string{auth}
		res, err := noRedirects.Do(r)
		if err != nil {
			return // no header can hold it
		}
		res.Body.Close()
		if res.StatusCode != 400 && res.StatusCode != 401 {
			t.Errorf("%q: got status %d", auth, res.StatusCode)
		}
	})
}
