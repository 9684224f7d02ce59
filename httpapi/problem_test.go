package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/registry"
)

// scene makes the door answer with one code.
type scene struct {
	code   string
	status int
	set    func(*settings) // nil: the usual world
	act    func(w *world) *answer
}

// scenes has one for every row of the table.
var scenes = []scene{
	{"malformed", 400, nil, func(w *world) *answer { return w.post("/v1/register", []byte("{")) }},
	{"bad-envelope", 400, nil, func(w *world) *answer { return w.post("/v1/register", []byte(`{"kez":"handle_registration"}`)) }},
	{"bad-type", 400, nil, func(w *world) *answer {
		return w.post("/v1/register", swap(w.registration(seedOf(w.t, 1), "ana", ""), "kez.chat.handle_registration", "kez.chat.other"))
	}},
	{"bad-key", 400, nil, func(w *world) *answer { return w.get("/v1/by-primary/ed25519:00") }},
	{"bad-handle", 400, nil, func(w *world) *answer { return w.post("/v1/messages", messageBody("A", "1", "", "")) }},
	{"key-mismatch", 400, nil, func(w *world) *answer {
		other := seedOf(w.t, 2).Key().String()
		return w.post("/v1/register", swap(w.registration(seedOf(w.t, 1), "ana", ""), `"primary":"`+seedOf(w.t, 1).Key().String(), `"primary":"`+other))
	}},
	{"from-required", 400, nil, func(w *world) *answer {
		ana := w.person(1, "ana")
		body := messageBody("ana", "1", "", w.newID().String())
		return w.post("/v1/messages", body, headerAuth, w.sendAuth(ana, body))
	}},
	{"id-mismatch", 400, nil, func(w *world) *answer {
		return w.post("/v1/messages", messageBody("ana", "1", "", w.newID().String()), headerIdempotency, w.newID().String())
	}},
	{"unknown-sigchain", 404, nil, func(w *world) *answer { return w.get(chainPath(w.person(1, "ana").Seed)) }},
	{"unknown-link", 404, nil, func(w *world) *answer { return w.get("/v1/link/" + w.newID().String()) }},
	{"auth-required", 401, nil, func(w *world) *answer { return w.get("/v1/inbox/" + string(w.person(1, "ana").handle)) }},
	{"bad-signature", 401, nil, func(w *world) *answer {
		return w.get("/v1/inbox/ana", headerAuth, w.pollAuth(w.person(1, "ana"), 1))
	}},
	{"stale-auth", 401, nil, func(w *world) *answer {
		auth := w.atNoon().pollAuth(w.person(1, "ana"), 0)
		w.set(func() { w.clock = noon.Add(61 * time.Second) })
		return w.get("/v1/inbox/ana", headerAuth, auth)
	}},
	{"replayed", 401, nil, func(w *world) *answer {
		ana := w.atNoon().person(1, "ana")
		w.putProofs(ana, `{"proofs":[]}`).want(204, "")
		return w.putProofs(ana, `{"proofs":[]}`)
	}},
	{"wrong-server", 403, nil, func(w *world) *answer {
		raw, _ := identity.SignRegistration(seedOf(w.t, 1), "ana", "elsewhere.test", w.now(), "")
		return w.post("/v1/register", raw)
	}},
	{"stale", 403, nil, func(w *world) *answer {
		raw, _ := identity.SignRegistration(seedOf(w.t, 1), "ana", serverName, w.now().Add(-time.Hour), "")
		return w.post("/v1/register", raw)
	}},
	{"handle-reserved", 403, nil, func(w *world) *answer { return w.post("/v1/register", w.registration(seedOf(w.t, 1), "root", "")) }},
	{"invite-required", 403, inMode(registry.ModeInvite), func(w *world) *answer {
		return w.post("/v1/register", w.registration(seedOf(w.t, 1), "ana", ""))
	}},
	{"invite-invalid", 403, inMode(registry.ModeInvite), func(w *world) *answer {
		return w.post("/v1/register", w.registration(seedOf(w.t, 1), "ana", "abc"))
	}},
	{"registration-closed", 403, inMode(registry.ModeClosed), func(w *world) *answer {
		return w.post("/v1/register", w.registration(seedOf(w.t, 1), "ana", ""))
	}},
	{"anonymous-off", 403, func(s *settings) { s.api.Anonymous = false }, func(w *world) *answer {
		w.person(1, "ana")
		return w.post("/v1/messages", messageBody("ana", "1", "", ""))
	}},
	{"recipient-refuses", 403, nil, func(w *world) *answer { return w.sendBlocked(false) }},
	{"recipient-blocked", 403, nil, func(w *world) *answer { return w.sendBlocked(true) }},
	{"suspended", 403, nil, func(w *world) *answer {
		ana := w.person(1, "ana")
		if _, err := w.people.Suspend(context.Background(), ana.Key(), true); err != nil {
			w.t.Fatal(err)
		}
		return w.get("/v1/inbox/ana", headerAuth, w.pollAuth(ana, 0))
	}},
	{"forbidden", 403, nil, func(w *world) *answer {
		return w.controlCall("POST", "/internal/nats/auth", strings.Repeat("x", authRequestBytes+1))
	}},
	{"unknown-handle", 404, nil, func(w *world) *answer { return w.get("/v1/u/ana") }},
	{"unknown-key", 404, nil, func(w *world) *answer { return w.get("/v1/by-primary/" + seedOf(w.t, 1).Key().String()) }},
	{"unknown-server", 404, nil, func(w *world) *answer { return w.get("/v1/u/ana@elsewhere.test") }},
	{"unknown-invite", 404, nil, func(w *world) *answer { return w.controlCall("DELETE", "/v1/admin/invites/00", "") }},
	{"no-route", 404, nil, func(w *world) *answer { return w.get("/v1/nothing") }},
	{"method-not-allowed", 405, nil, func(w *world) *answer { return w.post("/v1/u/ana", nil) }},
	{"not-acceptable", 406, nil, func(w *world) *answer { return w.get("/v1/node", "Accept", "text/plain") }},
	{"handle-taken", 409, nil, func(w *world) *answer {
		w.person(1, "ana")
		return w.post("/v1/register", w.registration(seedOf(w.t, 2), "ana", ""))
	}},
	{"key-taken", 409, nil, func(w *world) *answer {
		w.person(1, "ana")
		return w.post("/v1/register", w.registration(seedOf(w.t, 1), "anna", ""))
	}},
	{"head-moved", 409, nil, func(w *world) *answer {
		ana := w.person(1, "ana")
		return w.append(ana.Seed, w.adds(ana, sigchain.Head{Seq: 7, Hash: strings.Repeat("0", 64)}, "dns:example.org"))
	}},
	{"device-taken", 409, nil, func(w *world) *answer {
		ana, bo := w.person(1, "ana"), w.person(2, "bob")
		return w.append(ana.Seed, w.event(ana, sigchain.Head{}, certificate(ana.Seed, 1, bo.Seed)))
	}},
	{"endpoint-taken", 409, nil, func(w *world) *answer {
		w.subscribe(w.person(1, "ana"), subscriptionBody).want(201, "")
		return w.subscribe(w.person(2, "bob"), strings.Replace(subscriptionBody, "BTBZ", "BTBY", 1))
	}},
	{"too-many-devices", 409, func(s *settings) { s.api.Chains.Devices = 1 }, func(w *world) *answer {
		ana := w.person(1, "ana")
		one := w.event(ana, sigchain.Head{}, certificate(ana.Seed, 1, seedOf(w.t, 20)))
		w.append(ana.Seed, one).want(201, "")
		return w.append(ana.Seed, w.event(ana, one.Head(), certificate(ana.Seed, 2, seedOf(w.t, 21))))
	}},
	{"id-reused", 409, nil, func(w *world) *answer {
		w.person(1, "ana")
		id := w.newID().String()
		w.post("/v1/messages", messageBody("ana", "1", "", id)).want(202, "")
		return w.post("/v1/messages", messageBody("ana", "2", "", id))
	}},
	{"epoch-changed", 409, nil, func(w *world) *answer {
		a := w.get("/v1/inbox/ana?since=7", headerAuth, w.pollAuth(w.person(1, "ana"), 7))
		if p := a.problem(); p.Epoch != w.mail.Epoch() {
			w.t.Errorf("epoch %q, want %q", p.Epoch, w.mail.Epoch())
		}
		return a
	}},
	{"too-large", 413, nil, func(w *world) *answer { return w.post("/v1/register", make([]byte, registerBytes+1)) }},
	{"wrong-media-type", 415, nil, func(w *world) *answer {
		return w.post("/v1/register", []byte("{}"), "Content-Type", "text/plain")
	}},
	{"rate-limited", 429, nil, func(w *world) *answer {
		for range 5 {
			w.post("/v1/register", []byte("{}"), "X-Forwarded-For", "192.0.2.1").want(400, "")
		}
		return w.post("/v1/register", []byte("{}"), "X-Forwarded-For", "192.0.2.1")
	}},
	{"busy", 429, func(s *settings) { s.mail.QueueBytes = 1 }, func(w *world) *answer {
		w.person(1, "ana")
		return w.post("/v1/messages", messageBody("ana", "1", "", ""))
	}},
	{"sender-quota", 429, func(s *settings) { s.mail.AnonymousUndeliveredMessages = 1 }, func(w *world) *answer {
		w.person(1, "ana")
		w.post("/v1/messages", messageBody("ana", "1", "", "")).want(202, "")
		return w.post("/v1/messages", messageBody("ana", "2", "", ""))
	}},
	{"too-many-streams", 429, func(s *settings) { s.api.Limits.Streams = 1 }, func(w *world) *answer {
		ana := w.person(1, "ana")
		w.send(ana, ana, "1")
		w.follow(ana, "").want("msg")
		return w.get("/v1/inbox/ana/stream?auth=" + w.streamAuth(ana))
	}},
	{"internal", 500, nil, func(w *world) *answer {
		if err := w.people.Close(); err != nil {
			w.t.Fatal(err)
		}
		a := w.get("/v1/u/ana")
		if p := a.problem(); p.Detail != "" || !strings.Contains(w.log.String(), "request="+p.RequestID) {
			w.t.Errorf("the cause belongs in the log and nowhere else: %s", a.body)
		}
		return a
	}},
	{"starting", 503, nil, func(w *world) *answer {
		w.set(func() { w.ready = ErrStarting })
		return w.get("/v1/node")
	}},
	{"stopping", 503, nil, func(w *world) *answer {
		w.set(func() { w.ready = ErrStopping })
		return w.get("/v1/node")
	}},
	{"disk-full", 503, nil, func(w *world) *answer {
		w.person(1, "ana")
		w.set(func() { w.free = 0 })
		return w.post("/v1/messages", messageBody("ana", "1", "", ""))
	}},
	{"mailbox-full", 507, func(s *settings) { s.mail.MailboxBytes = 1 }, func(w *world) *answer {
		w.person(1, "ana")
		return w.post("/v1/messages", messageBody("ana", "1", "", ""))
	}},
	{"sigchain-full", 507, func(s *settings) { s.api.Chains.MaxEvents = 1 }, func(w *world) *answer {
		ana := w.person(1, "ana")
		one := w.adds(ana, sigchain.Head{}, "dns:example.org")
		w.append(ana.Seed, one).want(201, "")
		return w.append(ana.Seed, w.adds(ana, one.Head(), "dns:example.com"))
	}},
}

