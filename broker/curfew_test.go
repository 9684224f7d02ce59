package broker

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// TestStoppingUnderAFloodOfLogIns: a log-in that reaches the server while it
// shuts down made it ask the callout by what it had put away already, which
// ended the process.
func TestStoppingUnderAFloodOfLogIns(t *testing.T) {
	for range 5 {
		b := start(t, Options{Native: true})
		connect(t, b, RoleAuth)
		ctx, cancel := context.WithCancel(t.Context())
		var flood sync.WaitGroup
		var said atomic.Int64
		for range 16 {
			flood.Go(func() { knock(ctx, b.NativeAddr(), &said) })
		}
		await(t, "log-ins", func() bool { return said.Load() > 200 })
		stop(t, b)
		cancel()
		flood.Wait()
	}
}

// TestACurfewWaitsForLogIns whose answer is out, refuses later ones, and lets
// be whoever is in.
func TestACurfewWaitsForLogIns(t *testing.T) {
	if len(accountNone) != len(accountAuth) {
		t.Fatalf("%s and %s are not of one length", accountNone, accountAuth)
	}
	b := start(t, Options{Native: true})
	own := connect(t, b, RoleNode)
	auth := connect(t, b, RoleAuth)
	asked := make(chan *nats.Msg, 8)
	if _, err := auth.ChanSubscribe(server.AuthCalloutSubject, asked); err != nil {
		t.Fatal(err)
	}
	if err := auth.Flush(); err != nil {
		t.Fatal(err)
	}
	logIn := func() net.Conn {
		c := dial(t, b.NativeAddr())
		firstLine(t, c)
		if _, err := io.WriteString(c, "CONNECT {\"user\":\"x\",\"verbose\":false}\r\n"); err != nil {
			t.Fatal(err)
		}
		return c
	}
	logIn()
	var m *nats.Msg
	select {
	case m = <-asked:
	case <-time.After(patience):
		t.Fatal("the callout was not asked")
	}
	if !asking() {
		t.Fatal("a log-in under way is not seen")
	}
	done := make(chan struct{})
	go func() { // ends within curfewLongest
		defer close(done)
		b.curfew(context.Background())
	}()
	await(t, "log-ins refused", func() bool {
		got, err := io.ReadAll(logIn())
		return err == nil && strings.Contains(string(got), "-ERR") && len(asked) == 0
	})
	select {
	case <-done:
		t.Error("the curfew did not wait for the log-in under way")
	default:
	}
	if err := m.Respond(nil); err != nil { // refused
		t.Fatal(err)
	}
	<-done
	if asking() {
		t.Error("log-ins are still under way")
	}
	if err := own.FlushTimeout(patience); err != nil {
		t.Errorf("the node's own connection: %v", err)
	}
}

// knock logs in again and again by a name nobody has, and waits for no answer,
// until ctx is done.
func knock(ctx context.Context, addr string, said *atomic.Int64) {
	for ctx.Err() == nil {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return // the server has stopped
		}
		c.SetDeadline(time.Now().Add(patience))
		if _, err := bufio.NewReader(c).ReadString('\n'); err == nil { // INFO
			_, err = io.WriteString(c, "CONNECT {\"user\":\"x\",\"verbose\":false}\r\nPING\r\n")
			if err == nil {
				said.Add(1)
			}
		}
		c.Close()
	}
}
