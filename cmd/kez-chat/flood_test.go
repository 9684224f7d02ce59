package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// floodLogIns begins a flood of log-ins by a key nobody has, which goes on
// until nobody listens at $ADDR, and returns once the node has to do with it.
func floodLogIns(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: flood")
	}
	const knockers, enough = 8, 100
	var tried atomic.Int64
	var over atomic.Bool
	addr := ts.Getenv("ADDR")
	flowing, ended := make(chan struct{}), make(chan struct{}, knockers)
	for range knockers {
		go func() { // ends with the node, or the script
			defer func() { ended <- struct{}{} }()
			for !over.Load() && knock(addr) {
				if tried.Add(1) == enough {
					close(flowing)
				}
			}
		}()
	}
	ts.Defer(func() {
		over.Store(true)
		for range knockers {
			<-ended
		}
	})
	select {
	case <-flowing:
	case <-time.After(time.Minute):
		ts.Fatalf("%d log-ins in a minute", tried.Load())
	}
}

// knock opens a WebSocket, sends a CONNECT once greeted and leaves without
// waiting for the answer. It tells whether somebody listened.
func knock(addr string) bool {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return false
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(c, "GET /nats HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", addr)
	r := bufio.NewReader(c)
	for line := ""; line != "\r\n"; {
		if line, err = r.ReadString('\n'); err != nil || strings.HasPrefix(line, "HTTP/1.1 4") {
			return true
		}
	}
	if _, err := r.ReadString('\n'); err != nil { // a frame with INFO
		return true
	}
	// RFC 6455 section 5.2: one binary frame, masked with zeros.
	connect := "CONNECT {\"user\":\"x\",\"verbose\":false}\r\nPING\r\n"
	io.WriteString(c, string([]byte{0x82, 0x80 | byte(len(connect)), 0, 0, 0, 0})+connect)
	return true
}
