package mailbox

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

func TestBlocked(t *testing.T) {
	w := newWorld(t, generous)
	ana, bo := newKey(t), newKey(t)
	before := letter(t, ana, bo, "before")
	w.accept(before)
	if s, _ := w.stance(t.Context(), ana, bo); s != Accepted {
		t.Errorf("sending accepted nobody: %v", s)
	}
	if s, _ := w.stance(t.Context(), bo, ana); s != Stranger {
		t.Errorf("receiving accepted somebody: %v", s)
	}
	w.set(bo, ana, Blocked)
	if _, err := w.Accept(t.Context(), letter(t, ana, bo, "after")); !errors.Is(err, ErrRecipientRefuses) {
		t.Errorf("to somebody who blocked me: %v", err)
	}
	if _, err := w.Accept(t.Context(), letter(t, bo, ana, "back")); !errors.Is(err, ErrRecipientBlocked) {
		t.Errorf("to somebody I blocked: %v", err)
	}
	if s, _ := w.stance(t.Context(), bo, ana); s != Blocked {
		t.Error("sending unblocked")
	}
	if r := w.accept(before); r.Seq != 1 {
		t.Errorf("repeat of what was stored before the block: %+v", r)
	}
	if n := len(w.all(bo, 10)); n != 1 {
		t.Errorf("%d messages stored, want 1", n)
	}
	cy, di := newKey(t), newKey(t)
	note := letter(t, cy, di, "{}")
	note.Note = true
	w.accept(note)
	if s, _ := w.stance(t.Context(), cy, di); s != Stranger {
		t.Error("a note accepted its recipient")
	}
}

func TestUndeliveredQuota(t *testing.T) {
	l := generous
	l.UndeliveredMessages = 3
	w := newWorld(t, l)
	ana, bo, cy := newKey(t), newKey(t), newKey(t)
	refused := func(from identity.Key) {
		t.Helper()
		var limit *LimitError
		if _, err := w.Accept(t.Context(), letter(t, from, bo, "one too many")); !errors.As(err, &limit) || limit.Code != CodeSenderQuota {
			t.Errorf("over the quota: %v", err)
		}
	}
	for n := range 3 {
		w.accept(letter(t, ana, bo, fmt.Sprint(n)))
	}
	refused(ana)
	w.accept(letter(t, cy, bo, "from another"))
	w.restart()
	refused(ana)
	p, err := w.Sync(t.Context(), bo, Query{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	refused(ana) // fetched, but not presented
	if _, err := w.Sync(t.Context(), bo, Query{Since: p.Next, Limit: 2}); err != nil {
		t.Fatal(err)
	}
	w.accept(letter(t, ana, bo, "room for"))
	w.accept(letter(t, ana, bo, "two"))
	refused(ana)
	w.restart() // the cursor is kept
	refused(ana)
}

func TestMailboxBytes(t *testing.T) {
	l := generous
	l.EnvelopeBytes = 1000
	l.MailboxBytes = 10 * (1000 + overhead)
	w := newWorld(t, l)
	now := time.Now()
	w.setClock(now)
	ana, bo := newKey(t), newKey(t)
	body := strings.Repeat("x", 1000)
	for range 10 {
		w.accept(letter(t, ana, bo, body))
	}
	if _, err := w.Accept(t.Context(), letter(t, ana, bo, body)); !errors.Is(err, ErrMailboxFull) {
		t.Fatalf("full of what was not fetched: %v", err)
	}
	if _, err := w.Sync(t.Context(), bo, Query{Since: 5, Limit: 1}); err != nil {
		t.Fatal(err)
	}
	w.setClock(now.Add(time.Minute))
	r := w.accept(letter(t, ana, bo, body))
	p, err := w.Sync(t.Context(), bo, Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if first, last := p.Items[0].Seq, p.Items[len(p.Items)-1].Seq; first < 2 || first > 6 || last != r.Seq {
		t.Errorf("kept %d to %d: the oldest delivered should go, the newest stay", first, last)
	}
	for _, i := range p.Items {
		if i.Seq > 5 {
			return
		}
	}
	t.Error("what was not fetched is gone")
}

func TestDiskFull(t *testing.T) {
	w := newWorld(t, generous)
	now := time.Now()
	w.setClock(now)
	ana, bo := newKey(t), newKey(t)
	l := letter(t, ana, bo, "a")
	w.setFree(1 << 19)
	w.setClock(now.Add(time.Second))
	if _, err := w.Accept(t.Context(), l); !errors.Is(err, ErrDiskFull) {
		t.Fatalf("on a full disk: %v", err)
	}
	if err := w.Health(); !errors.Is(err, ErrDiskFull) {
		t.Errorf("health: %v", err)
	}
	w.setFree(1 << 40)
	w.setClock(now.Add(2 * time.Second))
	w.accept(l)
	if err := w.Health(); err != nil {
		t.Errorf("health after space returned: %v", err)
	}
}

func TestRate(t *testing.T) {
	l := generous
	l.SendsBurst, l.SendsPerSecond = 2, 1
	w := newWorld(t, l)
	now := time.Now()
	w.setClock(now)
	ana, bo := newKey(t), newKey(t)
	first := letter(t, ana, bo, "0")
	w.accept(first)
	w.accept(letter(t, ana, bo, "1"))
	var limit *LimitError
	if _, err := w.Accept(t.Context(), letter(t, ana, bo, "2")); !errors.As(err, &limit) || limit.Code != CodeRateLimited || limit.After != time.Second {
		t.Errorf("third: %v %+v", err, limit)
	}
	w.accept(first) // a repeat costs nothing
	w.setClock(now.Add(time.Second))
	w.accept(letter(t, ana, bo, "3"))
}

func TestBusy(t *testing.T) {
	l := generous
	l.QueueSends = 10
	w := newWorld(t, l)
	ana, bo := newKey(t), newKey(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	stored, busy := 0, 0
	for range 500 {
		wg.Add(1)
		w.Submit(letter(t, ana, bo, "x"), func(_ Receipt, err error) {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			var limit *LimitError
			switch {
			case err == nil:
				stored++
			case errors.As(err, &limit) && limit.Code == CodeBusy:
				busy++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if busy == 0 || len(w.all(bo, 1000)) != stored {
		t.Errorf("%d busy, %d stored, %d in the mailbox", busy, stored, len(w.all(bo, 1000)))
	}
}
