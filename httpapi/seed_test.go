package httpapi

import (
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// The thirteen cases that the project's first description lists, one test
// each. The placeholders among them are real now. The auth callout's is in
// callout_test.go.

func TestSeedHealthz(t *testing.T) {
	newWorld(t).get("/v1/healthz").want(200, "").
		golden(`{"status":"ok","server":"kez.test","version":"1.2.3","checks":{"mailbox":"ok","registry":"ok"}}` + "\n")
}

func TestSeedLookup(t *testing.T) {
	w := newWorld(t).atNoon()
	raw := w.registration(seedOf(t, 1), "ana", "")
	w.post("/v1/register", raw).want(201, "")
	hex := seedOf(t, 1).Key().Hex()
	w.get("/v1/u/ana").want(200, "").golden(`{"handle":"ana","fqhn":"ana@kez.test","primary":"ed25519:` + hex +
		`","sigchain_url":"https://chat.kez.test/v1/sigchains/ed25519/` + hex +
		`","registered_at":"2026-11-24T12:00:00.000Z","proofs":[],"registration":` + string(raw) + "}\n")
}

func TestSeedLookupUnknown(t *testing.T) {
	a := newWorld(t).get("/v1/u/nobody-here").want(404, "unknown-handle")
	a.golden(`{"type":"/problems/unknown-handle","title":"Unknown handle","status":404,"detail":"nobody is registered under this handle",` +
		`"code":"unknown-handle","request_id":"` + a.Header.Get("X-Request-Id") + `","available":true}` + "\n")
}

func TestSeedRegister(t *testing.T) {
	w := newWorld(t).atNoon()
	a := w.post("/v1/register", w.registration(seedOf(t, 1), "ana", "")).want(201, "")
	if got := a.Header.Get("Location"); got != "/v1/u/ana" {
		t.Errorf("Location %q", got)
	}
	a.golden(w.get("/v1/u/ana").body)
}

func TestSeedRegisterDuplicate(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	p := w.post("/v1/register", w.registration(seedOf(t, 2), "ana", "")).want(409, "handle-taken").problem()
	if p.Record == nil || p.Record.Primary != ana.Key() {
		t.Errorf("the answer must say who has it: %+v", p)
	}
	p = w.post("/v1/register", w.registration(ana.Seed, "ana", "")).want(409, "handle-taken").problem()
	if p.Record == nil || p.Record.Primary != ana.Key() || len(p.Record.Registration) == 0 {
		t.Errorf("a client that repeats must find its own record: %+v", p)
	}
	w.post("/v1/register", w.registration(ana.Seed, "anna", "")).want(409, "key-taken")
}

func TestSeedRegisterWrongServer(t *testing.T) {
	w := newWorld(t)
	raw, err := identity.SignRegistration(seedOf(t, 1), "ana", "elsewhere.test", w.now(), "")
	if err != nil {
		t.Fatal(err)
	}
	w.post("/v1/register", raw).want(403, "wrong-server")
}

func TestSeedRegisterReservedName(t *testing.T) {
	w := newWorld(t)
	w.post("/v1/register", w.registration(seedOf(t, 1), "admin", "")).want(403, "handle-reserved")
	if p := w.get("/v1/u/admin").want(404, "unknown-handle").problem(); p.Available == nil || *p.Available {
		t.Error("a reserved handle is not available")
	}
}

func TestSeedRegisterTamperedSignature(t *testing.T) {
	w := newWorld(t)
	raw := strings.Replace(string(w.registration(seedOf(t, 1), "ana", "")), `"ana"`, `"eve"`, 1)
	w.post("/v1/register", []byte(raw)).want(401, "bad-signature")
	w.get("/v1/u/eve").want(404, "unknown-handle")
}

func TestSeedRegisterStaleTimestamp(t *testing.T) {
	w := newWorld(t)
	for _, off := range []time.Duration{-6 * time.Minute, 6 * time.Minute} {
		raw, err := identity.SignRegistration(seedOf(t, 1), "ana", serverName, w.now().Add(off), "")
		if err != nil {
			t.Fatal(err)
		}
		w.post("/v1/register", raw).want(403, "stale")
	}
}

func TestSeedWebFinger(t *testing.T) {
	w := newWorld(t)
	hex := w.person(1, "ana").Key().Hex()
	a := w.get("/.well-known/webfinger?resource=acct:ana@kez.test").want(200, "")
	if got := a.Header.Get("Content-Type"); got != "application/jrd+json" {
		t.Errorf("Content-Type %q", got)
	}
	a.golden(`{"subject":"acct:ana@kez.test","aliases":["https://chat.kez.test/u/ana"],` +
		`"properties":{"https://chat.kez.test/ns/primary":"ed25519:` + hex + `"},"links":[` +
		`{"rel":"http://webfinger.net/rel/profile-page","type":"text/html","href":"https://chat.kez.test/u/ana"},` +
		`{"rel":"http://webfinger.net/rel/avatar","type":"image/svg+xml","href":"https://chat.kez.test/v1/u/ana/avatar.svg"},` +
		`{"rel":"https://chat.kez.test/ns/sigchain","type":"application/jsonl","href":"https://chat.kez.test/v1/sigchains/ed25519/` + hex + `"},` +
		`{"rel":"https://chat.kez.test/ns/nats","href":"wss://chat.kez.test/nats"}]}` + "\n")
}

func TestSeedWebFingerUnknown(t *testing.T) {
	w := newWorld(t)
	w.get("/.well-known/webfinger?resource=acct:nobody@kez.test").want(404, "unknown-handle")
	w.get("/.well-known/webfinger?resource=acct:ana@elsewhere.test").want(404, "unknown-server")
	w.get("/.well-known/webfinger").want(400, "malformed")
}

func TestSeedApp(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/chats", "/u/ana", "/v", "/v10/x", "/nats/x", "/problem"} {
		w.get(path).want(200, "").golden("app at " + path)
	}
}