func TestEveryCode(t *testing.T) {
	hit := make(map[string]bool)
	for _, s := range scenes {
		t.Run(s.code, func(t *testing.T) {
			w := newWorld(t, func(set *settings) {
				if s.set != nil {
					s.set(set)
				}
			})
			s.act(w).want(s.status, s.code)
			hit[s.code] = true
		})
	}
	for _, row := range problems {
		if !hit[row.code] {
			t.Errorf("no test makes the door answer %s: is the row used?", row.code)
		}
	}
}

// TestEveryErrorOfTheTable: an error that stands in two rows, or below an
// error that it wraps, would be answered with the wrong code.
func TestEveryErrorOfTheTable(t *testing.T) {
	w := newWorld(t)
	codes := make(map[string]bool)
	for _, row := range problems {
		if codes[row.code] {
			t.Errorf("%s has two rows", row.code)
		}
		codes[row.code] = true
		for _, err := range row.errs {
			if got := w.Problem(fmt.Errorf("doing this: %w", err)); got.Code != row.code || got.Status != row.status {
				t.Errorf("%v: got %s (%d), want %s (%d)", err, got.Code, got.Status, row.code, row.status)
			}
		}
		if help[row.status] == "" {
			t.Errorf("%s: nothing tells what to do about status %d", row.code, row.status)
		}
	}
	for _, code := range []string{mailbox.CodeBusy, mailbox.CodeRateLimited, mailbox.CodeSenderQuota} {
		p := w.Problem(fmt.Errorf("send: %w", &mailbox.LimitError{Code: code, After: 1200 * time.Millisecond}))
		if p.Code != code || p.Status != 429 || p.RetryAfter != 2 {
			t.Errorf("got %+v, want %s after 2 s", p, code)
		}
	}
	if p := w.Problem(errors.New("secret cause")); p.Code != codeInternal || p.Status != 500 || p.Detail != "" {
		t.Errorf("an unknown error is a bare 500, not %+v", p)
	}
}

