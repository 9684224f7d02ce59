package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

func TestAcceptStoresAndPushes(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	inbox, err := w.app.SubscribeSync(identity.InboxSubject(bo, "msg"))
	if err != nil {
		t.Fatal(err)
	}
	sent, err := w.app.SubscribeSync(identity.InboxSubject(ana, "sent"))
	if err != nil {
		t.Fatal(err)
	}
	l := letter(t, ana, bo, "hello")
	l.Copy = true
	r := w.accept(l)
	if r.Seq == 0 || r.Time.IsZero() {
		t.Fatalf("receipt %+v", r)
	}
	for _, c := range []struct {
		sub        *nats.Subscription
		kind, from string
	}{{inbox, "msg", ana.String()}, {sent, "sent", ana.String()}} {
		m, err := c.sub.NextMsg(5 * time.Second)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			"Kez-Kind": c.kind, "Kez-From": c.from, "Kez-To": bo.String(), "Kez-Id": l.ID.String(),
			"Kez-Time": FormatTime(r.Time), "Kez-Prev": "0",
		}
		for name, v := range want {
			if got := m.Header.Get(name); got != v {
				t.Errorf("%s: %s = %q, want %q", c.kind, name, got, v)
			}
		}
		for name := range m.Header {
			if strings.HasPrefix(name, "Nats-") {
				t.Errorf("header %s reached the recipient", name)
			}
		}
	}
	if items := w.all(bo, 10); len(items) != 1 || items[0].Kind != KindMsg || items[0].From != ana || string(items[0].Body) != "hello" {
		t.Errorf("bo's mailbox: %+v", items)
	}
	if items := w.all(ana, 10); len(items) != 1 || items[0].Kind != KindSent || items[0].To != bo || items[0].From != ana {
		t.Errorf("ana's mailbox: %+v", items)
	}
}

func TestRepeatIsStoredOnce(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo, cy := newKey(t), newKey(t), newKey(t)
	l := letter(t, ana, bo, "once")
	l.Copy = true
	first := w.accept(l)
	check := func(when string) {
		t.Helper()
		if again := w.accept(l); again.Seq != first.Seq || !again.Time.Equal(first.Time) {
			t.Errorf("%s: repeat got %+v, want %+v", when, again, first)
		}
		note := l
		note.Note, note.Copy = true, false
		if again := w.accept(note); again.Seq != first.Seq {
			t.Errorf("%s: repeat with another class got %+v, want %+v", when, again, first)
		}
		for _, other := range []Letter{
			{From: ana, To: bo, ID: l.ID, Body: []byte("other")},
			{From: ana, To: cy, ID: l.ID, Body: l.Body},
		} {
			if _, err := w.Accept(t.Context(), other); !errors.Is(err, ErrIDReused) {
				t.Errorf("%s: other letter under the same id: %v, want ErrIDReused", when, err)
			}
		}
		if n := len(w.all(bo, 10)); n != 1 {
			t.Errorf("%s: bo has %d messages, want 1", when, n)
		}
		if n := len(w.all(ana, 10)); n != 1 {
			t.Errorf("%s: ana has %d copies, want 1", when, n)
		}
	}
	check("at once")
	w.restart()
	check("after a restart")
	// The same id is another sender's own business.
	w.accept(Letter{From: cy, To: bo, ID: l.ID, Body: []byte("cy's")})
}

