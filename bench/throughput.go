package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

const (
	pairs   = 50
	flying  = 32
	payload = 256
	each    = 600 // messages of one sender and round
)

// throughput is messages per second from 50 senders to their 50 recipients,
// from the first publish to the last delivery.
func throughput(l *lab) ([]row, error) {
	var node, lazy, always []float64
	for range l.rounds {
		for _, side := range []struct {
			values  *[]float64
			measure func() (float64, error)
		}{
			{&node, func() (float64, error) { return nodeThroughput(l) }},
			{&lazy, func() (float64, error) { return bareThroughput(l, false) }},
			{&always, func() (float64, error) { return bareThroughput(l, true) }},
		} {
			v, err := side.measure()
			if err != nil {
				return nil, err
			}
			*side.values = append(*side.values, v)
		}
	}
	return []row{
		atLeast("delivered, 50 pairs × 32 in flight, beside bare without fsync", "msg/s", node, lazy, 0.5),
		atLeast("the same beside bare with `sync_always`", "msg/s", node, always, 5),
	}, nil
}

// A sender publishes with a bounded number of unanswered messages.
type sender struct {
	nc      *nats.Conn
	inbox   string
	room    chan struct{}
	refused atomic.Pointer[error]
}

func newSender(nc *nats.Conn) (*sender, error) {
	s := &sender{nc: nc, inbox: nc.NewInbox(), room: make(chan struct{}, flying)}
	sub, err := nc.Subscribe(s.inbox+".*", func(m *nats.Msg) {
		if err := failed(m); err != nil {
			s.refused.Store(&err)
		}
		<-s.room
	})
	if err != nil {
		return nil, err
	}
	return s, sub.SetPendingLimits(-1, -1)
}

// send publishes n messages made by f and waits for all answers.
func (s *sender) send(n int, f func(i int) *nats.Msg) error {
	for i := range n {
		s.room <- struct{}{}
		m := f(i)
		m.Reply = s.inbox + "." + strconv.Itoa(i)
		if err := s.nc.PublishMsg(m); err != nil {
			return err
		}
	}
	for range flying {
		s.room <- struct{}{}
	}
	if err := s.refused.Load(); err != nil {
		return *err
	}
	return nil
}

func nodeThroughput(l *lab) (float64, error) {
	n, err := l.startNode("")
	if err != nil {
		return 0, err
	}
	defer n.stop()
	people, err := n.register(2 * pairs)
	if err != nil {
		return 0, err
	}
	conns := make([]*nats.Conn, len(people))
	for i, p := range people {
		if conns[i], err = n.connect(p); err != nil {
			return 0, err
		}
		defer conns[i].Close()
	}
	var arrived sync.WaitGroup
	arrived.Add(pairs * each)
	senders := make([]*sender, pairs)
	for i := range pairs {
		to := conns[pairs+i]
		if _, err := to.Subscribe(identity.InboxSubject(people[pairs+i].key, ">"), func(*nats.Msg) { arrived.Done() }); err != nil {
			return 0, err
		}
		if err := to.Flush(); err != nil {
			return 0, err
		}
		if senders[i], err = newSender(conns[i]); err != nil {
			return 0, err
		}
	}
	return race(&arrived, func(i int) error {
		subject, to := identity.RPCSubject(people[i].key, "send"), people[pairs+i].key.String()
		return senders[i].send(each, func(int) *nats.Msg { return letter(subject, to) })
	})
}

// letter is a send of a random body to a key.
func letter(subject, to string) *nats.Msg {
	id, _ := identity.NewID(rand.Reader)
	return &nats.Msg{Subject: subject, Data: make([]byte, payload), Header: nats.Header{
		identity.HeaderTo: {to}, identity.HeaderID: {id.String()},
	}}
}

// race runs all senders and measures until everything has arrived.
func race(arrived *sync.WaitGroup, send func(i int) error) (float64, error) {
	errs := make(chan error, pairs)
	began := time.Now()
	for i := range pairs {
		go func() { errs <- send(i) }()
	}
	for range pairs {
		if err := <-errs; err != nil {
			return 0, err
		}
	}
	arrived.Wait()
	return pairs * each / time.Since(began).Seconds(), nil
}

// bareStream makes the node's stream on a bare server.
func bareStream(ctx context.Context, nc *nats.Conn) (jetstream.Stream, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, err
	}
	s, _, err := broker.EnsureMail(ctx, js, 180*24*time.Hour)
	return s, err
}

func bareThroughput(l *lab, syncAlways bool) (float64, error) {
	b, err := l.startBare("", syncAlways, "")
	if err != nil {
		return 0, err
	}
	defer b.stop()
	conns := make([]*nats.Conn, 2*pairs)
	keys := make([]identity.Key, 2*pairs)
	for i := range conns {
		if conns[i], err = nats.Connect("nats://" + b.native); err != nil {
			return 0, err
		}
		defer conns[i].Close()
		seed, err := identity.NewSeed(rand.Reader)
		if err != nil {
			return 0, err
		}
		keys[i] = seed.Key()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if _, err := bareStream(ctx, conns[0]); err != nil {
		return 0, err
	}
	var arrived sync.WaitGroup
	arrived.Add(pairs * each)
	senders := make([]*sender, pairs)
	for i := range pairs {
		stop, err := consume(ctx, conns[pairs+i], fmt.Sprintf("d%d", i), broker.MailboxFilter(keys[pairs+i]), func() { arrived.Done() })
		if err != nil {
			return 0, err
		}
		defer stop()
		if senders[i], err = newSender(conns[i]); err != nil {
			return 0, err
		}
	}
	return race(&arrived, func(i int) error {
		subject := broker.MailSubject(keys[pairs+i], keys[i])
		return senders[i].send(each, func(int) *nats.Msg { return &nats.Msg{Subject: subject, Data: make([]byte, payload)} })
	})
}

// consume reads a filter by a durable pull consumer with acks.
func consume(ctx context.Context, nc *nats.Conn, name, filter string, f func()) (stop func(), err error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, err
	}
	c, err := js.CreateOrUpdateConsumer(ctx, broker.MailStream, jetstream.ConsumerConfig{
		Durable: name, FilterSubject: filter, AckPolicy: jetstream.AckExplicitPolicy, MaxAckPending: 20000,
	})
	if err != nil {
		return nil, err
	}
	cc, err := c.Consume(func(m jetstream.Msg) {
		_ = m.Ack()
		f()
	})
	if err != nil {
		return nil, err
	}
	return cc.Stop, nil
}
