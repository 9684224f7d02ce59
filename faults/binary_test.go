package faults

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

var rounds = flag.Int("rounds", 3, "how often the node is killed under load")

var binary string // the program under test

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "kez-faults-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "kez-chat")
	build := exec.Command("go", "build", "-o", binary, "kez.lat/chat/cmd/kez-chat")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the program:", err)
		return 1
	}
	return m.Run()
}

// A program is a node in a process of its own.
type program struct {
	t           testing.TB
	dir         string
	http, nats  string // addresses, the same after a restart
	extra       []string
	mu          sync.Mutex
	out         bytes.Buffer
	cmd         *exec.Cmd
	stopped     chan error
	healthLimit time.Duration
}

func newProgram(t testing.TB, dir string, extra ...string) *program {
	t.Helper()
	p := &program{t: t, dir: dir, http: freeAddr(t), nats: freeAddr(t), extra: extra, healthLimit: time.Minute}
	t.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
		if t.Failed() {
			t.Logf("the node said:\n%s", p.output())
		}
	})
	return p
}

func freeAddr(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// Write collects what the program prints.
func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *program) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func (p *program) command() *exec.Cmd {
	args := append([]string{"--bind", p.http, "--nats-bind", p.nats, "--data-dir", p.dir}, p.extra...)
	c := exec.Command(binary, args...)
	c.Stdout, c.Stderr = p, p
	return c
}

// start runs the program until it is healthy.
func (p *program) start() {
	p.t.Helper()
	p.cmd = p.command()
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.stopped = make(chan error, 1)
	go func(c *exec.Cmd, stopped chan<- error) { stopped <- c.Wait() }(p.cmd, p.stopped)
	p.awaitHealth(http.StatusOK)
}

// awaitHealth polls until the node answers with a status: there is no event to
// wait for in another process.
func (p *program) awaitHealth(status int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), p.healthLimit)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if r, err := http.Get("http://" + p.http + "/v1/healthz"); err == nil {
			r.Body.Close()
			if r.StatusCode == status {
				return
			}
		}
		select {
		case err := <-p.stopped:
			p.t.Fatalf("the node ended (%v):\n%s", err, p.output())
		case <-ctx.Done():
			p.t.Fatalf("the node's health is not %d:\n%s", status, p.output())
		case <-tick.C:
		}
	}
}

// kill is kill -9.
func (p *program) kill() {
	p.cmd.Process.Kill()
	<-p.stopped
	p.cmd = nil
}

// stop is SIGTERM, and must be clean.
func (p *program) stop() {
	p.t.Helper()
	p.cmd.Process.Signal(syscall.SIGTERM)
	if err := <-p.stopped; err != nil {
		p.t.Errorf("stop: %v\n%s", err, p.output())
	}
	p.cmd = nil
}

// fails runs the program, which must end by itself with exit code 1 and one
// line that contains words.
func (p *program) fails(words ...string) {
	p.t.Helper()
	c := p.command()
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		p.t.Errorf("ended with %v, want exit code 1:\n%s", err, out.String())
		return
	}
	text := strings.TrimSpace(out.String())
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("said %q, want %q in it", text, w)
		}
	}
	if strings.Contains(text, "\n") || strings.Contains(text, "panic") {
		p.t.Errorf("said more than one line:\n%s", text)
	}
}

// A person is registered at the node.
type person struct {
	seed identity.Seed
	key  identity.Key
}

func (p *program) register() person {
	p.t.Helper()
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	body, err := identity.SignRegistration(seed, identity.Handle("p"+seed.Key().Hex()[:20]), "localhost", time.Now(), "")
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.Post("http://"+p.http+"/v1/register", "application/json", bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(r.Body)
		p.t.Fatalf("register: %d %s", r.StatusCode, text)
	}
	return person{seed, seed.Key()}
}

// connect logs in, and again whenever the node is back.
func (p *program) connect(who person) *nats.Conn {
	p.t.Helper()
	nc, err := nats.Connect("nats://"+p.nats,
		nats.Nkey(who.key.NKey(), func(nonce []byte) ([]byte, error) { return who.seed.Sign(nonce), nil }),
		nats.CustomInboxPrefix(identity.ReplyPrefix(who.key)),
		nats.IgnoreAuthErrorAbort(), nats.MaxReconnects(-1), nats.ReconnectBufSize(-1),
		nats.ReconnectWait(20*time.Millisecond), nats.ReconnectJitter(20*time.Millisecond, 0),
	)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(nc.Close)
	return nc
}
