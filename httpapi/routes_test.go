package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kez.lat/chat/mailbox"
)

func TestUnknownPathsAreProblems(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{
		"/v1", "/v1/", "/v1/nothing", "/v1/u", "/v1/u/", "/v1/u/ana/", "/v1/healthz/", "/v1/../chats", "/v1//healthz", "/v1%2fhealthz", "/%76%31/nothing",
		"/internal", "/internal/", "/internal/nats/auth", "/.well-known", "/.well-known/", "/.well-known/nodeinfo", "/.well-known/acme-challenge/x",
		"/v1/admin/people", "/v1/admin/invites", "/v1/admin",
		"/v1/sigchains", "/v1/sigchains/ed25519", "/v1/sigchains/ed25519/00/tail", "/v1/proofs", "/v1/profile/ana", "/v1/push",
	} {
		w.get(path).want(404, "no-route")
		w.do(http.MethodDelete, path, nil).want(404, "no-route")
	}
	for _, path := range []string{
		"/internal/nats/auth", "/v1/admin/invites", "/v1/admin/reserve", "/v1/admin/assign", "/v1/admin/suspend", "/v1/admin/unsuspend", "/v1/admin/remove",
		"/v1/sigchains", "/v1/sigchains/ed25519", "/v1/push/subscribe", "/v1/push/unsubscribe", "/V1/register",
	} {
		if path == "/V1/register" {
			w.post(path, []byte("{}")).want(200, "") // the app: names have one case
			continue
		}
		w.post(path, []byte("{}")).want(404, "no-route")
	}
	if strings.Contains(w.get("/v1/nothing").body, "app at") {
		t.Error("an unknown call was answered with the app")
	}
}

func TestMethods(t *testing.T) {
	w := newWorld(t)
	for path, allow := range map[string]string{
		"/v1/healthz": "GET", "/v1/node": "GET", "/v1/u/ana": "GET", "/v1/u/ana/avatar.svg": "GET", "/v1/by-primary/x": "GET",
		"/v1/inbox/ana": "GET", "/v1/inbox/ana/stream": "GET", "/.well-known/webfinger": "GET", "/problems/internal": "GET",
		"/v1/register": "POST", "/v1/messages": "POST",
	} {
		method := http.MethodDelete
		a := w.do(method, path, nil).want(405, "method-not-allowed")
		if got := a.Header.Get("Allow"); !strings.Contains(got, allow) || strings.Contains(got, method) {
			t.Errorf("%s: Allow %q, want %s in it", path, got, allow)
		}
	}
	w.get("/v1/register").want(405, "method-not-allowed")
	w.get("/v1/messages").want(405, "method-not-allowed")
}

// TestHead: HEAD works wherever GET does, with the same status and headers.
func TestHead(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	for _, path := range []string{
		"/v1/healthz", "/v1/node", "/v1/u/ana", "/v1/u/nobody-here", "/v1/u/ana/avatar.svg",
		"/v1/by-primary/" + seedOf(t, 1).Key().String(), "/.well-known/webfinger?resource=acct:ana@kez.test",
		"/.well-known/webfinger", "/v1/nothing", "/problems/internal", "/chats",
	} {
		get, head := w.get(path), w.do(http.MethodHead, path, nil)
		if head.StatusCode != get.StatusCode || head.body != "" {
			t.Errorf("HEAD %s: got status %d and %d bytes, GET %d", path, head.StatusCode, len(head.body), get.StatusCode)
		}
		for _, name := range []string{"Content-Type", "Content-Length", "Access-Control-Allow-Origin", "Cache-Control"} {
			if name == "Content-Length" && get.StatusCode >= 400 {
				continue // the request id has its length in both
			}
			if got, want := head.Header.Get(name), get.Header.Get(name); got != want {
				t.Errorf("HEAD %s: %s is %q, GET has %q", path, name, got, want)
			}
		}
	}
	ana := person{seedOf(t, 1), "ana"}
	a := w.do(http.MethodHead, "/v1/inbox/ana/stream?auth="+w.streamAuth(ana), nil).want(200, "")
	if got := a.Header.Get("Content-Type"); got != mediaEvents {
		t.Errorf("HEAD of a stream: %q", got)
	}
}

