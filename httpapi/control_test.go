package httpapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

func TestInvitesOfTheOperator(t *testing.T) {
	w := newWorld(t, inMode(registry.ModeInvite)).atNoon()
	var made inviteView
	a := w.controlCall("POST", "/v1/admin/invites", `{"uses":2,"note":"for Bo","expires_at":"2026-11-25T12:00:00Z"}`).want(201, "")
	a.decode(&made)
	if made.Uses != 2 || made.Used != 0 || made.Note != "for Bo" || made.Expires != "2026-11-25T12:00:00.000Z" || made.Link != publicURL+"/#i="+made.Code {
		t.Errorf("got %s", a.body)
	}
	w.controlCall("POST", "/v1/admin/invites", `{}`).want(201, "").decode(new(inviteView))
	w.post("/v1/register", w.registration(seedOf(t, 1), "ana", made.Code)).want(201, "")
	w.post("/v1/register", w.registration(seedOf(t, 1), "ana", made.Code)).want(409, "handle-taken")

	var list struct{ Invites []inviteView }
	a = w.controlCall("GET", "/v1/admin/invites", "").want(200, "")
	a.decode(&list)
	if len(list.Invites) != 2 || strings.Contains(a.body, made.Code) {
		t.Errorf("got %s", a.body)
	}
	for _, i := range list.Invites {
		if i.ID == made.ID && i.Used != 1 || i.ID != made.ID && (i.Uses != 1 || i.Expires != "") {
			t.Errorf("got %+v", i)
		}
	}
	w.controlCall("DELETE", "/v1/admin/invites/"+made.ID, "").want(204, "")
	w.controlCall("DELETE", "/v1/admin/invites/"+made.ID, "").want(404, "unknown-invite")
	w.post("/v1/register", w.registration(seedOf(t, 2), "bob", made.Code)).want(403, "invite-invalid")

	for _, bad := range []string{
		`{"uses":0}`, `{"uses":-1}`, `{"expires_at":"2026-11-24T12:00:00Z"}`, `{"note":"` + strings.Repeat("x", 201) + `"}`, `[]`, `{`,
	} {
		w.controlCall("POST", "/v1/admin/invites", bad).want(400, "")
	}
	w.controlCall("POST", "/v1/admin/invites", `{"uses":"two"}`).want(400, "bad-envelope")
}

// TestRegistrationDoesNotGiveInvitesAway: a registration is public, so clients
// sign a proof of knowing the code and not the code.
func TestRegistrationDoesNotGiveInvitesAway(t *testing.T) {
	w := newWorld(t, inMode(registry.ModeInvite))
	var made inviteView
	w.controlCall("POST", "/v1/admin/invites", `{"uses":2}`).want(201, "").decode(&made)
	proof := func(n byte) string { return identity.InviteProof(made.Code, seedOf(t, n).Key()) }
	w.post("/v1/register", w.registration(seedOf(t, 1), "ana", proof(1))).want(201, "")
	if a := w.get("/v1/u/ana").want(200, ""); strings.Contains(a.body, made.Code) || !strings.Contains(a.body, proof(1)) {
		t.Errorf("an invite with a use left is shown: %s", a.body)
	}
	w.post("/v1/register", w.registration(seedOf(t, 2), "bob", proof(1))).want(403, "invite-invalid")
	w.post("/v1/register", w.registration(seedOf(t, 2), "bob", proof(2))).want(201, "")
	w.post("/v1/register", w.registration(seedOf(t, 3), "carl", proof(3))).want(403, "invite-invalid")
}

