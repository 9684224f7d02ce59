// Package nodetest starts real nodes for the tests of other rooms.
package nodetest

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/node"
)

// startTime bounds a start or a stop. Machines that run tests are slow.
const startTime = 30 * time.Second

// A Node is a running node with a data directory of its own.
type Node struct {
	// URL is the address of the HTTP port, as http://127.0.0.1:1234.
	URL string
	// WebSocket is where clients speak NATS.
	WebSocket string
	// Server is the domain in handle@server.
	Server string
	// DataDir outlives restarts.
	DataDir string
	// Inner is the node itself.
	Inner *node.Node

	t      testing.TB
	flags  map[string][]string
	log    *Log
	cancel context.CancelFunc
	done   chan error
}

// Start runs a node on a free loopback port until the test ends. Settings are
// flags without their dashes, as "limit", "connections=2".
func Start(t testing.TB, settings ...string) *Node {
	t.Helper()
	n := &Node{t: t, Server: "localhost", DataDir: t.TempDir(), log: new(Log), flags: map[string][]string{
		"bind":      {"127.0.0.1:0"},
		"log-level": {"debug"},
	}}
	n.flags["data-dir"] = []string{n.DataDir}
	for i := 0; i+1 < len(settings); i += 2 {
		name := settings[i]
		if name == "limit" {
			n.flags[name] = append(n.flags[name], settings[i+1])
		} else {
			n.flags[name] = []string{settings[i+1]}
		}
	}
	if s := n.flags["server"]; s != nil {
		n.Server = s[0]
	}
	n.start()
	t.Cleanup(n.Stop)
	return n
}

func (n *Node) start() {
	n.t.Helper()
	s, err := node.Load(node.Sources{Flags: n.flags})
	if err != nil {
		n.t.Fatalf("settings: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	log := slog.New(slog.NewTextHandler(n.log, &slog.HandlerOptions{Level: s.LogLevel}))
	inner, err := node.Open(ctx, s, log)
	if err != nil {
		n.t.Fatalf("start the node: %v", err)
	}
	n.Inner = inner
	_, port, err := net.SplitHostPort(inner.Addr().String())
	if err != nil {
		n.t.Fatal(err)
	}
	scheme := "http"
	if strings.HasPrefix(inner.URL(), "https") && n.flags["tls"] != nil && n.flags["tls"][0] != "off" {
		scheme = "https"
	}
	n.URL = scheme + "://127.0.0.1:" + port
	n.WebSocket = "ws" + strings.TrimPrefix(scheme, "http") + "://127.0.0.1:" + port + "/nats"
	run, stop := context.WithCancel(context.Background())
	n.cancel, n.done = stop, make(chan error, 1)
	go func() { n.done <- inner.Run(run) }() // awaited by Stop
	// A restarted node keeps its port: clients come back by themselves.
	n.flags["bind"] = []string{"127.0.0.1:" + port}
}

// Stop ends the node cleanly. Stopping twice is allowed.
func (n *Node) Stop() {
	n.t.Helper()
	if n.cancel == nil {
		return
	}
	n.cancel()
	n.cancel = nil
	select {
	case err := <-n.done:
		if err != nil {
			n.t.Errorf("stop the node: %v", err)
		}
	case <-time.After(startTime):
		n.t.Error("the node does not stop")
	}
}

// Restart stops the node and starts it again on the same directory and port.
func (n *Node) Restart() {
	n.t.Helper()
	n.Stop()
	n.start()
}

// StartAgain starts a stopped node on the same directory and port.
func (n *Node) StartAgain() {
	n.t.Helper()
	n.start()
}

// Set changes a setting for the next start.
func (n *Node) Set(name string, values ...string) { n.flags[name] = values }

// LogText is everything the node has logged, at level debug.
func (n *Node) LogText() string { return n.log.String() }

// A Log collects log lines.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

var _ io.Writer = (*Log)(nil)

// Write takes a line.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is what was written so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