func TestRepeatsOnTheWay(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	l := letter(t, ana, bo, "many at once")
	var wg sync.WaitGroup
	receipts := make(chan uint64, 100)
	for range cap(receipts) {
		wg.Add(1)
		w.Submit(l, func(r Receipt, err error) {
			defer wg.Done()
			if err != nil {
				t.Error(err)
			}
			receipts <- r.Seq
		})
	}
	wg.Wait()
	close(receipts)
	for seq := range receipts {
		if seq != 1 {
			t.Errorf("receipt for %d, want 1", seq)
		}
	}
	if n := len(w.all(bo, 10)); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// TestCrowd sends from many at once, which is committed in batches, with bad
// letters in between.
func TestCrowd(t *testing.T) {
	w := newWorld(t, generous)
	const senders, each = 20, 150
	bo := newKey(t)
	from := make([]identity.Key, senders)
	for i := range from {
		from[i] = newKey(t)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := make(map[string]uint64)
	for n := range each {
		for i, k := range from {
			body := fmt.Sprintf("%d/%d", i, n)
			bad := n%10 == 3
			l := letter(t, k, bo, body)
			if bad {
				l.Body = bytes.Repeat([]byte("x"), generous.EnvelopeBytes+1)
			}
			l.Copy = n%2 == 0
			wg.Add(1)
			w.Submit(l, func(r Receipt, err error) {
				defer wg.Done()
				mu.Lock()
				defer mu.Unlock()
				switch {
				case bad && !errors.Is(err, ErrTooLarge):
					t.Errorf("bad letter: %v", err)
				case !bad && err != nil:
					t.Errorf("%s: %v", body, err)
				case !bad:
					got[body] = r.Seq
				}
			})
		}
	}
	wg.Wait()
	items := w.all(bo, 100)
	if len(items) != senders*each*9/10 {
		t.Fatalf("%d messages, want %d", len(items), senders*each*9/10)
	}
	last := make(map[identity.Key]int)
	for _, i := range items {
		var s, n int
		fmt.Sscanf(string(i.Body), "%d/%d", &s, &n)
		if got[string(i.Body)] != i.Seq {
			t.Errorf("%s: receipt %d, stored as %d", i.Body, got[string(i.Body)], i.Seq)
		}
		if before, ok := last[i.From]; ok && n <= before {
			t.Errorf("sender %d: %d after %d", s, n, before)
		}
		last[i.From] = n
	}
	for _, k := range from {
		if n := len(w.all(k, 1000)); n != each/2 {
			t.Errorf("%d copies, want %d", n, each/2)
		}
	}
}

// TestForeignWriter publishes into the stream behind the committer's back.
func TestForeignWriter(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	w.accept(letter(t, ana, bo, "a"))
	intrude := func() {
		rec := &record{owner: bo, peer: ana, kind: KindMsg, id: newID(t), time: time.Now(), prev: 1, body: []byte("foreign")}
		w.intrude(rec)
	}
	intrude()
	if r := w.accept(letter(t, ana, bo, "b")); r.Seq != 3 {
		t.Errorf("plain: stored as %d, want 3", r.Seq)
	}
	intrude()
	var wg sync.WaitGroup
	for n := range 100 {
		wg.Add(1)
		w.Submit(letter(t, ana, bo, fmt.Sprint(n)), func(_ Receipt, err error) {
			defer wg.Done()
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p, err := w.Sync(t.Context(), bo, Query{Limit: 1000})
	if err != nil || len(p.Items) != 104 {
		t.Fatalf("%d items, %v; want 104", len(p.Items), err)
	}
	// In one round, letters behind a foreign record may overtake one another:
	// the stream has no other writer. None is lost and none is stored twice.
	seen := make(map[string]int)
	for _, body := range bodies(p.Items[4:]) {
		seen[body]++
	}
	for n := range 100 {
		if seen[fmt.Sprint(n)] != 1 {
			t.Errorf("letter %d stored %d times", n, seen[fmt.Sprint(n)])
		}
	}
}

// TestCopyIsCompleted finds a letter whose copy a crash cut off.
func TestCopyIsCompleted(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	l := letter(t, ana, bo, "half")
	l.Copy = true
	rec := &record{owner: bo, peer: ana, kind: KindMsg, copied: true, id: l.ID, time: time.Now().UTC().Truncate(time.Millisecond), body: l.Body}
	w.intrude(rec)
	w.restart()
	if r := w.accept(l); r.Seq != 1 || !r.Time.Equal(rec.time) {
		t.Errorf("receipt %+v, want seq 1 of %v", r, rec.time)
	}
	if items := w.all(ana, 10); len(items) != 1 || items[0].Kind != KindSent || items[0].ID != l.ID {
		t.Errorf("ana's mailbox: %+v", items)
	}
	if r := w.accept(l); r.Seq != 1 {
		t.Errorf("second repeat: %+v", r)
	}
	if n := len(w.all(ana, 10)); n != 1 {
		t.Errorf("%d copies", n)
	}
	if n := len(w.all(bo, 10)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestNotes(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	note := letter(t, ana, bo, "{}")
	note.Note, note.Copy = true, true
	w.accept(note)
	self := letter(t, ana, ana, "pins")
	self.Note, self.Copy = true, true
	w.accept(self)
	if items := w.all(bo, 10); len(items) != 1 || items[0].Kind != KindNote {
		t.Errorf("received note: %+v", items)
	}
	items := w.all(ana, 10)
	if len(items) != 2 || items[0].Kind != KindSent || !items[0].Note || !strings.Contains(string(items[0].AppendHeader(nil)), "\r\nKez-Class: note\r\n") {
		t.Errorf("copy of a note: %+v", items)
	}
	if len(items) == 2 && items[1].Kind != KindMsg {
		t.Errorf("to oneself: %+v", items[1])
	}
	big := letter(t, ana, bo, strings.Repeat("x", 2049))
	big.Note = true
	if _, err := w.Accept(t.Context(), big); !errors.Is(err, ErrTooLarge) {
		t.Errorf("large note: %v", err)
	}
}

func TestAnonymous(t *testing.T) {
	l := generous
	l.AnonymousUndeliveredMessages = 2
	w := newWorld(t, l)
	bo := newKey(t)
	first := Letter{To: bo, ID: newID(t), Body: []byte("hook")}
	a := w.accept(first)
	if b := w.accept(first); b != a {
		t.Errorf("repeat: %+v, want %+v", b, a)
	}
	w.restart()
	if b := w.accept(first); b.Seq != a.Seq {
		t.Errorf("repeat after restart: %+v, want %+v", b, a)
	}
	w.accept(Letter{To: bo, Body: []byte("no id")})
	var limit *LimitError
	if _, err := w.Accept(t.Context(), Letter{To: bo, Body: []byte("no id")}); !errors.As(err, &limit) {
		t.Errorf("over the quota: %v", err)
	}
	items := w.all(bo, 10)
	if len(items) != 2 || !items[0].From.IsZero() || strings.Contains(string(items[0].AppendHeader(nil)), "Kez-From") {
		t.Errorf("anonymous items: %+v", items)
	}
}

// TestStoreDies closes the broker under a working mailbox.
func TestStoreDies(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	w.accept(letter(t, ana, bo, "kept"))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := w.broker.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Accept(ctx, letter(t, ana, bo, "lost?")); !errors.Is(err, ErrStopping) {
		// The worker may notice first, when it reads.
		t.Logf("accept on a dead store: %v", err)
		if err == nil {
			t.Fatal("accepted")
		}
	}
	w.restart()
	if got := bodies(w.all(bo, 10)); !slices.Contains(got, "kept") {
		t.Errorf("mailbox after restart: %v", got)
	}
}