func TestCrossOrigin(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	for _, path := range []string{"/v1/node", "/v1/nothing", "/v1/inbox/ana", "/.well-known/webfinger", "/.well-known/none", "/v1/messages"} {
		h := w.get(path, "Origin", "https://elsewhere.test").Header
		if got := h.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin %q", path, got)
		}
		if h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: credentials are allowed", path)
		}
		a := w.do(http.MethodOptions, path, nil, "Origin", "https://elsewhere.test", "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "x-kez-auth").want(204, "")
		allowed := strings.Split(a.Header.Get("Access-Control-Allow-Headers"), ", ")
		if got := strings.Join(allowed, " "); got != "Content-Type X-KEZ-Auth Idempotency-Key If-None-Match Last-Event-ID" {
			t.Errorf("%s: a preflight allows %q", path, got)
		}
		if got := a.Header.Get("Access-Control-Allow-Methods"); !strings.Contains(got, "POST") {
			t.Errorf("%s: a preflight allows methods %q", path, got)
		}
		if got := a.Header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: a preflight has Access-Control-Allow-Origin %q", path, got)
		}
	}
	for _, path := range []string{"/", "/chats", "/internal/nats/auth", "/problems/internal"} {
		if got := w.get(path).Header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s: Access-Control-Allow-Origin %q", path, got)
		}
	}
}

func TestAcceptable(t *testing.T) {
	json := []string{"application/json"}
	for wanted, want := range map[string]bool{
		"*/*": true, "application/json": true, "application/*": true, "text/html, */*;q=0.8": true, "text/html,application/json;q=0.1": true,
		"text/plain": false, "application/xml": false, "application/json;q=0": false, "application/json;q=0, */*": false,
		"application/*;q=0, application/json": true, "Application/JSON": true, "*/*;q=0": false, "nonsense": false, ",": false,
		"application/json;q=x": false,
	} {
		if got := acceptable(wanted, json); got != want {
			t.Errorf("%q: got %t, want %t", wanted, got, want)
		}
	}
}

func TestNotAcceptable(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	for path, types := range map[string]struct{ good, bad string }{
		"/v1/u/ana":            {"application/json", "text/html"},
		"/v1/u/ana/avatar.svg": {"image/*", "image/png"},
		"/.well-known/webfinger?resource=acct:ana@kez.test": {"application/json", "application/xml"},
	} {
		w.get(path, "Accept", types.good).want(200, "")
		w.get(path, "Accept", types.bad).want(406, "not-acceptable")
	}
	w.get("/v1/inbox/ana/stream?auth="+w.streamAuth(ana), "Accept", "application/json").want(406, "not-acceptable")
	w.post("/v1/messages", messageBody("ana", "1", "", ""), "Accept", "text/plain").want(406, "not-acceptable")
}

func TestMediaTypes(t *testing.T) {
	w := newWorld(t)
	for mediaType, want := range map[string]int{
		"application/json": 400, "application/json; charset=utf-8": 400, "application/json;charset=UTF-8": 400, "APPLICATION/JSON": 400,
		"application/problem+json": 400, "": 400,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data": 415, "application/json; charset=latin1": 415, "json": 415, ";": 415,
	} {
		w.post("/v1/messages", []byte("{}"), "Content-Type", mediaType).want(want, "")
	}
	w.post("/v1/messages", []byte("{}"), "Content-Encoding", "gzip").want(415, "wrong-media-type")
	w.post("/v1/messages", []byte("{}"), "Content-Encoding", "identity").want(400, "bad-envelope")
}

