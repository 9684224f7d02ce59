package faults

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

const (
	killSenders    = 20
	killRecipients = 4
	// between two kills: so many receipts, and up to as many more
	killAfter = 150
)

// TestKillUnderLoad kills the node again and again while 20 people send. No
// message with a receipt is lost, none is stored twice, and everybody's
// messages stay in order, at the recipients and in the senders' own copies.
func TestKillUnderLoad(t *testing.T) {
	p := newProgram(t, t.TempDir(), "--limit", "sends-per-second=0", "--log-level", "error")
	p.start()
	var recipients []person
	for range killRecipients {
		recipients = append(recipients, p.register())
	}
	var receipts atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var loads []*load
	var wg sync.WaitGroup
	for i := range killSenders {
		who := p.register()
		l := &load{who: who, nc: p.connect(who), to: recipients[i%killRecipients].key.String()}
		loads = append(loads, l)
		wg.Go(func() { l.run(ctx, &receipts) })
	}
	for n := range *rounds {
		more, err := rand.Int(rand.Reader, big.NewInt(killAfter))
		if err != nil {
			t.Fatal(err)
		}
		awaitCount(t, &receipts, receipts.Load()+killAfter+more.Int64())
		p.kill()
		p.start()
		if (n+1)%10 == 0 {
			t.Logf("round %d: %d receipts", n+1, receipts.Load())
		}
	}
	awaitCount(t, &receipts, receipts.Load()+killAfter)
	cancel()
	wg.Wait()
	boxes := make(map[string][]item)
	for _, r := range recipients {
		boxes[r.key.String()] = mailbox(t, p.connect(r), r.key)
	}
	for _, l := range loads {
		l.check(t, boxes[l.to], "msg")
		l.check(t, mailbox(t, l.nc, l.who.key), "sent")
	}
	t.Logf("%d kills, %d receipts, 0 lost, 0 twice", *rounds, receipts.Load())
	p.stop()
}

// awaitCount polls a counter of other goroutines.
func awaitCount(t testing.TB, n *atomic.Int64, want int64) {
	t.Helper()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for n.Load() < want {
		select {
		case <-deadline.C:
			t.Fatalf("%d receipts after a minute, want %d", n.Load(), want)
		case <-tick.C:
		}
	}
}

// A load is one person who sends one message after the other, each until its
// receipt is there.
type load struct {
	who  person
	nc   *nats.Conn
	to   string
	seqs []uint64 // by message
	err  error
}

func (l *load) run(ctx context.Context, receipts *atomic.Int64) {
	for n := 0; ; n++ {
		id, err := identity.NewID(rand.Reader)
		if err != nil {
			l.err = err
			return
		}
		body := fmt.Appendf(nil, "%s %d", l.who.key.Fingerprint(), n)
		for {
			if ctx.Err() != nil {
				return
			}
			ask, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			r, err := send(ask, l.nc, l.who.key, l.to, id, body)
			cancel()
			if err == nil {
				l.seqs = append(l.seqs, r.Seq)
				receipts.Add(1)
				break
			}
			pause(ctx, 10*time.Millisecond)
		}
	}
}

// pause keeps a retry from spinning while the node is away.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// check finds the sender's messages in a mailbox.
func (l *load) check(t testing.TB, box []item, kind string) {
	t.Helper()
	if l.err != nil {
		t.Error(l.err)
	}
	next := 0
	for _, i := range box {
		if i.kind != kind || i.from != l.who.key.String() {
			continue
		}
		if want := fmt.Sprintf("%s %d", l.who.key.Fingerprint(), next); i.body != want {
			t.Fatalf("%s: %q at %d, want %q", kind, i.body, i.seq, want)
		}
		if kind == "msg" && next < len(l.seqs) && l.seqs[next] != i.seq {
			t.Errorf("message %d: receipt for %d, stored at %d", next, l.seqs[next], i.seq)
		}
		next++
	}
	// One more than the receipts may be there: the last was stored when the
	// test stopped asking.
	if next < len(l.seqs) || next > len(l.seqs)+1 {
		t.Errorf("%s: %d messages of %s, %d receipts", kind, next, l.who.key.Fingerprint(), len(l.seqs))
	}
}
