package proof_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

// counter is a desk before a site that counts who asks, and a clock.
type counter struct {
	*proof.Desk
	w     *prooftest.World
	base  string
	now   atomic.Int64
	asked atomic.Int32
	serve atomic.Pointer[http.HandlerFunc]
}

func newCounter(t *testing.T, cfg proof.DeskConfig) *counter {
	t.Helper()
	c := &counter{w: prooftest.New(t)}
	c.now.Store(prooftest.Now.UnixMilli())
	clock := func() time.Time { return time.UnixMilli(c.now.Load()) }
	c.base = c.w.Host("site.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c.asked.Add(1)
		(*c.serve.Load())(rw, r)
	}))
	c.does(func(rw http.ResponseWriter, r *http.Request) {
		page := strings.TrimSuffix(r.URL.Path, "/.well-known/kez.json")
		_, _ = rw.Write([]byte(claim(t, subject(t, "web:"+c.base+page))))
	})
	pc := c.w.ProofConfig(t)
	pc.Now = clock
	cfg.Check, cfg.Now = prooftest.Open(t, pc).Check, clock
	c.Desk = proof.NewDesk(cfg)
	t.Cleanup(c.Close)
	return c
}

func (c *counter) does(h http.HandlerFunc) { c.serve.Store(&h) }

func (c *counter) pass(d time.Duration) { c.now.Add(d.Milliseconds()) }

func (c *counter) inquiry(t *testing.T, page string) proof.Inquiry {
	return proof.Inquiry{Question: question(t, subject(t, "web:"+c.base+page))}
}

func (c *counter) ask(t *testing.T, i proof.Inquiry) proof.Answer {
	t.Helper()
	a, err := c.Ask(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (c *counter) wantAsked(t *testing.T, want int32) {
	t.Helper()
	if got := c.asked.Load(); got != want {
		t.Errorf("the site was asked %d times, want %d", got, want)
	}
}

func TestLifetimes(t *testing.T) {
	c := newCounter(t, proof.DeskConfig{})
	good := c.inquiry(t, "/good")
	for _, step := range []struct {
		pass  time.Duration
		fresh bool
		asked int32
	}{
		{0, false, 1},
		{59 * time.Minute, false, 1},
		{time.Minute, false, 2}, // an hour
		{29 * time.Second, true, 2},
		{2 * time.Second, true, 3}, // older than 30 seconds
		{time.Minute, false, 3},
	} {
		c.pass(step.pass)
		i := good
		i.Fresh = step.fresh
		if a := c.ask(t, i); a.Status != proof.StatusFound || time.Time(a.ExpiresAt).Sub(time.Time(a.CheckedAt)) != time.Hour {
			t.Errorf("got %+v", a)
		}
		c.wantAsked(t, step.asked)
	}

	c.asked.Store(0)
	fail := func(code int, after string) {
		c.does(func(rw http.ResponseWriter, _ *http.Request) {
			if after != "" {
				rw.Header().Set("Retry-After", after)
			}
			rw.WriteHeader(code)
		})
	}
	for n, x := range []struct {
		code  int
		after string
		kept  time.Duration
	}{
		{404, "", 5 * time.Minute},
		{429, "", 5 * time.Minute},
		{429, "0", 5 * time.Minute},
		{429, "90", 90 * time.Second},
		{429, "1800", 30 * time.Minute},
		{429, "86400", time.Hour},
	} {
		fail(x.code, x.after)
		i := c.inquiry(t, fmt.Sprintf("/bad%d", n))
		a := c.ask(t, i)
		if got := time.Time(a.ExpiresAt).Sub(time.Time(a.CheckedAt)); got != x.kept || a.Status != proof.StatusFailed {
			t.Errorf("%d %q: kept for %v, want %v", x.code, x.after, got, x.kept)
		}
		if wants := x.after != "" && x.after != "0"; wants != (a.RetryAt != nil) {
			t.Errorf("%d %q: retry at %v", x.code, x.after, a.RetryAt)
		}
		c.pass(x.kept - time.Millisecond)
		c.ask(t, i)
		c.wantAsked(t, int32(2*n+1))
		c.pass(time.Millisecond)
		c.ask(t, i)
		c.wantAsked(t, int32(2*n+2))
		c.pass(25 * time.Hour)
	}
}

// TestTogether: many who ask the same at the same time are one search, and
// whoever goes away does not take it from the others.
func TestTogether(t *testing.T) {
	c := newCounter(t, proof.DeskConfig{})
	arrived, release := make(chan struct{}), make(chan struct{})
	honest := *c.serve.Load()
	c.does(func(rw http.ResponseWriter, r *http.Request) {
		close(arrived) // a second time would panic
		<-release
		honest(rw, r)
	})
	i := c.inquiry(t, "/me")
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	var waiting sync.WaitGroup
	waiting.Go(func() {
		if _, err := c.Ask(ctx, i); !errors.Is(err, gone) {
			t.Errorf("the first, who left: got %v", err)
		}
	})
	<-arrived
	cancel(gone)
	waiting.Wait()
	for range 20 {
		waiting.Go(func() {
			if a, err := c.Ask(t.Context(), i); err != nil || a.Status != proof.StatusFound {
				t.Errorf("got %+v, %v", a, err)
			}
		})
	}
	close(release)
	waiting.Wait()
	c.wantAsked(t, 1)
}

func TestBudgets(t *testing.T) {
	c := newCounter(t, proof.DeskConfig{CallerBurst: 3, CallerPerMinute: 2, ChannelPerMinute: 5})
	ask := func(caller string, page int) error {
		i := c.inquiry(t, fmt.Sprintf("/%d", page))
		i.Caller = caller
		_, err := c.Ask(t.Context(), i)
		return err
	}
	wantSpent := func(err error, whose string, wait time.Duration) {
		t.Helper()
		var b *proof.BudgetError
		if !errors.Is(err, proof.ErrOverBudget) || !errors.As(err, &b) || b.Whose != whose || b.Wait != wait {
			t.Errorf("got %v, want the budget of %s spent for %v", err, whose, wait)
		}
	}
	for page := range 3 {
		if err := ask("ana", page); err != nil {
			t.Fatal(err)
		}
	}
	wantSpent(ask("ana", 3), "the caller", 30*time.Second)
	for range 10 { // what is remembered costs nothing
		if err := ask("ana", 0); err != nil {
			t.Fatal(err)
		}
	}
	for page := range 2 {
		if err := ask("bo", 10+page); err != nil {
			t.Fatal(err)
		}
	}
	wantSpent(ask("cy", 20), "the channel web", 12*time.Second)
	c.wantAsked(t, 5)
	// Another channel has its own.
	if _, err := c.Ask(t.Context(), proof.Inquiry{Question: question(t, subject(t, "dns:domain.example")), Caller: "cy"}); err != nil {
		t.Error(err)
	}
	c.pass(30 * time.Second)
	if err := ask("ana", 3); err != nil {
		t.Error(err)
	}
}

func TestClose(t *testing.T) {
	c := newCounter(t, proof.DeskConfig{})
	remembered := c.inquiry(t, "/remembered")
	c.ask(t, remembered)
	arrived := make(chan struct{})
	c.does(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done() // until nobody wants it any more
	})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		if _, err := c.Ask(t.Context(), c.inquiry(t, "/slow")); !errors.Is(err, proof.ErrClosed) {
			t.Errorf("under way: got %v, want %v", err, proof.ErrClosed)
		}
	})
	<-arrived
	c.Close()
	waiting.Wait()
	if _, err := c.Ask(t.Context(), c.inquiry(t, "/late")); !errors.Is(err, proof.ErrClosed) {
		t.Errorf("afterwards: got %v, want %v", err, proof.ErrClosed)
	}
}

