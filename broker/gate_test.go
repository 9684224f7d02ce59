package broker

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const publicURL = "https://chat.example"

// TestOriginRule: none, the host asked, or the public URL; nothing else.
func TestOriginRule(t *testing.T) {
	for name, c := range map[string]struct {
		host    string
		origins []string
		want    error
	}{
		"no browser":                 {"10.0.0.1:6969", nil, nil},
		"same host":                  {"10.0.0.1:6969", []string{"http://10.0.0.1:6969"}, nil},
		"same host, TLS in front":    {"chat.local", []string{"https://chat.local"}, nil},
		"same host in capitals":      {"chat.local", []string{"https://CHAT.local"}, nil},
		"public URL":                 {"127.0.0.1:6969", []string{publicURL}, nil},
		"public URL without TLS":     {"127.0.0.1:6969", []string{"http://chat.example"}, ErrOrigin},
		"public URL at another port": {"127.0.0.1:6969", []string{publicURL + ":8443"}, ErrOrigin},
		"another site":               {"chat.example", []string{"https://evil.example"}, ErrOrigin},
		"a name that begins alike":   {"chat.example", []string{"https://chat.example.evil.example"}, ErrOrigin},
		"a name that ends alike":     {"chat.example", []string{"https://evilchat.example"}, ErrOrigin},
		"another port":               {"chat.example:6969", []string{"https://chat.example:1"}, ErrOrigin},
		"sandboxed":                  {"chat.example", []string{"null"}, ErrOrigin},
		"empty":                      {"chat.example", []string{""}, ErrOrigin},
		"no URL":                     {"chat.example", []string{"chat.example"}, ErrOrigin},
		"two, the second wrong":      {"chat.example", []string{publicURL, "https://evil.example"}, ErrOrigin},
		"two, both right":            {"chat.example", []string{publicURL, publicURL}, ErrOrigin},
	} {
		t.Run(name, func(t *testing.T) {
			r := handshakeRequest()
			r.Host, r.Header["Origin"] = c.host, c.origins
			if got := checkUpgrade(r, publicURL); !errors.Is(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func handshakeRequest() *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/nats", nil)
	r.Header = http.Header{"Connection": {"keep-alive, Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}}
	return r
}

// TestPlainRequestsAreNoHandshake refuses what lacks any part of one.
func TestPlainRequestsAreNoHandshake(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"method":             func(r *http.Request) { r.Method = http.MethodPost },
		"connection":         func(r *http.Request) { r.Header.Set("Connection", "close") },
		"upgrade":            func(r *http.Request) { r.Header.Set("Upgrade", "h2c") },
		"key":                func(r *http.Request) { r.Header.Del("Sec-WebSocket-Key") },
		"no header at all":   func(r *http.Request) { r.Header = http.Header{} },
		"half an upgrade":    func(r *http.Request) { r.Header.Set("Upgrade", "websockets") },
		"connection upgrade": func(r *http.Request) { r.Header.Set("Connection", "upgraded") },
	} {
		t.Run(name, func(t *testing.T) {
			r := handshakeRequest()
			change(r)
			if got := checkUpgrade(r, publicURL); !errors.Is(got, ErrNoUpgrade) {
				t.Errorf("got %v, want %v", got, ErrNoUpgrade)
			}
		})
	}
}

// TestTheServerSeesNothingOfTheRequest but the WebSocket key: no path, which
// could name a leaf node, no address, no cookie, no compression.
func TestTheServerSeesNothingOfTheRequest(t *testing.T) {
	r := handshakeRequest()
	r.URL.Path = "/nats/leafnode"
	for name, value := range map[string]string{
		"Cookie": "a=b", "X-Forwarded-For": "1.2.3.4", "User-Agent": "curl", "Sec-WebSocket-Extensions": "permessage-deflate",
		"Sec-WebSocket-Protocol": "mqtt", "Nats-No-Masking": "true",
	} {
		r.Header.Set(name, value)
	}
	r.Header["Sec-Websocket-Key"] = []string{"key\r\nX-Injected: 1"}
	want := "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: keyX-Injected: 1\r\nSec-WebSocket-Version: 13\r\nUser-Agent: Mozilla/5.0\r\n\r\n"
	if got := string(handshake(r, "127.0.0.1:1")); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// front serves a gate in front of backend and returns its address.
func front(t testing.TB, g *Gate, backend string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := g.Upgrade(w, r, backend, publicURL); err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
		}
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

const hello = "GET /nats HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

// TestNothingSaidEarlyIsLost: what came in one segment with the handshake
// reaches the server behind it, and its last words reach a client that said
// all it had to say.
func TestNothingSaidEarlyIsLost(t *testing.T) {
	backend := listen(t)
	c := dial(t, front(t, newGate(t), backend.Addr().String()))
	if _, err := io.WriteString(c, hello+"early"); err != nil {
		t.Fatal(err)
	}
	server, err := backend.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	r := bufio.NewReader(server)
	if _, err := http.ReadRequest(r); err != nil {
		t.Fatalf("handshake: %v", err)
	}
	if _, err := io.WriteString(c, " and late"); err != nil {
		t.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); string(got) != "early and late" {
		t.Errorf("the server got %q and %v", got, err)
	}
	if _, err := io.WriteString(server, "last words"); err != nil {
		t.Fatal(err)
	}
	server.Close()
	if got, err := io.ReadAll(c); string(got) != "last words" {
		t.Errorf("the client got %q and %v", got, err)
	}
}

// TestAMissingServerIsAnError before anything was answered.
func TestAMissingServerIsAnError(t *testing.T) {
	gone := listen(t)
	gone.Close()
	c := dial(t, front(t, newGate(t), gone.Addr().String()))
	if _, err := io.WriteString(c, hello); err != nil {
		t.Fatal(err)
	}
	if got := firstLine(t, c); !strings.Contains(got, "418") {
		t.Errorf("got %q, want what the handler answers", got)
	}
}

// TestClosingTheGateEndsEveryConnection, and none is let in afterwards.
func TestClosingTheGateEndsEveryConnection(t *testing.T) {
	b := start(t, Options{})
	g := newGate(t)
	addr := front(t, g, b.WebSocketAddr())
	open := func() net.Conn {
		c := dial(t, addr)
		if _, err := io.WriteString(c, hello); err != nil {
			t.Fatal(err)
		}
		return c
	}
	var conns []net.Conn
	for range 10 {
		c := open()
		if got := firstLine(t, c); !strings.Contains(got, "101") {
			t.Fatalf("got %q, want 101", got)
		}
		conns = append(conns, c)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	conns = append(conns, open())
	for n, c := range conns {
		if _, err := io.Copy(io.Discard, c); timedOut(err) {
			t.Errorf("connection %d lives on", n)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.conns) != 0 {
		t.Errorf("%d connections are still counted", len(g.conns))
	}
}

func timedOut(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

// TestWhoDoesNotReadIsGivenUp by the relay, which the server cannot see
// through.
func TestWhoDoesNotReadIsGivenUp(t *testing.T) {
	t.Parallel() // it takes writeDeadline
	backend, ln := listen(t), listen(t)
	serve(t, Door{Listener: ln, Target: backend.Addr().String(), Admit: everybody, Gate: newGate(t)})
	client := dial(t, ln.Addr().String())
	server, err := backend.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	began := time.Now()
	server.SetDeadline(began.Add(writeDeadline + patience))
	for err == nil {
		_, err = server.Write(make([]byte, 64<<10))
	}
	if timedOut(err) {
		t.Errorf("the server still waits for the client after %v", time.Since(began))
	}
	client.Close()
}
