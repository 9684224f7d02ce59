package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/node/nodetest"
)

// TestWatchUntilInterrupted: being interrupted is how it ends, and meanwhile
// nobody else receives with the same identity.
func TestWatchUntilInterrupted(t *testing.T) {
	n := nodetest.Start(t)
	file := filepath.Join(t.TempDir(), "ana.key")
	run := func(ctx context.Context, stdout io.Writer, args ...string) (int, string) {
		var stderr bytes.Buffer
		p := program{
			ctx: ctx, environ: []string{"KEZ_NODE=" + n.URL, "KEZ_IDENTITY=" + file},
			stdin: strings.NewReader(""), stdout: stdout, stderr: &stderr, now: time.Now,
		}
		return p.run(args), stderr.String()
	}
	for _, line := range []string{"identity new", "register ana", "send ana hello"} {
		if status, said := run(t.Context(), io.Discard, strings.Fields(line)...); status != 0 {
			t.Fatalf("kez %s: status %d, %s", line, status, said)
		}
	}
	ctx, interrupt := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan int, 1)
	go func() { // awaited below
		status, said := run(ctx, in, "watch")
		if said != "" {
			t.Errorf("watch said %s", said)
		}
		done <- status
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasSuffix(line, "you to yourself: hello\n") {
		t.Fatalf("got %q, %v", line, err)
	}
	if status, said := run(t.Context(), io.Discard, "recv"); status != exitFailed || !strings.Contains(said, errBusy.Error()) {
		t.Errorf("recv beside it: got status %d, %s", status, said)
	}
	if status, said := run(t.Context(), io.Discard, "recv", "--all"); status != 0 {
		t.Errorf("recv --all beside it: got status %d, %s", status, said)
	}
	interrupt()
	if status := <-done; status != 0 {
		t.Errorf("watch: got status %d, want 0", status)
	}
}
