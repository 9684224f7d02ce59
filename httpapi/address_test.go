package httpapi

import (
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func TestClientAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		peer      string
		forwarded []string
		want      string
	}{
		{"192.0.2.1:5000", nil, "192.0.2.1"},
		{"192.0.2.1:5000", []string{"198.51.100.7"}, "192.0.2.1"}, // not from a proxy: anybody can write that
		{"127.0.0.1:5000", nil, "127.0.0.1"},
		{"127.0.0.1:5000", []string{"198.51.100.7"}, "198.51.100.7"},
		{"127.0.0.1:5000", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"}, // the first was sent by the client
		{"127.0.0.1:5000", []string{"203.0.113.9", "198.51.100.7"}, "198.51.100.7"},
		{"127.0.0.1:5000", []string{"198.51.100.7, nonsense"}, "127.0.0.1"},
		{"127.0.0.1:5000", []string{""}, "127.0.0.1"},
		{"127.0.0.1:5000", []string{"198.51.100.7,"}, "127.0.0.1"},
		{"127.0.0.1:5000", []string{"198.51.100.7:1234"}, "198.51.100.7"},
		{"127.0.0.1:5000", []string{"[2001:db8::7]:1234"}, "2001:db8::7"},
		{"127.0.0.1:5000", []string{"[2001:db8::7]"}, "2001:db8::7"},
		{"127.0.0.1:5000", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{"127.0.0.1:5000", []string{"unknown"}, "127.0.0.1"},
		{"[::1]:5000", []string{"2001:db8::7"}, "2001:db8::7"},
		{"[::ffff:10.1.2.3]:5000", []string{"198.51.100.7"}, "198.51.100.7"},
		{"10.1.2.3:5000", []string{"127.0.0.1"}, "127.0.0.1"},
		{"[fe80::1%eth0]:5000", nil, "fe80::1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		s := &Server{cfg: Config{TrustedProxies: proxies}}
		if got := s.client(r); got != netip.MustParseAddr(c.want) {
			t.Errorf("peer %s, forwarded %q: got %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestSite(t *testing.T) {
	for a, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "2001:db8:1:2::": "2001:db8:1:2::", "::1": "::",
	} {
		if got := site(netip.MustParseAddr(a)); got != netip.MustParseAddr(want) {
			t.Errorf("%s: got %s, want %s", a, got, want)
		}
	}
	if got := site(netip.Addr{}); got.IsValid() {
		t.Errorf("no address is %s", got)
	}
}

func TestLookupsPerAddress(t *testing.T) {
	w := newWorld(t).atNoon()
	w.person(1, "ana")
	paths := []string{"/v1/u/ana", "/v1/u/nobody-here", "/v1/u/ana/avatar.svg", "/v1/by-primary/" + seedOf(t, 1).Key().String(),
		"/.well-known/webfinger?resource=acct:ana@kez.test"}
	for n := range 50 {
		if a := w.get(paths[n%len(paths)], "X-Forwarded-For", "2001:db8::1"); a.StatusCode == 429 {
			t.Fatalf("%d of a burst of 50 was refused", n+1)
		}
	}
	for _, p := range paths {
		w.get(p, "X-Forwarded-For", "2001:db8::2").want(429, "rate-limited") // the same /64
	}
	w.get("/v1/u/ana", "X-Forwarded-For", "2001:db8:0:1::1").want(200, "")
	w.set(func() { w.clock = noon.Add(200 * time.Millisecond) })
	w.get("/v1/u/ana", "X-Forwarded-For", "2001:db8::1").want(200, "")
	w.get("/v1/u/ana", "X-Forwarded-For", "2001:db8::1").want(200, "")
	w.get("/v1/u/ana", "X-Forwarded-For", "2001:db8::1").want(429, "rate-limited")
	for range 100 { // loopback has no limit
		w.get("/v1/u/ana").want(200, "")
	}
	w.get("/v1/node", "X-Forwarded-For", "2001:db8::1").want(200, "")
}

func TestRegistrationsPerHour(t *testing.T) {
	w := newWorld(t).atNoon()
	for range 5 { // failed ones count
		w.post("/v1/register", []byte("x"), "X-Forwarded-For", "192.0.2.1", "Content-Type", "text/plain").want(415, "")
	}
	p := w.post("/v1/register", w.registration(seedOf(t, 1), "ana", ""), "X-Forwarded-For", "192.0.2.1").want(429, "rate-limited").problem()
	if p.RetryAfter != 720 {
		t.Errorf("retry after %d s, want 720", p.RetryAfter)
	}
	w.get("/v1/u/ana").want(404, "unknown-handle")
	w.set(func() { w.clock = noon.Add(12 * time.Minute) })
	w.post("/v1/register", w.registration(seedOf(t, 1), "ana", ""), "X-Forwarded-For", "192.0.2.1").want(201, "")
	for n := range byte(10) { // loopback has no limit
		w.person(10+n, "person"+string('a'+rune(n)))
	}
}

func TestHandshakesPerAddress(t *testing.T) {
	w := newWorld(t).atNoon()
	for range 30 {
		w.get("/nats", "X-Forwarded-For", "192.0.2.1").want(400, "malformed")
	}
	w.get("/nats", "X-Forwarded-For", "192.0.2.1").want(429, "rate-limited")
	for range 40 {
		w.get("/nats").want(400, "malformed")
	}
	if err := w.AdmitHandshake(netip.MustParseAddr("192.0.2.1")); err == nil {
		t.Error("a native connection is not counted with the others of its address")
	}
	if err := w.AdmitHandshake(netip.MustParseAddr("192.0.2.2")); err != nil {
		t.Errorf("another address: %v", err)
	}
}

func TestNoLimits(t *testing.T) {
	w := newWorld(t, func(s *settings) { s.api.Limits = Limits{} }).atNoon()
	w.person(1, "ana")
	for range 100 {
		w.get("/v1/u/ana", "X-Forwarded-For", "192.0.2.1").want(200, "")
		w.post("/v1/register", []byte("{}"), "X-Forwarded-For", "192.0.2.1").want(400, "")
		w.post("/v1/messages", []byte("{}"), "X-Forwarded-For", "192.0.2.1").want(400, "")
	}
}
