package node_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node"
	"kez.lat/chat/node/nodetest"
	"kez.lat/chat/registry"
)

// openNode starts a node that is expected to fail; flags come without dashes.
func openNode(t testing.TB, flags map[string]string) error {
	t.Helper()
	all := map[string][]string{"bind": {"127.0.0.1:0"}}
	for name, value := range flags {
		all[name] = []string{value}
	}
	s, err := node.Load(node.Sources{Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), s, slog.New(slog.DiscardHandler))
	if err == nil {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
		return nil
	}
	if strings.Contains(err.Error(), "\n") || len(err.Error()) > 400 {
		t.Errorf("not one clear line: %q", err)
	}
	return err
}

// TestOneNodeForADirectory: the second does not start, and does no harm.
func TestOneNodeForADirectory(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana := join(t, n, "ana")
	nc := ana.dial(t, n.WebSocket)
	for name, c := range map[string]struct {
		flags map[string]string
		want  error
	}{
		"the same directory":           {map[string]string{"data-dir": n.DataDir}, node.ErrInUse},
		"the same with another db":     {map[string]string{"data-dir": n.DataDir, "db": filepath.Join(t.TempDir(), "other.db")}, node.ErrInUse},
		"another with the same db":     {map[string]string{"data-dir": t.TempDir(), "db": filepath.Join(n.DataDir, "kez-chat.db")}, registry.ErrLocked},
		"the same by another spelling": {map[string]string{"data-dir": n.DataDir + "/../" + filepath.Base(n.DataDir)}, node.ErrInUse},
	} {
		if err := openNode(t, c.flags); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		send(t, nc, ana, to(t, "ana"), []byte("still here"))
	}
}

// TestBusyPortsAreNamed by their setting, and leave the directory free.
func TestBusyPortsAreNamed(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	dir := t.TempDir()
	for _, setting := range []string{"bind", "nats-bind", "ws-bind", "monitor-bind"} {
		err := openNode(t, map[string]string{"data-dir": dir, setting: busy.Addr().String()})
		if err == nil || !strings.Contains(err.Error(), busy.Addr().String()) && !strings.Contains(err.Error(), "address already in use") {
			t.Errorf("--%s: got %v, want the busy address", setting, err)
		}
		if setting != "monitor-bind" && (err == nil || !strings.Contains(err.Error(), setting)) {
			t.Errorf("--%s: %v does not name the setting", setting, err)
		}
	}
	if err := openNode(t, map[string]string{"data-dir": dir}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestDamagedFilesStopTheStart and stay as they are.
func TestDamagedFilesStopTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		file, content string
		want          error
	}{
		"a registry that is none":     {"kez-chat.db", strings.Repeat("not bbolt ", 10000), registry.ErrDamaged},
		"a registry cut short":        {"kez-chat.db", "x", registry.ErrDamaged},
		"a layout of the future":      {"VERSION", "99\n", node.ErrNewerData},
		"a layout that is no number":  {"VERSION", "one\n", nil},
		"a mail store that is a file": {"jetstream", "x", nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, c.file)
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			err := openNode(t, map[string]string{"data-dir": dir})
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != c.content {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

// TestMonitoringIsForTheMachineAlone: it works on loopback and is refused
// anywhere else.
func TestMonitoringIsForTheMachineAlone(t *testing.T) {
	n := nodetest.Start(t, "monitor-bind", "127.0.0.1:0")
	resp, err := http.Get("http://" + n.Inner.MonitorAddr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("/healthz: got %s", resp.Status)
	}
	for _, at := range []string{"0.0.0.0:8222", "[::]:8222", "192.0.2.1:8222", "8222", ":8222"} {
		if _, err := node.Load(node.Sources{Flags: map[string][]string{"monitor-bind": {at}}}); err == nil {
			t.Errorf("--monitor-bind %s is accepted", at)
		}
	}
	plain := nodetest.Start(t)
	if a := plain.Inner.MonitorAddr(); a != nil {
		t.Errorf("monitoring listens at %v without being asked", a)
	}
	if plain.Inner.NativeAddr() != nil || plain.Inner.WebSocketAddr() != nil {
		t.Error("doors are open without being asked")
	}
}

// TestTheOwnerLinkLetsOnePersonIn, and is made once in the life of a node.
func TestTheOwnerLinkLetsOnePersonIn(t *testing.T) {
	n := nodetest.Start(t, "registration", "invite")
	link, err := url.Parse(n.Inner.OwnerLink())
	if err != nil || !strings.HasPrefix(n.Inner.OwnerLink(), n.Inner.URL()+"/#i=") {
		t.Fatalf("owner link %q, %v", n.Inner.OwnerLink(), err)
	}
	code := strings.TrimPrefix(link.Fragment, "i=")
	newcomer := func(handle identity.Handle) person {
		seed := newSeed(t)
		return person{handle: handle, seed: seed, key: seed.Key()}
	}
	refused := func(p person, invite, want string) {
		t.Helper()
		status, body := p.register(t, n, invite)
		var fault problem
		if err := json.Unmarshal([]byte(body), &fault); err != nil || status != http.StatusForbidden || fault.Code != want {
			t.Errorf("register %s with %q: got %d %s, want 403 %s", p.handle, invite, status, body, want)
		}
	}
	ana := newcomer("ana")
	refused(ana, "", "invite-required")
	refused(ana, "guess", "invite-invalid")
	if status, body := ana.register(t, n, code); status != http.StatusCreated {
		t.Fatalf("register with the owner link: got %d %s", status, body)
	}
	ask(t, ana.dial(t, n.WebSocket), ana, "whoami", nil, nil)
	refused(newcomer("bob"), code, "invite-invalid")
	n.Restart()
	if again := n.Inner.OwnerLink(); again != "" {
		t.Errorf("a second owner link: %s", again)
	}
	refused(newcomer("bob"), code, "invite-invalid")
	if strings.Contains(n.LogText(), code) {
		t.Error("the code is in the log")
	}
}

// TestALostConnectionHealsTheNode: the node notices that it hears no calls any
// more and starts itself anew; clients come back and nothing is lost.
func TestALostConnectionHealsTheNode(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana := join(t, n, "ana")
	back := make(chan struct{}, 10)
	nc := ana.dial(t, n.WebSocket, nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} }))
	h := to(t, "ana")
	first := send(t, nc, ana, h, []byte("before"))
	if err := n.Inner.CutApp(); err != nil {
		t.Fatal(err)
	}
	wait(t, "the client's return", back)
	if got := sendAgain(t, nc, ana, h, []byte("before")); got != first {
		t.Errorf("repeat: got %+v, want %+v", got, first)
	}
	if got := mailbox(t, nc, ana); len(got) != 1 {
		t.Errorf("got %d messages, want 1", len(got))
	}
}
