package broker

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// moody is a listener that fails before it accepts.
type moody struct {
	net.Listener
	faults atomic.Int64 // that are left
}

func (m *moody) Accept() (net.Conn, error) {
	if m.faults.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return m.Listener.Accept()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func dial(t testing.TB, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c
}

// newGate is a gate that is closed with the test.
func newGate(t testing.TB) *Gate {
	t.Helper()
	g := NewGate()
	t.Cleanup(func() { g.Close() })
	return g
}

// serve runs a door and returns what ends it and waits.
func serve(t testing.TB, d Door) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(ctx) }()
	var once atomic.Bool
	stop = func() error {
		cancel()
		if once.Swap(true) {
			return nil
		}
		return <-ended
	}
	t.Cleanup(func() { stop() })
	return stop
}

func everybody(netip.Addr) bool { return true }

func firstLine(t testing.TB, c net.Conn) string {
	t.Helper()
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return line
}

// TestDoorLeadsToTheServer relays the native protocol, and stops without an
// error when it is told to.
func TestDoorLeadsToTheServer(t *testing.T) {
	b := start(t, Options{Native: true})
	ln := listen(t)
	stop := serve(t, Door{Listener: ln, Target: b.NativeAddr(), Admit: everybody, Gate: newGate(t)})
	if got := firstLine(t, dial(t, ln.Addr().String())); !strings.HasPrefix(got, "INFO ") {
		t.Errorf("the server says %q, want INFO", got)
	}
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// TestDoorSurvivesAShortageOfFiles: everybody on the machine together can use
// all files up; that must not stop the node.
func TestDoorSurvivesAShortageOfFiles(t *testing.T) {
	b := start(t, Options{Native: true})
	ln := &moody{Listener: listen(t)}
	ln.faults.Store(3)
	serve(t, Door{Listener: ln, Target: b.NativeAddr(), Admit: everybody, Gate: newGate(t)})
	if got := firstLine(t, dial(t, ln.Addr().String())); !strings.HasPrefix(got, "INFO ") {
		t.Errorf("the server says %q, want INFO", got)
	}
}

// TestDoorTurnsAway whom Admit does not welcome, by their address, and whoever
// comes while the server does not listen.
func TestDoorTurnsAway(t *testing.T) {
	b := start(t, Options{Native: true})
	var asked atomic.Value
	nobody := func(a netip.Addr) bool { asked.Store(a); return false }
	gone := listen(t)
	gone.Close()
	for name, d := range map[string]Door{
		"unwelcome":        {Target: b.NativeAddr(), Admit: nobody},
		"nobody behind it": {Target: gone.Addr().String(), Admit: everybody},
	} {
		t.Run(name, func(t *testing.T) {
			d.Listener, d.Gate = listen(t), newGate(t)
			serve(t, d)
			if got, err := io.ReadAll(dial(t, d.Listener.Addr().String())); len(got) != 0 {
				t.Errorf("got %q and %v, want nothing", got, err)
			}
		})
	}
	if got, want := asked.Load(), netip.MustParseAddr("127.0.0.1"); got != want {
		t.Errorf("asked about %v, want %v", got, want)
	}
}
