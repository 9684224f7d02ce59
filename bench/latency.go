package main

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

const lone = 500 // sends of one round, one at a time

// latency is from a send to its answer, and from a send to its delivery, with
// one message on its way.
func latency(l *lab) ([]row, error) {
	var node50, node99, bare50, bare99 []float64
	for range l.rounds {
		p50, p99, err := nodeLatency(l)
		if err != nil {
			return nil, err
		}
		node50, node99 = append(node50, p50), append(node99, p99)
		if p50, p99, err = bareLatency(l); err != nil {
			return nil, err
		}
		bare50, bare99 = append(bare50, p50), append(bare99, p99)
	}
	return []row{
		atMost("send to delivery, one in flight, p50, beside bare `sync_always`", "ms", node50, bare50, 1.5),
		atMost("the same, p99", "ms", node99, bare99, 1.5),
	}, nil
}

func percentiles(times []time.Duration) (p50, p99 float64) {
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return ms(times[len(times)/2]), ms(times[len(times)*99/100])
}

// pingPong sends one after the other, each when the one before has arrived.
func pingPong(s *sender, arrived <-chan struct{}, f func(i int) *nats.Msg) ([]time.Duration, error) {
	var times []time.Duration
	for i := range lone {
		began := time.Now()
		if err := s.send(1, func(int) *nats.Msg { return f(i) }); err != nil {
			return nil, err
		}
		<-arrived
		times = append(times, time.Since(began))
		for range flying {
			<-s.room // send filled it to wait for the answers
		}
	}
	return times, nil
}

func nodeLatency(l *lab) (p50, p99 float64, err error) {
	n, err := l.startNode("")
	if err != nil {
		return 0, 0, err
	}
	defer n.stop()
	people, err := n.register(2)
	if err != nil {
		return 0, 0, err
	}
	from, err := n.connect(people[0])
	if err != nil {
		return 0, 0, err
	}
	defer from.Close()
	to, err := n.connect(people[1])
	if err != nil {
		return 0, 0, err
	}
	defer to.Close()
	arrived := make(chan struct{}, 1)
	if _, err := to.Subscribe(identity.InboxSubject(people[1].key, ">"), func(*nats.Msg) { arrived <- struct{}{} }); err != nil {
		return 0, 0, err
	}
	if err := to.Flush(); err != nil {
		return 0, 0, err
	}
	s, err := newSender(from)
	if err != nil {
		return 0, 0, err
	}
	subject := identity.RPCSubject(people[0].key, "send")
	times, err := pingPong(s, arrived, func(int) *nats.Msg { return letter(subject, people[1].key.String()) })
	if err != nil {
		return 0, 0, err
	}
	p50, p99 = percentiles(times)
	return p50, p99, nil
}

func bareLatency(l *lab) (p50, p99 float64, err error) {
	b, err := l.startBare("", true, "")
	if err != nil {
		return 0, 0, err
	}
	defer b.stop()
	from, err := nats.Connect("nats://" + b.native)
	if err != nil {
		return 0, 0, err
	}
	defer from.Close()
	to, err := nats.Connect("nats://" + b.native)
	if err != nil {
		return 0, 0, err
	}
	defer to.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := bareStream(ctx, from); err != nil {
		return 0, 0, err
	}
	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		return 0, 0, err
	}
	arrived := make(chan struct{}, 1)
	stop, err := consume(ctx, to, "d", broker.MailboxFilter(seed.Key()), func() { arrived <- struct{}{} })
	if err != nil {
		return 0, 0, err
	}
	defer stop()
	s, err := newSender(from)
	if err != nil {
		return 0, 0, err
	}
	times, err := pingPong(s, arrived, func(int) *nats.Msg {
		return &nats.Msg{Subject: broker.MailSubject(seed.Key(), seed.Key()), Data: make([]byte, payload)}
	})
	if err != nil {
		return 0, 0, err
	}
	p50, p99 = percentiles(times)
	return p50, p99, nil
}
