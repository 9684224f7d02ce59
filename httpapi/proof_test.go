package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

func (w *world) putProofs(p person, body string) *answer {
	w.t.Helper()
	ts := w.now().Unix()
	auth := identity.FormatAuth(ts, p.Sign(identity.SignedProofs(p.handle, ts)))
	return w.do(http.MethodPut, "/v1/profile/"+string(p.handle)+"/proofs", []byte(body), headerAuth, auth)
}

func TestPutProofs(t *testing.T) {
	w := newWorld(t, func(s *settings) { s.api.Limits.Proofs = 3 }).atNoon()
	ana := w.person(1, "ana")
	later := func() { w.set(func() { w.clock = w.clock.Add(time.Second) }) }
	a := w.putProofs(ana, `{"proofs":["GitHub:Ana","dns:EXAMPLE.org.","github:ana"]}`).want(204, "")
	if a.body != "" {
		t.Errorf("got %q", a.body)
	}
	w.putProofs(ana, `{"proofs":[]}`).want(401, "replayed") // the text does not cover the body
	var record Record
	if err := json.Unmarshal([]byte(w.get("/v1/u/ana").body), &record); err != nil || fmt.Sprint(record.Proofs) != "[github:ana dns:example.org]" {
		t.Errorf("got %v, %v", record.Proofs, err)
	}
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		`{"proofs":["a:1","a:2","a:3","a:4"]}`: {413, "too-large"},
		`{}`:                                   {400, "bad-envelope"},
		`{"proofs":null}`:                      {400, "bad-envelope"},
		`{"proofs":"dns:example.org"}`:         {400, "bad-envelope"},
		`{"proofs":["example.org"]}`:           {400, "malformed"},
		`[]`:                                   {400, "malformed"},
	} {
		later()
		if a := w.putProofs(ana, body); a.StatusCode != want.status || a.problem().Code != want.code {
			t.Errorf("%s: got %d %s, want %d %s", body, a.StatusCode, a.body, want.status, want.code)
		}
	}
	w.do(http.MethodPut, "/v1/profile/ana/proofs", []byte(`{"proofs":[]}`)).want(401, "auth-required")
	later()
	w.putProofs(person{seedOf(t, 9), "ana"}, `{"proofs":[]}`).want(401, "bad-signature")
	w.putProofs(person{seedOf(t, 9), "nobody1"}, `{"proofs":[]}`).want(404, "unknown-handle")
	later()
	w.putProofs(ana, `{"proofs":[]}`).want(204, "")
	if !strings.Contains(w.get("/v1/u/ana").body, `"proofs":[]`) {
		t.Error("the list was not emptied")
	}
}

// checking is a world whose node looks proofs up on the internet of prooftest.
func checking(t *testing.T, change ...func(*proof.DeskConfig)) (*world, *prooftest.World) {
	t.Helper()
	internet := prooftest.New(t)
	cfg := proof.DeskConfig{Check: internet.Checker(t).Check, CallerBurst: 20, CallerPerMinute: 10, ChannelPerMinute: 60, Now: time.Now}
	for _, c := range change {
		c(&cfg)
	}
	desk := proof.NewDesk(cfg)
	t.Cleanup(desk.Close)
	return newWorld(t, func(s *settings) { s.api.Check = desk.Ask }), internet
}

func checkPath(subject string, primary identity.Primary, more ...string) string {
	q := url.Values{"subject": {subject}, "primary": {primary.String()}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "/v1/proofs/check?" + q.Encode()
}

// asks signs the call for somebody.
func (w *world) asks(p person, subject string, primary identity.Primary, more ...string) *answer {
	w.t.Helper()
	ts := w.now().Unix()
	sig := p.Sign(identity.SignedCall(http.MethodGet, "/v1/proofs/check", ts, nil, serverName))
	path := checkPath(subject, primary, append(more, "as", p.Key().String())...)
	return w.get(path, headerAuth, identity.FormatAuth(ts, sig))
}

func (a *answer) checked() (c proof.Answer) {
	a.t.Helper()
	a.want(200, "")
	if err := json.Unmarshal([]byte(a.body), &c); err != nil {
		a.t.Fatalf("%s: %v", a.body, err)
	}
	return c
}

func TestCheckProof(t *testing.T) {
	w, internet := checking(t)
	ana, bo := w.person(1, "ana"), w.person(2, "bob")
	subject := w.subject("dns:example.org")
	claim, err := identity.SignClaim(ana, subject, w.now())
	if err != nil {
		t.Fatal(err)
	}
	internet.Publish(t, subject, string(claim), identity.NostrSecret{})

	w.get(checkPath("dns:example.org", ana.Primary())).want(401, "auth-required") // not in her sigchain
	got := w.asks(bo, "dns:EXAMPLE.org", ana.Primary()).checked()
	if got.Status != proof.StatusFound || got.Subject != subject || got.Primary != ana.Primary() {
		t.Fatalf("got %+v", got)
	}
	verdict := proof.Judge(proof.Question{Subject: subject, Primary: ana.Primary()}, got.Evidence()...)
	if !verdict.Holds() {
		t.Errorf("the evidence does not hold: %+v", verdict.Failure)
	}
	if failed := w.asks(bo, "dns:example.org", bo.Primary()).checked(); failed.Status != proof.StatusFailed || failed.Phase != proof.PhaseMatch {
		t.Errorf("got %+v, want a failure to match", failed)
	}
	l := w.adds(ana, sigchain.Head{}, "dns:example.org")
	w.append(ana.Seed, l).want(201, "")
	if got := w.get(checkPath("dns:example.org", ana.Primary())).checked(); got.Status != proof.StatusFound {
		t.Errorf("got %+v", got)
	}
	w.append(ana.Seed, w.event(ana, l.Head(), sigchain.Draft{Op: sigchain.Revoke, Subject: subject})).want(201, "")
	w.get(checkPath("dns:example.org", ana.Primary())).want(401, "auth-required")
}

func TestCheckProofRefusals(t *testing.T) {
	w, _ := checking(t, func(c *proof.DeskConfig) { c.CallerBurst = 1 })
	ana := w.person(1, "ana")
	primary := ana.Primary()
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/v1/proofs/check":                                                       {400, "malformed"},
		"/v1/proofs/check?subject=dns:example.org":                               {400, "bad-key"},
		checkPath("example", primary):                                            {400, "malformed"},
		checkPath("dns:example.org", primary, "fresh", "yes"):                    {400, "malformed"},
		checkPath("dns:example.org", primary) + "&subject=dns:x.org":             {400, "malformed"},
		checkPath("dns:example.org", primary, "as", primary.String()):            {401, "auth-required"},
		checkPath("dns:example.org", primary, "as", "nobody"):                    {400, "bad-key"},
		checkPath("dns:example.org", primary, "as", seedOf(t, 9).Key().String()): {404, "unknown-key"},
	} {
		if a := w.get(path); a.StatusCode != want.status || a.problem().Code != want.code {
			t.Errorf("%s: got %d %s, want %d %s", path, a.StatusCode, a.body, want.status, want.code)
		}
	}
	w.asks(ana, "dns:nothing.example", primary).checked()
	w.asks(ana, "dns:nothing.example", primary).checked() // remembered, and free
	a := w.asks(ana, "dns:more.example", primary).want(429, "rate-limited")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if _, err := w.people.Suspend(t.Context(), ana.Key(), true); err != nil {
		t.Fatal(err)
	}
	w.asks(ana, "dns:nothing.example", primary).want(403, "suspended")
}
