package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// ErrOrigin refuses a WebSocket opened by a page of another site.
var ErrOrigin = errors.New("pages of other origins may not connect")

// ErrNoUpgrade refuses a plain request where a WebSocket is meant.
var ErrNoUpgrade = errors.New("this path speaks the NATS protocol over WebSocket")

const dialTimeout = 5 * time.Second

// A Gate leads connections that arrive at our own listeners to the server's
// loopback listeners, byte by byte. An in-process pipe instead was measured
// at half the throughput; a reverse proxy at four times the memory.
type Gate struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	done  bool
}

// NewGate returns an open gate without connections.
func NewGate() *Gate {
	g := &Gate{conns: make(map[net.Conn]struct{})}
	g.ctx, g.cancel = context.WithCancel(context.Background())
	return g
}

// Upgrade takes over a WebSocket request for the NATS protocol and relays it
// to the WebSocket listener at addr. An error means that nothing has been
// answered yet.
func (g *Gate) Upgrade(w http.ResponseWriter, r *http.Request, addr, publicURL string) error {
	if err := checkUpgrade(r, publicURL); err != nil {
		return err
	}
	backend, err := g.dial(r.Context(), addr)
	if err != nil {
		return err
	}
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		backend.Close()
		return fmt.Errorf("take over the connection: %w", err)
	}
	client.SetDeadline(time.Time{})
	var early []byte
	if n := buffered.Reader.Buffered(); n > 0 {
		early, _ = buffered.Reader.Peek(n)
		early = append([]byte(nil), early...)
	}
	hello := append(handshake(r, addr), early...)
	g.join(client, backend, hello)
	return nil
}

// checkUpgrade allows no Origin (not a browser), the host the request was
// sent to, and the public URL.
func checkUpgrade(r *http.Request, publicURL string) error {
	if r.Method != http.MethodGet || !hasToken(r.Header, "Connection", "upgrade") || !hasToken(r.Header, "Upgrade", "websocket") || r.Header.Get("Sec-WebSocket-Key") == "" {
		return ErrNoUpgrade
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return nil
	}
	if len(origins) > 1 {
		return ErrOrigin
	}
	o, err := url.Parse(origins[0])
	if err != nil || o.Host == "" {
		return ErrOrigin // "null" among them
	}
	if strings.EqualFold(o.Host, r.Host) {
		return nil
	}
	if p, err := url.Parse(publicURL); err == nil && strings.EqualFold(o.Host, p.Host) && strings.EqualFold(o.Scheme, p.Scheme) {
		return nil
	}
	return ErrOrigin
}

func hasToken(h http.Header, name, token string) bool {
	for _, v := range h.Values(name) {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// handshake is the request the server sees: nothing of the client's headers
// but the WebSocket key. The browser's User-Agent makes the server cut frames
// to 4 KiB; without it a backlog becomes one frame that Go clients refuse.
func handshake(r *http.Request, addr string) []byte {
	key := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return -1
		}
		return c
	}, r.Header.Get("Sec-WebSocket-Key"))
	return fmt.Appendf(nil, "GET / HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: %d\r\nUser-Agent: Mozilla/5.0\r\n\r\n", addr, key, webSocketVersion)
}

const webSocketVersion = 13 // RFC 6455 section 4.1

func (g *Gate) dial(ctx context.Context, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout}
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("reach the broker: %w", err)
	}
	return c, nil
}

// join relays between client and backend in goroutines of the gate.
func (g *Gate) join(client, backend net.Conn, hello []byte) {
	if !g.track(client, backend) {
		client.Close()
		backend.Close()
		return
	}
	g.wg.Go(func() {
		if len(hello) > 0 {
			if _, err := backend.Write(hello); err != nil {
				g.untrack(client, backend)
				return
			}
		}
		relay(backend, client)
		// The server's last words, an -ERR perhaps, may still be on the way.
		closeWrite(backend)
		client.SetDeadline(time.Now().Add(lastWords))
	})
	g.wg.Go(func() {
		relay(client, backend)
		g.untrack(client, backend)
	})
}

const lastWords = 2 * time.Second

func closeWrite(c net.Conn) {
	if t, ok := c.(interface{ CloseWrite() error }); ok {
		t.CloseWrite()
	} else {
		c.Close()
	}
}

func (g *Gate) track(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.done {
		return false
	}
	for _, c := range conns {
		g.conns[c] = struct{}{}
	}
	return true
}

// untrack closes the connections, for whichever side ended first.
func (g *Gate) untrack(conns ...net.Conn) {
	for _, c := range conns {
		c.Close()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range conns {
		delete(g.conns, c)
	}
}

// Close ends every relayed connection and waits for them.
func (g *Gate) Close() error {
	g.mu.Lock()
	g.done = true
	for c := range g.conns {
		c.Close()
	}
	g.mu.Unlock()
	g.cancel()
	g.wg.Wait()
	return nil
}