func TestBodySizes(t *testing.T) {
	w := newWorld(t)
	w.post("/v1/register", []byte(strings.Repeat(" ", registerBytes))).want(400, "malformed")
	w.post("/v1/register", []byte(strings.Repeat(" ", registerBytes+1))).want(413, "too-large")
	// A body that does not say how large it is.
	chunk := strings.Repeat(" ", registerBytes+1)
	line := w.rawRequest(fmt.Sprintf("POST /v1/register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(chunk), chunk))
	if !strings.HasPrefix(line, "HTTP/1.1 413") {
		t.Errorf("got %q, want 413", line)
	}
	// A body that lies about it.
	line = w.rawRequest("POST /v1/register HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(line, "HTTP/1.1 413") {
		t.Errorf("got %q, want 413", line)
	}
}

// TestQueriesAreNotLogged greps the log after every kind of answer.
func TestQueriesAreNotLogged(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.send(ana, ana, `"text of a message"`)
	w.follow(ana, "&since=0&marker=5ecret").want("msg")
	auth := w.streamAuth(ana)
	for _, path := range []string{
		"/v1/inbox/ana/stream?auth=" + auth + "&since=x5ecret", "/v1/inbox/ana/stream?auth=5ecret", "/v1/inbox/ana?auth=" + auth, "/v1/nothing?x=5ecret",
		"/chats?x=5ecret", "/nats?x=5ecret", "/.well-known/webfinger?resource=5ecret", "/v1/node?%zz5ecret", "/v1/inbox/ana?since=%zz5ecret",
		"/problems/internal?5ecret", "/v1/u/ana?x=5ecret;y=1",
	} {
		w.get(path)
	}
	w.streams.close()
	w.people.Close()
	w.get("/v1/u/ana?x=5ecret").want(500, "internal")
	text := w.log.String()
	_, sig, _ := strings.Cut(auth, ":")
	for _, secret := range []string{"5ecret", sig, url.QueryEscape(auth), "text of a message", ana.Hex()} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, wanted := range []string{"path=/v1/inbox/ana/stream", "status=200", "path=/v1/nothing", "status=404", "method=GET"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the log does not hold %q", wanted)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	w := newWorld(t)
	ids := make(map[string]bool)
	for range 20 {
		ids[w.get("/v1/node", "X-Request-Id", "mine").Header.Get("X-Request-Id")] = true
	}
	if len(ids) != 20 || ids["mine"] || ids[""] {
		t.Errorf("ids are not the node's own: %v", ids)
	}
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	w.set(func() {
		w.checks = map[string]error{"mailbox": fmt.Errorf("look: %w", mailbox.ErrDiskFull), "registry": fmt.Errorf("at /var/lib/secret: broken")}
	})
	a := w.get("/v1/healthz").want(503, "")
	a.golden(`{"status":"unwell","server":"kez.test","version":"1.2.3","checks":{"mailbox":"disk-full","registry":"failed"}}` + "\n")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	w.set(func() { w.checks, w.ready = nil, ErrStarting })
	w.get("/v1/healthz").want(503, "").golden(`{"status":"starting","server":"kez.test","version":"1.2.3","checks":{}}` + "\n")
	w.set(func() { w.ready = ErrStopping })
	w.get("/v1/healthz").want(503, "").golden(`{"status":"stopping","server":"kez.test","version":"1.2.3","checks":{}}` + "\n")
	w.get("/").want(200, "") // the app itself needs no mailbox
}

func TestNode(t *testing.T) {
	w := newWorld(t).atNoon()
	w.get("/v1/node", "Host", "evil.test").want(200, "").golden(`{"server":"kez.test","version":"1.2.3","time":"2026-11-24T12:00:00.000Z",` +
		`"registration":"open","anonymous":true,"limits":{"envelope-bytes":262144},"nats":"wss://chat.kez.test/nats","build":"abcdef","ui":"0123"}` + "\n")
}

func TestNewWantsEverything(t *testing.T) {
	w := newWorld(t)
	c := w.cfg
	c.Now = nil
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), "Now") {
		t.Errorf("got %v, want the missing field's name", err)
	}
}