// TestCodesOfTheProtocol are those of docs/protocol.md section 7.
func TestCodesOfTheProtocol(t *testing.T) {
	w := newWorld(t)
	for status, codes := range map[int]string{
		400: "malformed bad-envelope bad-type bad-key bad-handle key-mismatch from-required id-mismatch",
		401: "auth-required bad-signature stale-auth replayed",
		403: "wrong-server stale handle-reserved invite-required invite-invalid registration-closed anonymous-off recipient-refuses recipient-blocked suspended forbidden",
		404: "unknown-handle unknown-key unknown-server unknown-sigchain unknown-link no-route",
		405: "method-not-allowed",
		406: "not-acceptable",
		409: "handle-taken key-taken head-moved device-taken too-many-devices endpoint-taken id-reused epoch-changed",
		413: "too-large",
		415: "wrong-media-type",
		429: "rate-limited busy sender-quota too-many-streams",
		500: "internal",
		503: "starting stopping disk-full",
		507: "mailbox-full sigchain-full",
	} {
		for code := range strings.FieldsSeq(codes) {
			a := w.get("/problems/"+code, "Accept", "text/html,*/*;q=0.8").want(200, "")
			if !strings.Contains(a.body, "<code>"+code+"</code>") || !strings.Contains(a.body, fmt.Sprint(status)) {
				t.Errorf("the page of %s: %s", code, a.body)
			}
			if got := a.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/html") {
				t.Errorf("the page of %s is %s", code, got)
			}
		}
	}
	w.get("/problems/none").want(404, "no-route")
	w.get("/problems").want(404, "no-route")
	w.get("/problems/").want(404, "no-route")
}

