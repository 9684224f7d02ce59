package broker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The tests of this file prove what the node relies on and the server could
// change.

// TestServiceUsersCannotComeFromOutside, even with the right password.
func TestServiceUsersCannotComeFromOutside(t *testing.T) {
	b := start(t, Options{Native: true})
	for _, r := range roleNames {
		for name, url := range map[string]string{"TCP": "nats://" + b.NativeAddr(), "WebSocket": "ws://" + b.WebSocketAddr()} {
			var nc *nats.Conn
			var err error = syscall.EPIPE
			// The server may have closed before the client has said everything.
			for try := 0; try < 20 && (errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)); try++ {
				nc, err = nats.Connect(url, nats.UserInfo(string(r), b.staff.passwords[r]))
			}
			if !errors.Is(err, nats.ErrAuthorization) {
				t.Errorf("%s over %s: got %v, want %v", r, name, err, nats.ErrAuthorization)
			}
			if err == nil {
				nc.Close()
			}
		}
	}
}

// TestNobodyComesInWithoutACallout: the server fails closed.
func TestNobodyComesInWithoutACallout(t *testing.T) {
	t.Parallel() // it takes the server's time-out
	b := start(t, Options{Native: true})
	nc, err := nats.Connect("nats://"+b.NativeAddr(), nats.Timeout(patience))
	if err == nil {
		nc.Close()
	}
	if !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("got %v, want %v", err, nats.ErrAuthorization)
	}
}

// TestEveryNonceIsNew and has the shape that clients insist on.
func TestEveryNonceIsNew(t *testing.T) {
	b := start(t, Options{Native: true})
	seen := make(map[string]bool)
	for range 50 {
		var info struct{ Nonce string }
		text := strings.TrimPrefix(firstLine(t, dial(t, b.NativeAddr())), "INFO ")
		if err := json.Unmarshal([]byte(text), &info); err != nil {
			t.Fatal(err)
		}
		if len(info.Nonce) != 15 || strings.Trim(info.Nonce, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("nonce %q", info.Nonce)
		}
		seen[info.Nonce] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d nonces for 50 connections", len(seen))
	}
}

// TestAccountsAreApart: nothing said in one is heard in another, and people's
// account has no JetStream.
func TestAccountsAreApart(t *testing.T) {
	b := start(t, Options{})
	s, _ := ensure(t, mailStore(t, b), time.Hour)
	heard := make(chan string, 100)
	for _, r := range roleNames {
		if _, err := connect(t, b, r).Subscribe("mail.>", func(m *nats.Msg) { heard <- string(r) }); err != nil {
			t.Fatal(err)
		}
	}
	node := connect(t, b, RoleNode)
	if _, err := node.Subscribe("mail.end", func(*nats.Msg) { heard <- "the end" }); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{MailSubject(testKey(t, 1), testKey(t, 2)), "mail.end"} {
		if err := node.Publish(subject, []byte("forged")); err != nil {
			t.Fatal(err)
		}
	}
	for who := ""; who != "the end"; {
		select {
		case who = <-heard:
			if who != "the end" && who != string(RoleNode) {
				t.Errorf("heard by %s", who)
			}
		case <-time.After(patience):
			t.Fatal("not heard at all")
		}
	}
	if info, err := s.Info(t.Context()); err != nil || info.State.LastSeq != 0 {
		t.Errorf("the mail stream afterwards: %+v, %v", info, err)
	}
	for _, r := range []Role{RoleNode, RoleAuth, RoleSys} {
		m, err := connect(t, b, r).Request("$JS.API.INFO", nil, patience)
		if err == nil && !strings.Contains(string(m.Data), `"error"`) {
			t.Errorf("JetStream answers %s: %s", r, m.Data)
		}
	}
}

// TestAcknowledgedMeansOnDisk pins the one option that makes it true.
func TestAcknowledgedMeansOnDisk(t *testing.T) {
	if cfg := start(t, Options{}).srv.JetStreamConfig(); !cfg.SyncAlways {
		t.Errorf("JetStream runs with %+v, want SyncAlways", cfg)
	}
}

// publishBatch publishes an atomic batch and returns the answer to its end.
func publishBatch(t testing.TB, nc *nats.Conn, id string, msgs []*nats.Msg) (ack struct {
	Seq   uint64
	Count int
	Error *struct {
		Code int `json:"err_code"`
	}
}) {
	t.Helper()
	for i, m := range msgs {
		if m.Header == nil {
			m.Header = make(nats.Header)
		}
		m.Header.Set("Nats-Batch-Id", id)
		m.Header.Set("Nats-Batch-Sequence", fmt.Sprint(i+1))
		if i < len(msgs)-1 {
			if err := nc.PublishMsg(m); err != nil {
				t.Fatal(err)
			}
			continue
		}
		m.Header.Set("Nats-Batch-Commit", "1")
		answer, err := nc.RequestMsg(m, patience)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(answer.Data, &ack); err != nil {
			t.Fatal(err)
		}
	}
	return ack
}

