package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// A lab holds the two programs and makes instances of them.
type lab struct {
	rounds     int
	dir        string
	node, bare string // binaries
	next       int
}

func openLab(rounds int) (*lab, error) {
	dir, err := os.MkdirTemp("", "kez-bench-")
	if err != nil {
		return nil, err
	}
	l := &lab{rounds: rounds, dir: dir, node: filepath.Join(dir, "kez-chat"), bare: filepath.Join(dir, "nats-server")}
	for out, pkg := range map[string]string{l.node: "kez.lat/chat/cmd/kez-chat", l.bare: "github.com/nats-io/nats-server/v2"} {
		c := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, pkg)
		c.Stderr = os.Stderr
		if err := c.Run(); err != nil {
			l.close()
			return nil, fmt.Errorf("build %s: %w", pkg, err)
		}
	}
	return l, nil
}

func (l *lab) close() { os.RemoveAll(l.dir) }

func (l *lab) fresh() string {
	l.next++
	return filepath.Join(l.dir, strconv.Itoa(l.next))
}

// An instance is a running server.
type instance struct {
	cmd     *exec.Cmd
	dir     string
	url     string // HTTP
	native  string // host:port of the NATS protocol
	started time.Duration
}

// unlimited lifts what would measure the limits instead of the node.
var unlimited = []string{"sends-per-second=0", "undelivered-messages=0", "undelivered-bytes=0", "connections=0", "lookups-per-second=0"}

// startNode runs a node on a directory, a fresh one if empty.
func (l *lab) startNode(dir string) (*instance, error) {
	if dir == "" {
		dir = l.fresh()
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	args := []string{"--bind", ports[0], "--nats-bind", ports[1], "--data-dir", dir, "--log-level", "error"}
	for _, name := range unlimited {
		args = append(args, "--limit", name)
	}
	i := &instance{dir: dir, url: "http://" + ports[0], native: ports[1]}
	return i, i.run(exec.Command(l.node, args...), i.url+"/v1/healthz")
}

// startBare runs a bare server on a directory, a fresh one if empty.
func (l *lab) startBare(dir string, syncAlways bool, extra string) (*instance, error) {
	if dir == "" {
		dir = l.fresh()
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	sync := ""
	if syncAlways {
		sync = "sync_interval: always"
	}
	config := fmt.Sprintf("listen: %q\nhttp: %q\njetstream { store_dir: %q, %s }\nmax_payload: 1MB\n%s\n", ports[1], ports[0], dir, sync, extra)
	name := filepath.Join(dir, "server.conf")
	if err := os.WriteFile(name, []byte(config), 0o600); err != nil {
		return nil, err
	}
	i := &instance{dir: dir, url: "http://" + ports[0], native: ports[1]}
	return i, i.run(exec.Command(l.bare, "-c", name), i.url+"/healthz")
}

func freePorts(n int) ([]string, error) {
	var list []string
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer ln.Close()
		list = append(list, ln.Addr().String())
	}
	return list, nil
}

// run starts the program and waits until it is healthy.
func (i *instance) run(c *exec.Cmd, health string) error {
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	began := time.Now()
	if err := c.Start(); err != nil {
		return err
	}
	i.cmd = c
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		r, err := http.Get(health)
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				i.started = time.Since(began)
				return nil
			}
		}
		if ctx.Err() != nil {
			i.stop()
			return fmt.Errorf("%s does not start: %s", c.Path, out.String())
		}
		time.Sleep(time.Millisecond)
	}
}

func (i *instance) stop() {
	i.cmd.Process.Signal(syscall.SIGTERM)
	i.cmd.Wait()
}

// rss is the resident memory of the process in KiB.
func (i *instance) rss() (float64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", i.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmRSS:"); ok {
			return strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
		}
	}
	return 0, errors.New("no VmRSS")
}

// A person is registered at a node.
type person struct {
	seed identity.Seed
	key  identity.Key
}

// register makes n people at the node.
func (i *instance) register(n int) ([]person, error) {
	list := make([]person, n)
	for k := range list {
		seed, err := identity.NewSeed(rand.Reader)
		if err != nil {
			return nil, err
		}
		list[k] = person{seed, seed.Key()}
		handle := identity.Handle("p" + seed.Key().Hex()[:20])
		body, err := identity.SignRegistration(seed, handle, "localhost", time.Now(), "")
		if err != nil {
			return nil, err
		}
		r, err := http.Post(i.url+"/v1/register", "application/json", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		text, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusCreated {
			return nil, fmt.Errorf("register: %d %s", r.StatusCode, text)
		}
	}
	return list, nil
}

// connect logs somebody in over the native port.
func (i *instance) connect(p person) (*nats.Conn, error) {
	return nats.Connect("nats://"+i.native, nats.Nkey(p.key.NKey(), func(nonce []byte) ([]byte, error) { return p.seed.Sign(nonce), nil }),
		nats.CustomInboxPrefix(identity.ReplyPrefix(p.key)), nats.Timeout(30*time.Second), nats.NoReconnect())
}

// failed reads the error of an answer of the node or of JetStream.
func failed(m *nats.Msg) error {
	if e := m.Header.Get("Nats-Service-Error"); e != "" {
		return errors.New(e)
	}
	var ack struct {
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(m.Data, &ack); err != nil || ack.Error != nil {
		return fmt.Errorf("answer %q", m.Data)
	}
	return nil
}