func TestPanicIsABareError(t *testing.T) {
	w := newWorld(t, func(s *settings) {
		s.api.Spa = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("at the disco") })
	})
	a := w.get("/").want(500, "internal")
	if strings.Contains(a.body, "disco") || !strings.Contains(w.log.String(), "disco") {
		t.Error("the cause belongs in the log and nowhere else")
	}
}

func inMode(m registry.Mode) func(*settings) { return func(s *settings) { s.api.Mode = m } }

func swap(raw []byte, was, is string) []byte { return []byte(strings.Replace(string(raw), was, is, 1)) }

// sendBlocked sends from ana to bob, one of whom blocked the other.
func (w *world) sendBlocked(bySender bool) *answer {
	w.t.Helper()
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	owner, peer := bob.Key(), ana.Key()
	if bySender {
		owner, peer = peer, owner
	}
	if err := w.people.SetRelation(context.Background(), owner, peer, registry.Blocked, w.now()); err != nil {
		w.t.Fatal(err)
	}
	body := messageBody("bob", "1", "ana", w.newID().String())
	return w.post("/v1/messages", body, headerAuth, w.sendAuth(ana, body))
}

// controlCall makes a call of the control socket.
func (w *world) controlCall(method, path, body string) *answer {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" && strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	w.Control().ServeHTTP(rec, r)
	return w.recorded(method+" "+path, rec)
}

func (w *world) recorded(name string, rec *httptest.ResponseRecorder) *answer {
	res := rec.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return &answer{res, w.t, name, string(body)}
}