func TestReserveAndAssign(t *testing.T) {
	w := newWorld(t).atNoon()
	ana := seedOf(t, 1)
	w.controlCall("POST", "/v1/admin/reserve", `{"handle":"chief"}`).want(201, "").golden(`{"handle":"chief","at":"2026-11-24T12:00:00.000Z"}` + "\n")
	w.post("/v1/register", w.registration(ana, "chief", "")).want(403, "handle-reserved")
	for _, h := range []string{"chief", "admin"} { // the second is reserved by rule
		w.controlCall("POST", "/v1/admin/assign", fmt.Sprintf(`{"handle":%q,"primary":%q}`, h, ana.Key())).want(201, "").
			golden(fmt.Sprintf(`{"handle":%q,"primary":%q,"at":"2026-11-24T12:00:00.000Z"}`+"\n", h, ana.Key()))
	}
	w.post("/v1/register", w.registration(seedOf(t, 2), "admin", "")).want(403, "handle-reserved")
	w.post("/v1/register", w.registration(ana, "admin", "")).want(201, "")
	w.controlCall("POST", "/v1/admin/assign", fmt.Sprintf(`{"handle":"admin","primary":%q}`, seedOf(t, 2).Key())).want(409, "handle-taken")
	w.controlCall("POST", "/v1/admin/assign", fmt.Sprintf(`{"handle":"other","primary":%q}`, ana.Key())).want(409, "key-taken")
	for _, bad := range []string{`{}`, `{"handle":"chief"}`, `{"primary":"x"}`, `{"handle":"chief","primary":"x"}`, `{"handle":"C","primary":"x"}`} {
		w.controlCall("POST", "/v1/admin/assign", bad).want(400, "")
	}
	w.controlCall("POST", "/v1/admin/reserve", `{"handle":"C"}`).want(400, "bad-handle")
	w.controlCall("POST", "/v1/admin/reserve", `{}`).want(400, "malformed")
}

func TestSuspendAndRemove(t *testing.T) {
	w := newWorld(t).atNoon()
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	view := func(p person, suspended bool) string {
		return fmt.Sprintf(`{"handle":%q,"primary":%q,"registered_at":"2026-11-24T12:00:00.000Z","suspended":%t}`, p.handle, p.Key(), suspended)
	}
	w.controlCall("GET", "/v1/admin/people", "").want(200, "").golden(`{"people":[` + view(ana, false) + "," + view(bob, false) + "]}\n")
	w.controlCall("POST", "/v1/admin/suspend", `{"handle":"ana"}`).want(200, "").golden(view(ana, true) + "\n")
	w.controlCall("POST", "/v1/admin/suspend", fmt.Sprintf(`{"primary":%q}`, bob.Key())).want(200, "").golden(view(bob, true) + "\n")
	w.get("/v1/inbox/ana", headerAuth, w.pollAuth(ana, 0)).want(403, "suspended")
	w.controlCall("POST", "/v1/admin/unsuspend", `{"handle":"ana"}`).want(200, "").golden(view(ana, false) + "\n")
	w.get("/v1/inbox/ana", headerAuth, w.pollAuth(ana, 0)).want(200, "")
	w.controlCall("POST", "/v1/admin/remove", `{"handle":"ana"}`).want(200, "").golden(view(ana, false) + "\n")
	w.get("/v1/inbox/ana", headerAuth, w.pollAuth(ana, 0)).want(404, "unknown-handle")
	if got := fmt.Sprint(locked(&w.mu, &w.gone)); got != fmt.Sprint([]any{ana.Key(), bob.Key(), ana.Key()}) {
		t.Errorf("disconnected %s", got)
	}
	if p := w.get("/v1/u/ana").want(404, "unknown-handle").problem(); *p.Available {
		t.Error("a retired handle is available")
	}
	if p := w.post("/v1/register", w.registration(seedOf(t, 3), "ana", "")).want(409, "handle-taken").problem(); p.Record != nil {
		t.Error("a retired handle has a record")
	}
	w.controlCall("POST", "/v1/admin/reserve", `{"handle":"ana"}`).want(409, "handle-taken")
	w.controlCall("POST", "/v1/admin/remove", `{"handle":"ana"}`).want(404, "unknown-handle")
	w.controlCall("POST", "/v1/admin/suspend", fmt.Sprintf(`{"primary":%q}`, ana.Key())).want(404, "unknown-key")
	for _, call := range []string{"suspend", "unsuspend", "remove"} {
		for _, bad := range []string{`{}`, `{"handle":"bob","primary":"x"}`, `{"handle":1}`, `{"handle":"B"}`, `{"primary":"x"}`} {
			w.controlCall("POST", "/v1/admin/"+call, bad).want(400, "")
		}
	}
	w.post("/v1/register", w.registration(ana.Seed, "ana2", "")).want(201, "") // the key may come again
}