// TestABatchIsStoredWholeOrNotAtAll, and its answer tells the last sequence
// and the count.
func TestABatchIsStoredWholeOrNotAtAll(t *testing.T) {
	b := start(t, Options{})
	s, _ := ensure(t, mailStore(t, b), time.Hour)
	nc := connect(t, b, RoleMail)
	subject := MailSubject(testKey(t, 1), testKey(t, 2))
	batch := func(n int) []*nats.Msg {
		var msgs []*nats.Msg
		for range n {
			msgs = append(msgs, &nats.Msg{Subject: subject, Data: []byte("x")})
		}
		return msgs
	}
	if ack := publishBatch(t, nc, "good", batch(20)); ack.Error != nil || ack.Seq != 20 || ack.Count != 20 {
		t.Errorf("a good batch: got %+v, want the sequence 20 and the count 20", ack)
	}
	bad := batch(20)
	bad[10].Header = nats.Header{"Nats-TTL": {"soon"}}
	if ack := publishBatch(t, nc, "bad", bad); ack.Error == nil {
		t.Errorf("a batch with a bad message: got %+v, want an error", ack)
	}
	late := batch(20)
	late[0].Header = nats.Header{"Nats-Expected-Last-Sequence": {"3"}}
	if ack := publishBatch(t, nc, "late", late); ack.Error == nil || ack.Error.Code != 10071 {
		t.Errorf("a batch that expects another end: got %+v, want error 10071", ack)
	}
	if info, err := s.Info(t.Context()); err != nil || info.State.LastSeq != 20 || info.State.Msgs != 20 {
		t.Errorf("the stream afterwards: %+v, %v; want 20 messages", info, err)
	}
}

// TestExpectedSequencesKeepTheOrder of messages published side by side: when
// one is refused, so are those behind it.
func TestExpectedSequencesKeepTheOrder(t *testing.T) {
	b := start(t, Options{})
	js := mailStore(t, b)
	ensure(t, js, time.Hour)
	subject := MailSubject(testKey(t, 1), testKey(t, 2))
	for i, want := range []bool{true, true, false, true} {
		expect := []uint64{0, 1, 7, 2}[i]
		_, err := js.Publish(t.Context(), subject, nil, jetstream.WithExpectLastSequence(expect))
		var refused *jetstream.APIError
		if want != (err == nil) || err != nil && (!errors.As(err, &refused) || refused.ErrorCode != jetstream.JSErrCodeStreamWrongLastSequence) {
			t.Errorf("publish %d expecting %d: %v", i, expect, err)
		}
	}
}

// TestMailSurvivesAStart of another server on the same files. Package faults
// kills it first.
func TestMailSurvivesAStart(t *testing.T) {
	dir := t.TempDir()
	b := start(t, Options{StoreDir: dir})
	js := mailStore(t, b)
	_, epoch := ensure(t, js, time.Hour)
	for range 100 {
		if _, err := js.Publish(t.Context(), MailSubject(testKey(t, 1), testKey(t, 2)), []byte("kept")); err != nil {
			t.Fatal(err)
		}
	}
	stop(t, b)
	s, again := ensure(t, mailStore(t, start(t, Options{StoreDir: dir})), time.Hour)
	if info, err := s.Info(t.Context()); err != nil || info.State.Msgs != 100 || again != epoch {
		t.Errorf("after a start: %+v, %v, epoch %s; want 100 messages, epoch %s", info, err, again, epoch)
	}
}

// TestMonitoring is off unless asked for.
func TestMonitoring(t *testing.T) {
	if a := start(t, Options{}).MonitorAddr(); a != nil {
		t.Errorf("monitoring listens at %v without being asked", a)
	}
	b := start(t, Options{Monitor: netip.MustParseAddrPort("127.0.0.1:0")})
	resp, err := http.Get("http://" + b.MonitorAddr().String() + "/varz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(body), `"jetstream"`) {
		t.Errorf("/varz: %v, %.100s", err, body)
	}
	for r, password := range b.staff.passwords {
		if strings.Contains(string(body), password) {
			t.Errorf("/varz shows the password of %s", r)
		}
	}
}

// TestAStartThatFailsSaysSo instead of ending the process.
func TestAStartThatFailsSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	busy := listen(t)
	port := netip.MustParseAddrPort(busy.Addr().String())
	for name, o := range map[string]Options{
		"store in a file":           {StoreDir: file},
		"monitoring at a busy port": {StoreDir: t.TempDir(), Monitor: port},
	} {
		t.Run(name, func(t *testing.T) {
			o.Log, o.Name = discard, "test"
			b, err := Start(t.Context(), o)
			if err == nil {
				stop(t, b)
				t.Error("started")
			}
		})
	}
}

// TestOneFrameOverTheLimitEndsTheConnection: the server takes no more than it
// says in INFO.
func TestOneFrameOverTheLimitEndsTheConnection(t *testing.T) {
	b := start(t, Options{})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, "ws://"+b.WebSocketAddr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	// The server may close before it has read everything: then the write fails.
	_ = c.Write(ctx, websocket.MessageBinary, []byte("CONNECT {"+strings.Repeat(" ", 1<<20)+"}\r\n"))
	for {
		_, data, err := c.Read(ctx)
		if ctx.Err() != nil {
			t.Fatal("still connected")
		}
		if err != nil {
			return
		}
		if text := string(data); !strings.HasPrefix(text, "INFO") && !strings.HasPrefix(text, "-ERR") {
			t.Errorf("the server says %q", text)
		}
	}
}
