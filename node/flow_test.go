package node_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// acknowledged is a message that was handed in and answered.
type acknowledged struct {
	header  nats.Header
	body    []byte
	receipt receipt
}

// pour sends the messages 0 … n-1 to bob, many on their way at a time, and
// reports each answer in order.
func pour(t testing.TB, nc *nats.Conn, from person, n int, answered func(acknowledged)) error {
	inbox := nc.NewInbox()
	sub, err := nc.SubscribeSync(inbox + ".*")
	if err != nil {
		return err
	}
	const onTheWay = 64
	var sent []acknowledged
	for i := range n + onTheWay {
		if i < n {
			m := acknowledged{header: to(t, "bob"), body: fmt.Append(nil, i)}
			sent = append(sent, m)
			err := nc.PublishMsg(&nats.Msg{Subject: identity.RPCSubject(from.key, "send"), Reply: fmt.Sprintf("%s.%d", inbox, i), Header: m.header, Data: m.body})
			if err != nil {
				return err
			}
		}
		if i < onTheWay {
			continue
		}
		m := &sent[i-onTheWay]
		answer, err := sub.NextMsg(patience)
		if err != nil {
			return fmt.Errorf("answer to message %s: %w", m.body, err)
		}
		if want := fmt.Sprintf("%s.%d", inbox, i-onTheWay); answer.Subject != want {
			return fmt.Errorf("answer on %s, want %s", answer.Subject, want)
		}
		if err := json.Unmarshal(answer.Data, &m.receipt); err != nil || m.receipt.Seq == 0 {
			return fmt.Errorf("message %s: %s", m.body, answer.Data)
		}
		answered(*m)
	}
	return nil
}

// TestNoGapBetweenSyncAndLive: while messages arrive as fast as they can, a
// client that comes again and again, and one that stays, each see every
// message once, in order and in an unbroken chain.
func TestNoGapBetweenSyncAndLive(t *testing.T) {
	const letters, visit = 4000, 150
	n := nodetest.Start(t, append([]string{"limit", "undelivered-messages=0"}, unlimited...)...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	stays := newReader(t, bob.dial(t, n.WebSocket), bob)
	sender := ana.dial(t, n.WebSocket)
	poured := make(chan error, 1)
	receipts := make(chan receipt, letters)
	go func() { poured <- pour(t, sender, ana, letters, func(a acknowledged) { receipts <- a.receipt }) }()

	first := bob.dial(t, n.WebSocket)
	comes := newReader(t, first, bob)
	visits := 1
	for nc := first; len(comes.items) < letters; visits++ {
		comes.follow(min(len(comes.items)+visit, letters))
		nc.Close()
		nc = bob.dial(t, n.WebSocket)
		comes.attach(nc)
	}
	if err := wait(t, "all answers", poured); err != nil {
		t.Fatal(err)
	}
	stays.follow(letters)
	close(receipts)
	for r := range receipts {
		comes.wants(r)
		stays.wants(r)
	}
	comes.finish(letters)
	stays.finish(letters)
	t.Logf("%d visits", visits)
}

// TestAcknowledgedSurvivesARestart: the node stops and starts while somebody
// sends and somebody reads. Everything acknowledged is there, once and in
// order, and a repeat of it has the first answer.
func TestAcknowledgedSurvivesARestart(t *testing.T) {
	const before, after = 300, 100
	n := nodetest.Start(t, append([]string{"limit", "undelivered-messages=0"}, unlimited...)...)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	back := make(chan struct{}, 10)
	reader := newReader(t, bob.dial(t, n.WebSocket, nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} })), bob)
	sender := ana.dial(t, n.WebSocket)
	var sent []acknowledged
	middle, done := make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	go func() {
		defer close(done)
		for i := 0; i < before+after && ctx.Err() == nil; i++ {
			a := acknowledged{header: to(t, "bob"), body: fmt.Append(nil, i)}
			var err error
			if a.receipt, err = sendUntil(ctx, sender, ana, a.header, a.body); err != nil {
				t.Error(err)
				return
			}
			if sent = append(sent, a); i == before {
				close(middle)
			}
		}
	}()
	wait(t, "the middle", middle)
	n.Restart()
	wait(t, "the reader's return", back)
	wait(t, "the last answer", done)
	reader.catchUp()
	for _, a := range sent {
		reader.wants(a.receipt)
	}
	reader.finish(before + after)
	for _, a := range sent {
		if got := send(t, sender, ana, a.header, a.body); got != a.receipt {
			t.Fatalf("repeat of message %s: got %+v, want %+v", a.body, got, a.receipt)
		}
	}
	again, _ := sync(t, reader.nc, bob, fmt.Sprintf(`{"since":%d}`, reader.next))
	if len(again) != 0 {
		t.Errorf("the repeats stored %d messages", len(again))
	}
}

// TestEpochOutlivesARestart, as cursors must.
func TestEpochOutlivesARestart(t *testing.T) {
	n := nodetest.Start(t, unlimited...)
	ana := join(t, n, "ana")
	_, was := sync(t, ana.dial(t, n.WebSocket), ana, "")
	n.Restart()
	if _, is := sync(t, ana.dial(t, n.WebSocket), ana, fmt.Sprintf(`{"epoch":%q}`, was.Epoch)); is.Epoch != was.Epoch {
		t.Errorf("epoch: got %s, want %s", is.Epoch, was.Epoch)
	}
}
