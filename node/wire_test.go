package node_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"kez.lat/chat/identity"
)

// A wire speaks the NATS protocol by hand, so that anything can be said.
type wire struct {
	t     testing.TB
	conn  net.Conn
	r     *bufio.Reader
	nonce string
}

// open connects at a ws or nats URL and reads the server's INFO.
func open(t testing.TB, url string) *wire {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if address, native := strings.CutPrefix(url, "nats://"); native {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		return speak(t, c)
	}
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(-1)
	return speak(t, websocket.NetConn(t.Context(), c, websocket.MessageBinary))
}

// speak reads the server's INFO from a connection, which ends with the test.
func speak(t testing.TB, c net.Conn) *wire {
	t.Helper()
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	w := &wire{t: t, conn: c, r: bufio.NewReader(c)}
	line := w.line()
	var info struct {
		Nonce        string
		AuthRequired bool `json:"auth_required"`
	}
	if text, ok := strings.CutPrefix(line, "INFO "); !ok || json.Unmarshal([]byte(text), &info) != nil {
		t.Fatalf("the server says %q, want INFO", line)
	}
	if !info.AuthRequired || len(info.Nonce) != 15 {
		t.Fatalf("INFO asks for no proof: %s", line)
	}
	w.nonce = info.Nonce
	return w
}

// line reads one line without its end; it fails the test at the end of the
// connection.
func (w *wire) line() string {
	w.t.Helper()
	s, err := w.r.ReadString('\n')
	if err != nil {
		w.t.Fatalf("read: %v after %q", err, s)
	}
	return strings.TrimRight(s, "\r\n")
}

func (w *wire) write(text string) {
	w.t.Helper()
	if _, err := io.WriteString(w.conn, text); err != nil {
		w.t.Fatalf("write: %v", err)
	}
}

// connect says CONNECT with these members and PING.
func (w *wire) connect(members map[string]any) {
	w.t.Helper()
	all := map[string]any{"verbose": false, "pedantic": false, "protocol": 1, "headers": true, "no_responders": true, "lang": "test", "version": "1"}
	for k, v := range members {
		all[k] = v
	}
	text, err := json.Marshal(all)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write("CONNECT " + string(text) + "\r\nPING\r\n")
}

// proof are the members of CONNECT by which somebody logs in.
func (w *wire) proof(p person) map[string]any {
	return map[string]any{"nkey": p.key.NKey(), "sig": base64.RawURLEncoding.EncodeToString(p.seed.Sign([]byte(w.nonce)))}
}

// login logs p in.
func (w *wire) login(p person) {
	w.t.Helper()
	w.connect(w.proof(p))
	if got := w.settle(); len(got) != 0 {
		w.t.Fatalf("log in %s: got %q", p.handle, got)
	}
}

// settle reads up to the answer to a PING and returns the errors said before.
func (w *wire) settle() (errs []string) {
	w.t.Helper()
	for {
		switch line := w.line(); {
		case line == "PONG":
			return errs
		case line == "PING":
			w.write("PONG\r\n")
		case strings.HasPrefix(line, "-ERR"):
			errs = append(errs, line)
		case strings.HasPrefix(line, "INFO"), line == "+OK":
		default:
			w.t.Fatalf("the server says %q", line)
		}
	}
}

// tell sends protocol and returns the errors that it causes.
func (w *wire) tell(protocol string) []string {
	w.t.Helper()
	w.write(protocol + "PING\r\n")
	return w.settle()
}

// wantRefused wants the one word for every failed log-in, the end of the
// connection, and nothing else.
func (w *wire) wantRefused() {
	w.t.Helper()
	rest, err := io.ReadAll(w.r)
	var closed websocket.CloseError
	var netErr net.Error
	if errors.As(err, &netErr) && netErr.Timeout() {
		w.t.Fatalf("still connected after %q", rest)
	}
	if err != nil && !errors.As(err, &closed) && !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") {
		w.t.Logf("the connection ended with %v", err)
	}
	if got, want := string(rest), "-ERR 'Authorization Violation'\r\n"; got != want {
		w.t.Errorf("got %q, want %q", got, want)
	}
}

// message reads a MSG or HMSG.
func (w *wire) message() (subject string, header, body []byte) {
	w.t.Helper()
	for {
		line := w.line()
		if line == "PING" {
			w.write("PONG\r\n")
			continue
		}
		f := strings.Fields(line)
		if len(f) < 4 || f[0] != "MSG" && f[0] != "HMSG" {
			w.t.Fatalf("the server says %q, want a message", line)
		}
		head := 0
		if f[0] == "HMSG" {
			head = w.number(f[len(f)-2])
		}
		all := make([]byte, w.number(f[len(f)-1])+2)
		if _, err := io.ReadFull(w.r, all); err != nil {
			w.t.Fatal(err)
		}
		return f[1], all[:head], all[head : len(all)-2]
	}
}

func (w *wire) number(text string) int {
	w.t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// pub is the protocol of a publish; reply may be empty.
func pub(subject, reply, body string) string {
	return fmt.Sprintf("PUB %s %s %d\r\n%s\r\n", subject, reply, len(body), body)
}

// hpub is the protocol of a publish with a header block, given as lines.
func hpub(subject, reply string, header []string, body string) string {
	block := "NATS/1.0\r\n" + strings.Join(header, "\r\n") + "\r\n\r\n"
	if len(header) == 0 {
		block = "NATS/1.0\r\n\r\n"
	}
	return fmt.Sprintf("HPUB %s %s %d %d\r\n%s%s\r\n", subject, reply, len(block), len(block)+len(body), block, body)
}

// call is the protocol of a call of p.
func call(p person, name, reply string, header []string, body string) string {
	return hpub(identity.RPCSubject(p.key, name), reply, header, body)
}
