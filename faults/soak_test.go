package faults

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

var soak = flag.Duration("soak", 3*time.Second, "how long people chat in TestSoak")

const (
	soakPeople = 12
	// longestPause is how long somebody may be silent: what rots while idle
	// shows after it.
	longestPause = 400 * time.Millisecond
	// stall is when a send that has no answer is called a fault. It is far
	// above what the slowest machine needs.
	stall = 30 * time.Second
)

// TestSoak lets people chat, fall silent, leave and come back for a while. In
// the end everybody has everything once, no send stalled, and the memory of
// the node is told.
func TestSoak(t *testing.T) {
	p := newProgram(t, t.TempDir(), "--limit", "sends-per-second=0", "--log-level", "warn")
	p.start()
	var people []person
	for range soakPeople {
		people = append(people, p.register())
	}
	began := p.memory()
	ctx, cancel := context.WithTimeout(t.Context(), *soak)
	defer cancel()
	var mu sync.Mutex
	sent := make(map[string]map[string]bool) // by recipient
	var wg sync.WaitGroup
	for i, who := range people {
		wg.Go(func() {
			nc := p.connect(who)
			defer func() { nc.Close() }()
			for n := 0; ctx.Err() == nil; n++ {
				to := people[(i+1+mathrand.IntN(soakPeople-1))%soakPeople].key.String()
				body := fmt.Sprintf("%d/%d", i, n)
				if err := chat(nc, who, to, body); err != nil {
					t.Errorf("send %s: %v", body, err)
					return
				}
				mu.Lock()
				if sent[to] == nil {
					sent[to] = make(map[string]bool)
				}
				sent[to][body] = true
				mu.Unlock()
				if n%20 == 19 {
					nc.Close() // leaves, and comes back as a new connection
					nc = p.connect(who)
				}
				pause(ctx, time.Duration(mathrand.Int64N(int64(longestPause))))
			}
		})
	}
	wg.Wait()
	total := 0
	for _, who := range people {
		want := sent[who.key.String()]
		for _, i := range mailbox(t, p.connect(who), who.key) {
			if i.kind != "msg" {
				continue
			}
			if !want[i.body] {
				t.Errorf("%s has %q twice, or nobody sent it", who.key.Fingerprint(), i.body)
			}
			delete(want, i.body)
			total++
		}
		if len(want) > 0 {
			t.Errorf("%s misses %d messages", who.key.Fingerprint(), len(want))
		}
	}
	t.Logf("%d messages in %v, memory %s, then %s", total, *soak, began, p.memory())
	p.stop()
}

// chat sends once and takes a stall for a fault.
func chat(nc *nats.Conn, who person, to, body string) error {
	id, err := identity.NewID(rand.Reader)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), stall)
	defer cancel()
	_, err = send(ctx, nc, who.key, to, id, []byte(body))
	return err
}

// memory is the resident memory of the program, where the system tells.
func (p *program) memory() string {
	if runtime.GOOS != "linux" {
		return "unknown"
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