func TestAuthorize(t *testing.T) {
	var got string
	var answer error
	w := newWorld(t, func(s *settings) {
		s.api.Authorize = func(_ context.Context, request []byte) ([]byte, error) {
			got = string(request)
			return []byte("h.p.s"), answer
		}
	})
	a := w.controlCall("POST", "/internal/nats/auth", "a.b.c").want(200, "")
	a.golden("h.p.s")
	if got != "a.b.c" || a.Header.Get("Content-Type") != "application/jwt" {
		t.Errorf("request %q, Content-Type %q", got, a.Header.Get("Content-Type"))
	}
	w.controlCall("POST", "/internal/nats/auth", strings.Repeat("x", 16<<10)).want(200, "")
	w.controlCall("POST", "/internal/nats/auth", strings.Repeat("x", 16<<10+1)).want(403, "forbidden")
	answer = errors.New("signed by somebody else")
	w.controlCall("POST", "/internal/nats/auth", "a.b.c").want(403, "forbidden")
	answer = fmt.Errorf("look up: %w", context.DeadlineExceeded)
	w.controlCall("POST", "/internal/nats/auth", "a.b.c").want(500, "internal")
	w.controlCall("GET", "/internal/nats/auth", "").want(405, "method-not-allowed")
	w.controlCall("GET", "/v1/healthz", "").want(404, "no-route")
	w.controlCall("GET", "/chats", "").want(404, "no-route")
}

func TestOffline(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.control = Offline(w.people, publicURL, w.now, w.cfg.Log)
	w.controlCall("POST", "/v1/admin/suspend", `{"handle":"ana"}`).want(200, "")
	if e, err := w.people.ByKey(context.Background(), ana.Key()); err != nil || !e.Suspended {
		t.Errorf("got %+v, %v", e, err)
	}
	var made inviteView
	w.controlCall("POST", "/v1/admin/invites", `{}`).want(201, "").decode(&made)
	if !strings.HasPrefix(made.Link, publicURL+"/#i=") {
		t.Errorf("link %q", made.Link)
	}
	w.controlCall("POST", "/v1/admin/reserve", `{"handle":"ana"}`).want(409, "handle-taken")
	w.controlCall("POST", "/internal/nats/auth", "a.b.c").want(403, "forbidden")
}

func TestSeen(t *testing.T) {
	s := newSeen(replayWindow)
	sig := []byte("signature")
	if err := s.once(sig, noon); err != nil {
		t.Fatal(err)
	}
	for _, after := range []time.Duration{0, time.Second, 60 * time.Second, 120*time.Second - 1} {
		// Others keep the generations turning.
		if err := s.once(fmt.Append(nil, after), noon.Add(after)); err != nil {
			t.Fatal(err)
		}
		if err := s.once(sig, noon.Add(after)); !errors.Is(err, errReplayed) {
			t.Errorf("after %s: got %v, want a replay", after, err)
		}
	}
	for n := range 10 {
		if err := s.once(fmt.Append(nil, "other", n), noon.Add(time.Duration(n)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.young) + len(s.old); n > 2 {
		t.Errorf("%d signatures are kept", n)
	}
	if err := s.once(sig, noon.Add(20*time.Hour)); err != nil {
		t.Errorf("long after: %v", err)
	}
}