// TestAnswer is what stands in docs/protocol.md, member for member.
func TestAnswer(t *testing.T) {
	c := newCounter(t, proof.DeskConfig{})
	i := c.inquiry(t, "")
	a := c.ask(t, i)
	raw := claim(t, i.Subject)
	wantJSON(t, a, fmt.Sprintf(`{"subject":%q,"primary":"ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12",`+
		`"status":"found","url":"%s/.well-known/kez.json","proof":%s,`+
		`"checked_at":"2026-05-25T03:00:00.000Z","expires_at":"2026-05-25T04:00:00.000Z"}`, i.Subject, c.base, raw))
	// Who asked judges for themselves.
	if v := proof.Judge(i.Question, a.Evidence()...); !v.Holds() {
		t.Errorf("the evidence of a found proof: %v", v.Failure)
	}
	c.does(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "60")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	i = c.inquiry(t, "/2")
	a = c.ask(t, i)
	wantJSON(t, a, fmt.Sprintf(`{"subject":%q,"primary":"ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12",`+
		`"status":"failed","phase":"fetch","reason":"rate-limited","detail":"%s/2/.well-known/kez.json answers 429, too many questions, until 2026-05-25T03:01:00Z",`+
		`"help":"Wait until the time given, or some minutes, then try again.","retry_at":"2026-05-25T03:01:00.000Z",`+
		`"url":"%s/2/.well-known/kez.json","checked_at":"2026-05-25T03:00:00.000Z","expires_at":"2026-05-25T03:01:00.000Z"}`, i.Subject, c.base, c.base))
	if a.Evidence() != nil {
		t.Error("nothing was found, and there is evidence")
	}
}

func wantJSON(t *testing.T, a proof.Answer, want string) {
	t.Helper()
	got, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var again proof.Answer
	if err := json.Unmarshal(got, &again); err != nil {
		t.Fatal(err)
	}
	if back, err := json.Marshal(again); err != nil || string(back) != want {
		t.Errorf("read and written again: %s, %v", back, err)
	}
}
