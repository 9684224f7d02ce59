package faults

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

var soak = flag.Duration("soak", 3*time.Second, "how long the node is soaked")

const (
	soakPairs = 4
	soakBurst = 25
	// soakPause is as long as idle time-outs need to be noticed, in the long form.
	soakPause = 40 * time.Second
	// stall is when a push counts as lost.
	stall = 30 * time.Second
	// growth is what memory may be above its mark after the first quarter.
	growth = 64 << 20
)

// TestSoak lets pairs of people write in bursts with idle pauses between, who
// come and go. Every message with a receipt is pushed once and in order, the
// node never stalls, and in the long form (-soak 30m) its memory does not
// creep.
func TestSoak(t *testing.T) {
	p := newProgram(t, t.TempDir(), "--limit", "sends-per-second=0", "--log-level", "error")
	p.start()
	var pairs [][2]person
	for range soakPairs {
		pairs = append(pairs, [2]person{p.register(), p.register()})
	}
	began := time.Now()
	var mark, rounds int
	for time.Since(began) < *soak {
		for _, pair := range pairs {
			burst(t, p, pair[0], pair[1], rounds)
			burst(t, p, pair[1], pair[0], rounds)
		}
		rounds++
		if mark == 0 && time.Since(began) > *soak/4 {
			mark = p.memory()
		}
		if *soak > 10*soakPause {
			p.pause(soakPause)
		}
	}
	if now := p.memory(); *soak > 10*soakPause && now > mark+growth {
		t.Errorf("memory grew from %d to %d MiB", mark>>20, now>>20)
	}
	t.Logf("%d rounds, %d messages, memory %d MiB", rounds, rounds*soakPairs*2*soakBurst, p.memory()>>20)
	p.stop()
}

// burst connects both, sends, and reads what is pushed.
func burst(t *testing.T, p *program, from, to person, round int) {
	t.Helper()
	sender, reader := p.connect(from), p.connect(to)
	defer sender.Close()
	defer reader.Close()
	inbox, err := reader.SubscribeSync(identity.InboxSubject(to.key, "msg"))
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Flush(); err != nil {
		t.Fatal(err)
	}
	for n := range soakBurst {
		id, err := identity.NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		body := fmt.Appendf(nil, "round %d message %d", round, n)
		ctx, cancel := context.WithTimeout(t.Context(), stall)
		r, err := send(ctx, sender, from.key, to.key.String(), id, body)
		cancel()
		if err != nil {
			t.Fatalf("round %d: send: %v", round, err)
		}
		pushed(t, inbox, r.Seq, body)
	}
}

func pushed(t *testing.T, inbox *nats.Subscription, seq uint64, body []byte) {
	t.Helper()
	m, err := inbox.NextMsg(stall)
	if err != nil {
		t.Fatalf("%s was not pushed: %v", body, err)
	}
	if got := m.Header.Get(identity.HeaderSeq); got != strconv.FormatUint(seq, 10) || !bytes.Equal(m.Data, body) {
		t.Fatalf("pushed: got %s %q, want %d %q", got, m.Data, seq, body)
	}
}

// pause waits idly, or fails when the node ends meanwhile.
func (p *program) pause(d time.Duration) {
	p.t.Helper()
	idle := time.NewTimer(d)
	defer idle.Stop()
	select {
	case <-idle.C:
	case err := <-p.stopped:
		p.t.Fatalf("the node ended (%v)", err)
	}
}

// memory is the resident memory of the program in bytes, 0 where there is no
// /proc.
func (p *program) memory() int {
	p.t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	fields := bytes.Fields(statm)
	pages, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		p.t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
